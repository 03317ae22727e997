import { commandsIn } from "./next-steps";

it("finds the commands in what is printed, each to its end", () => {
  const printed = `Next: fix it, then npm run deploy -- --auto-approve, which continues from here
Next: find the reasons (npx workmail-lambda logs --filter '"a, b"' --region eu-west-1 us-east-1), then npm run redrive
  WORKMAIL_SETTINGS='my file.json' workmail-lambda build: bundles the handler
The configuration does not match. Next: run "npm run synth"
Next: AWS_PROFILE=p npx cdktf deploy; or npm run redrive -- --queue URL --function f
The function is arn:aws:lambda:eu-west-1:1:function:one; npx workmail-lambda invoke --function arn:aws:lambda:a --zip a.zip
`;
  expect(commandsIn({ stdout: printed, stderr: "" })).toEqual([
    "npm run deploy -- --auto-approve",
    `npx workmail-lambda logs --filter '"a, b"' --region eu-west-1 us-east-1`,
    "npm run redrive",
    "WORKMAIL_SETTINGS='my file.json' workmail-lambda build",
    "npm run synth",
    "AWS_PROFILE=p npx cdktf deploy",
    "npx workmail-lambda invoke --function arn:aws:lambda:a --zip a.zip",
  ]);
});
