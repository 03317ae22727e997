import { randomUUID } from "node:crypto";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetAliasCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type Emulator, startEmulator } from "../../../cli/emulator/emulator";
import { sandboxEnvironment } from "../../../cli/processes/sandbox-environment";
import { findTerraform } from "../../../cli/terraform/binary";
import { cdktfCli } from "../../../scripts/cdktf-cli";
import { folderWith } from "../../support/folder";
import { install, pack } from "../../support/packed";
import { type CommandResult, runCommand } from "../../support/run-command";

/** examples/cdktf-app with the packed package: a CDKTF app of your own, whose stack is named after no Region. */

jest.setTimeout(600_000);

const region = "eu-west-1";
const functionName = "workmail-external-recipients";

let folder: string;
let emulator: Emulator;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  const { folder: packed, name } = await pack();
  const copied = folderWith({});
  cpSync(path.join(packed, name), path.join(copied, name));
  folder = path.join(copied, "examples", "cdktf-app");
  cpSync("examples/cdktf-app", folder, {
    recursive: true,
    filter: (source) => !/[\\/](node_modules|dist|cdktf\.out|\.terraform|terraform\..*)$/.test(source),
  });
  await install(folder);
  emulator = await startEmulator();
  const { providers } = await findTerraform({ env: process.env, workFolder: folderWith({}) });
  // As npx starts it.
  env = { ...sandboxEnvironment(emulator.endpoint), ...providers.environment, npm_lifecycle_event: "npx" };
});

afterAll(() => emulator.stop());

function workmailLambda(...args: string[]): Promise<CommandResult> {
  return runCommand([path.join(folder, "node_modules", ".bin", "workmail-lambda"), ...args], { cwd: folder, env });
}

async function cdktf(...args: string[]): Promise<void> {
  const command = [cdktfCli(), ...args, "--auto-approve", "--skip-provider-lock"];
  expect(await runCommand(command, { cwd: folder, env })).toSucceed();
}

/** Options for a client of the AWS SDK. */
function client() {
  const credentials = { accessKeyId: "emulator", secretAccessKey: "emulator" };
  return { region, endpoint: emulator.endpoint.href, credentials };
}

function edit(from: string, to: string): void {
  const file = path.join(folder, "main.ts");
  const source = readFileSync(file, "utf8");
  expect(source).toContain(from);
  writeFileSync(file, source.replace(from, to));
}

it("type-checks", async () => {
  const tsc = path.resolve("node_modules", ".bin", "tsc");
  expect(await runCommand([tsc], { cwd: folder })).toEqual({ code: 0, stdout: "", stderr: "" });
});

describe("before it is deployed", () => {
  it.each([["outputs"], ["instructions"], ["redrive", "--dry-run"], ["rollback", "--dry-run"], ["logs"]])(
    "%s asks for a synthesis",
    async (...command) => {
      expect(await workmailLambda(...command)).toEqual({
        code: 1,
        stdout: "",
        stderr: "cdktf.out/manifest.json does not exist. Next: npx workmail-lambda synth\n",
      });
    },
  );

  it.each(["deploy", "destroy"])("%s names the command of the CDKTF CLI", async (command) => {
    expect(await workmailLambda(command)).toEqual({
      code: 1,
      stdout: "",
      stderr: `This command needs workmail.json, and an app of your own has none. Next: npx cdktf ${command}\n`,
    });
  });

  it("demo names what it lacks", async () => {
    const { code, stderr } = await workmailLambda("demo");
    expect([code, stderr]).toEqual([1, expect.stringContaining("lacks workmail.example.json")]);
  });

  it("doctor does not miss settings", async () => {
    const { stdout } = await workmailLambda("doctor");
    expect(stdout).toMatch(/passed +settings +none, and an app of your own needs none\n/);
    expect(stdout).toMatch(
      /passed +project +an app of your own: diff and verify work in this folder; to deploy it: npx cdktf deploy/,
    );
    expect(stdout).toMatch(/\nNext: npx workmail-lambda diff, /);
  });

  it("synth writes its stack", async () => {
    expect(await workmailLambda("synth")).toEqual({
      code: 0,
      stdout: "email  cdktf.out/stacks/email/cdk.tf.json\nNext: npx cdktf deploy\n",
      stderr: "",
    });
  });

  it("diff shows what a deployment would create", async () => {
    const { code, stdout } = await workmailLambda("diff");
    expect([code, stdout]).toEqual([
      2,
      expect.stringMatching(/Plan: \d+ to add, 0 to change, 0 to destroy\.[^]*\nNext: npx cdktf deploy\n$/),
    ]);
  });

  it("outputs says that nothing is deployed, and how to change it", async () => {
    expect(await workmailLambda("outputs")).toEqual({
      code: 2,
      stdout: `{\n  "${region}": null\n}\n`,
      stderr: "email: not deployed, or only in part. Next: npx cdktf deploy\n",
    });
  });

  it.each([["instructions"], ["redrive", "--dry-run"], ["rollback"], ["logs"]])(
    "%s says that nothing is deployed, and how to change it",
    async (...command) => {
      expect(await workmailLambda(...command)).toEqual({
        code: 1,
        stdout: "",
        stderr: `Not deployed, or only in part: ${region}. Next: npx cdktf deploy\n`,
      });
    },
  );
});

