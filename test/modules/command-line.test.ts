import { awsCommandLine, commandLine, rememberTyped, terraformCommandLine } from "../../modules/command-line";
import { scripts } from "../../package.json";
import { folderWith } from "../support/folder";

describe("a command", () => {
  // The example settings are refused by AWS only.
  const emulator = { AWS_ENDPOINT_URL: "http://127.0.0.1:9" };
  const ofClone = { isClone: true, env: emulator };

  it.each(Object.entries(scripts).flatMap(([name, script]) => (script.includes("workmail-lambda.js") ? [name] : [])))(
    "of a clone is the npm script %s",
    (name) => {
      expect(commandLine([name], ofClone)).toBe(`npm run ${name}`);
      expect(commandLine([name, "--json"], ofClone)).toBe(`npm run ${name} -- --json`);
    },
  );

  it("of a clone that has no npm script for it is run by npx", () => {
    expect(commandLine(["verify", "--json"], ofClone)).toBe("npx workmail-lambda verify --json");
  });

  it.each([
    ["workmail-lambda", {}],
    ["npx workmail-lambda", { npm_lifecycle_event: "npx" }],
  ])("of the npm package begins with %s in the environment %j", (program, env) => {
    expect(commandLine(["deploy", "--auto-approve"], { isClone: false, env: { ...emulator, ...env } })).toBe(
      `${program} deploy --auto-approve`,
    );
  });

  it.each([
    ["deploy", "cdktf"],
    ["destroy", "cdktf"],
    ["deploy", "cdktn"],
    ["destroy", "cdktn"],
  ])("that is %s is one of the CLI of %s in an app of your own that has it", (name, program) => {
    const project = process.cwd();
    try {
      process.chdir(folderWith({ [`node_modules/${program}/package.json`]: "{}" }));
      expect(commandLine([name], { isClone: false, env: {}, isOwn: true })).toBe(`npx ${program} ${name}`);
    } finally {
      process.chdir(project);
    }
  });

  it("that reads is the same in an app of your own", () => {
    expect(commandLine(["verify"], { isClone: false, env: {}, isOwn: true })).toBe("workmail-lambda verify");
  });

  it.each([
    ["diff", "npm run diff"],
    ["deploy", "npm run deploy"],
  ])("that needs settings of your own begins with creating them: %s", (name, line) => {
    expect(commandLine([name], { isClone: true, env: {} })).toBe(`npx workmail-lambda init, then ${line}`);
    expect(commandLine([name], { isClone: true, env: {}, settings: "workmail.test.json" })).toBe(
      `WORKMAIL_SETTINGS=workmail.test.json ${line}`,
    );
  });

  it.each([
    [["verify"], "WORKMAIL_SETTINGS='my settings.json' npx workmail-lambda verify"],
    [["destroy", "--removed"], "WORKMAIL_SETTINGS='my settings.json' npm run destroy -- --removed"],
    [["demo"], "npm run demo"],
  ] as const)("is about the same settings file: %j", (command, line) => {
    expect(commandLine(command, { isClone: true, env: { WORKMAIL_SETTINGS: "my settings.json" } })).toBe(line);
  });

  it("of another program takes the Region, the profile, and the program that was named", () => {
    rememberTyped({
      ...{ name: "verify", operands: [], accepts: () => true },
      options: [{ flag: "--profile", values: ["other"] }],
    });
    try {
      expect(awsCommandLine(["lambda", "get-policy", "--function-name", "one"], "eu-west-1")).toBe(
        "aws lambda get-policy --region eu-west-1 --function-name one --profile other",
      );
      expect(awsCommandLine(["sso", "login"])).toBe("aws sso login --profile other");
      expect(terraformCommandLine("email", "import", "aws_iam_role.role", "a b")).toBe(
        `AWS_PROFILE=other ${process.env.TERRAFORM_BINARY_NAME || "terraform"} -chdir=cdktf.out/stacks/email import aws_iam_role.role 'a b'`,
      );
      expect(commandLine(["deploy"], { isClone: false, env: emulator, isOwn: true })).toMatch(
        /^AWS_PROFILE=other npx cdk(tf|tn) deploy$/,
      );
    } finally {
      rememberTyped();
    }
  });

  it("about a deployment names a file with its outputs where there is no app", () => {
    const project = process.cwd();
    rememberTyped({ name: "invoke", operands: [], options: [], accepts: (_, { flag }) => flag === "--outputs" });
    try {
      process.chdir(folderWith({}));
      expect(commandLine(["logs"], { isClone: false, env: {} })).toBe("workmail-lambda logs --outputs FILE");
    } finally {
      process.chdir(project);
      rememberTyped();
    }
  });
});
