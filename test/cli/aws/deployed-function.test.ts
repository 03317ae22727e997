import type { GetFunctionResponse } from "@aws-sdk/client-lambda";
import { reproducibleZip } from "../../../modules/package/reproducible-zip";
import { type AwsApi, startAwsApi } from "../../support/aws-api";
import { workmailLambdaHere } from "../../support/command";
import { folderWith } from "../../support/folder";

/** A deployed function for workmail-lambda invoke, which a stand-in for Lambda's API describes. */

const region = "eu-west-1";
const functionArn = `arn:aws:lambda:${region}:123456789012:function:mail:live`;

let zip: Uint8Array;
let api: AwsApi;
let told: GetFunctionResponse;

beforeAll(async () => {
  zip = await reproducibleZip({
    "index.mjs": Buffer.from("export const handler = async (event, context) => ({ ...context });"),
  });
  api = await startAwsApi(({ operation }) => ({ body: operation === "GET /code" ? zip : told }));
});

afterAll(() => api.stop());

beforeEach(() => {
  told = {
    Configuration: {
      FunctionName: "mail",
      FunctionArn: functionArn,
      Version: "7",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      MemorySize: 256,
      Timeout: 10,
      CodeSha256: "c2hhMjU2",
      LoggingConfig: { LogFormat: "JSON", LogGroup: "/mail/live" },
    },
    Code: { Location: `${api.url}/code` },
  };
});

function invoke(...args: string[]) {
  return workmailLambdaHere(
    folderWith({ "event.json": "{}" }),
    [...["invoke", "event.json", "--region", region], ...["--function", "mail:live", ...args]],
    {
      env: {
        PATH: process.env.PATH,
        ...api.environment,
      },
    },
  );
}

it("runs as the version that is deployed, and with its log group", async () => {
  const result = await invoke("--json");
  expect(result).toSucceed();
  const { stdout } = result;
  const { results } = JSON.parse(stdout) as {
    results: { payload: object; logs: string[] }[];
  };
  expect(results[0]!.payload).toMatchObject({
    functionName: "mail",
    functionVersion: "7",
    invokedFunctionArn: functionArn,
    logGroupName: "/mail/live",
    logStreamName: expect.stringMatching(/\[7\]local$/) as string,
  });
  expect(JSON.parse(results[0]!.logs[0]!)).toMatchObject({
    type: "platform.start",
    record: { version: "7" },
  });
});

it("runs without layers, and says so", async () => {
  expect((await invoke()).stderr).toBe("");
  const arns = ["one", "two"].map((name) => `arn:aws:lambda:${region}:123456789012:layer:${name}:1`);
  Object.assign(told.Configuration!, { Layers: arns.map((Arn) => ({ Arn })) });
  const { code, stderr } = await invoke();
  expect([code, stderr]).toEqual([0, `Without its layers, which cannot be run here: ${arns.join(", ")}.\n`]);
});

it("says what is missing when AWS cannot decrypt the environment variables", async () => {
  Object.assign(told.Configuration!, {
    Environment: {
      Error: { ErrorCode: "AccessDeniedException", Message: "KMS denied it." },
    },
  });
  const { code, stderr } = await invoke();
  expect([code, stderr]).toEqual([
    1,
    "AWS does not show the environment variables of mail:live in eu-west-1. Next: allow kms:Decrypt on the function's key in the policy of who runs this. AWS says: AccessDeniedException: KMS denied it.\n",
  ]);
});

it.each([
  [{ Error: { ErrorCode: "AccessDenied", Message: "no." } }, " AWS says: AccessDenied: no."],
  [{}, ""],
])("says that there is no code where Code is %j", async (Code, said) => {
  told = { ...told, Code };
  const { code, stderr } = await invoke();
  expect([code, stderr]).toEqual([
    1,
    `AWS does not hand out the code of mail:live in eu-west-1. Next: run its zip instead (--zip).${said}\n`,
  ]);
});

it("says where to look when the code cannot be fetched", async () => {
  told = { ...told, Code: { Location: "http://127.0.0.1:2/code" } };
  const { code, stderr } = await invoke();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^AWS cannot be reached for fetching the code in eu-west-1\. Next: look at the network/);
});