describe("deployed with the CDKTF CLI", () => {
  beforeAll(() => cdktf("deploy"));

  it("leaves nothing to do", async () => {
    const { code, stdout } = await workmailLambda("diff");
    expect([code, stdout]).toEqual([
      0,
      "email  No changes.\nNext: nothing to deploy; to check AWS's side: npx workmail-lambda verify\n",
    ]);
  });

  it("outputs prints its outputs by Region", async () => {
    const result = await workmailLambda("outputs");
    expect(result).toSucceed();
    expect(JSON.parse(result.stdout)).toEqual({
      [region]: expect.objectContaining({
        function_name: functionName,
        permission_statement_ids: ["AllowWorkMail-m-33333333333333333333333333333333"],
      }) as object,
    });
  });

  it("verify compares it with the synthesized configuration", async () => {
    const { code, stdout } = await workmailLambda("verify");
    expect([code, stdout]).toEqual([0, expect.stringContaining(" 0 failed,")]);
    expect(stdout).toMatch(/passed +function settings +\d+ attributes compared/);
  });

  it("instructions prints the steps", async () => {
    const { code, stdout } = await workmailLambda("instructions");
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(`^Attach ${functionName} to an outbound email flow rule`),
    ]);
  });

  it("logs prints the lines of its log group", async () => {
    const logs = new CloudWatchLogsClient(client());
    const stream = { logGroupName: `/aws/lambda/${functionName}`, logStreamName: "stream" };
    await logs.send(new CreateLogStreamCommand(stream));
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents: [{ timestamp: Date.now(), message: "a line" }] }));
    logs.destroy();
    const { code, stdout } = await workmailLambda("logs");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/ {2}eu-west-1 {2}a line\n$/)]);
  });

  it("redrive finds its failed events", async () => {
    const { stdout } = await workmailLambda("outputs");
    const outputs = JSON.parse(stdout) as Record<string, { failure_queue_url: string }>;
    const sqs = new SQSClient(client());
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: outputs[region]!.failure_queue_url,
        MessageBody: JSON.stringify({
          ...{ version: "1.0", timestamp: new Date().toISOString() },
          requestContext: {
            requestId: randomUUID(),
            functionArn: `arn:aws:lambda:${region}:123456789012:function:${functionName}:$LATEST`,
            condition: "RetriesExhausted",
            approximateInvokeCount: 3,
          },
          requestPayload: JSON.parse(readFileSync("function/events/outbound-2019.json", "utf8")) as unknown,
          responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
          responsePayload: { errorType: "Error" },
        }),
      }),
    );
    sqs.destroy();
    const result = await workmailLambda("redrive", "--dry-run", "--json");
    expect(result).toSucceed();
    expect(JSON.parse(result.stdout)).toMatchObject({ regions: { [region]: { failedEvents: 1 } } });
  });

  it("rollback says what it needs", async () => {
    expect(await workmailLambda("rollback")).toEqual({
      code: 1,
      stdout: "",
      stderr: `Nothing is changed:\n  ${region}: no alias; it needs the setting liveAlias\n`,
    });
  });

  it("rollback points the alias to the version before, and says where to keep that", async () => {
    edit("      filename: zip.path,", "      filename: zip.path,\n      liveAlias: true,");
    await cdktf("deploy");
    edit("      liveAlias: true,", "      liveAlias: true,\n      memorySizeMb: 512,");
    await cdktf("deploy");
    const { code, stdout, stderr } = await workmailLambda("rollback");
    const lambda = new LambdaClient(client());
    const { FunctionVersion } = await lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: "live" }));
    lambda.destroy();
    expect([code, stderr, stdout]).toEqual([
      0,
      "",
      `${region}: version 2 -> 1\nThere is no settings file here: enter liveVersion for ${region} (${region}: "1") where your settings are, or the next deployment goes elsewhere.\nNext: enter it, then npx workmail-lambda verify\n`,
    ]);
    expect(FunctionVersion).toBe("1");
  });

  it("is destroyed with the CDKTF CLI", async () => {
    await cdktf("destroy");
    expect(await workmailLambda("outputs")).toMatchObject({ code: 2, stdout: `{\n  "${region}": null\n}\n` });
  });
});
