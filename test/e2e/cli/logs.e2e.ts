import { writeFileSync } from "node:fs";
import * as path from "node:path";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { type Emulator, startEmulator } from "../../../cli/emulator/emulator";
import { sandboxEnvironment } from "../../../cli/processes/sandbox-environment";
import { workmailLambda } from "../../support/command";
import { deploymentIn } from "../../support/deployment";
import { folderWith } from "../../support/folder";
import { runCommand } from "../../support/run-command";

/** workmail-lambda logs: the log groups of two Regions, with the outputs of both. */

const REGIONS = ["eu-west-1", "us-west-2"] as const;
const LOG_GROUP = "/aws/lambda/mail-events";
const NOW = Date.now();

const folder = folderWith({
  "outputs.json": JSON.stringify(REGIONS.map((region) => deploymentIn(region, { log_group_name: LOG_GROUP }))),
});
let emulator: Emulator;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  emulator = await startEmulator();
  env = sandboxEnvironment(emulator.endpoint);
  for (const region of REGIONS) {
    await inRegion(region, async (logs) => {
      await logs.send(new CreateLogGroupCommand({ logGroupName: LOG_GROUP }));
      await logs.send(new CreateLogStreamCommand({ logGroupName: LOG_GROUP, logStreamName: "stream" }));
    });
  }
  await put("eu-west-1", { 50_000: '{"message":"Email processed","email":{"recipients":1}}', 30_000: "third" });
  await put("us-west-2", { 40_000: "two\nlines \u001B[31m\n", 7_200_000: "of another hour" });
});

afterAll(() => emulator.stop());

async function inRegion<Result>(
  region: string,
  work: (logs: CloudWatchLogsClient) => Promise<Result>,
): Promise<Result> {
  const logs = new CloudWatchLogsClient({
    region,
    endpoint: emulator.endpoint.href,
    credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" },
  });
  try {
    return await work(logs);
  } finally {
    logs.destroy();
  }
}

/** Logs messages, by the milliseconds that have passed since. */
async function put(region: string, messages: Readonly<Record<number, string>>): Promise<void> {
  const logEvents = Object.entries(messages)
    .map(([ago, message]) => ({ timestamp: NOW - Number(ago), message }))
    .sort((one, other) => one.timestamp - other.timestamp);
  await inRegion(region, (logs) =>
    logs.send(new PutLogEventsCommand({ logGroupName: LOG_GROUP, logStreamName: "stream", logEvents })),
  );
}

function logs(...args: string[]) {
  return workmailLambda(folder, ["logs", "--outputs", "outputs.json", ...args], { env });
}

function at(ago: number): string {
  return new Date(NOW - ago).toISOString();
}

it("prints the lines of all Regions in order of time, and no control characters", async () => {
  const result = await logs();
  expect(result).toSucceed();
  expect(result.stdout).toBe(
    [
      `${at(50_000)}  eu-west-1  {"message":"Email processed","email":{"recipients":1}}`,
      `${at(40_000)}  us-west-2  two`,
      "    lines \\u001b[31m",
      `${at(30_000)}  eu-west-1  third\n`,
    ].join("\n"),
  );
  expect(result.stderr).toBe(
    "Next: npx workmail-lambda logs --outputs outputs.json --follow, which prints new lines as they arrive\n",
  );
});

it("goes back as far as asked, in the Regions that are named", async () => {
  const result = await logs("--since", "3h", "--region", "us-west-2");
  expect(result).toSucceed();
  expect(result.stdout).toMatch(/^\S+ {2}us-west-2 {2}of another hour\n\S+ {2}us-west-2 {2}two\n/);
  expect(result.stdout).not.toContain("eu-west-1");
});

it("prints an object a line as JSON, with what the function logged as JSON", async () => {
  const result = await logs("--json", "--filter", '"processed"');
  expect(result).toSucceed();
  expect(
    result.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    {
      ...{ time: at(50_000), region: "eu-west-1", logGroup: LOG_GROUP, logStream: "stream" },
      message: { message: "Email processed", email: { recipients: 1 } },
    },
  ]);
  expect(result.stderr).toBe("");
});

it("says what to do when there are no lines", async () => {
  const result = await logs("--since", "1s");
  expect(result).toSucceed();
  expect([result.stdout, result.stderr]).toEqual([
    "",
    "No lines.\nNext: npx workmail-lambda logs --outputs outputs.json --since 1d, or npx workmail-lambda verify --invoke --outputs outputs.json, which invokes the function\n",
  ]);
});

it("follows until Ctrl-C, which is not a failure", async () => {
  let printed = "";
  const { code, stderr } = await workmailLambda(
    folder,
    ["logs", "--outputs", "outputs.json", "--follow", "--since", "45s"],
    {
      env,
      onStart: (child) =>
        child.stdout!.on("data", (text: Buffer) => {
          const isFirst = printed === "";
          printed += text.toString();
          if (isFirst) {
            void put("us-west-2", { 0: "newest" });
          }
          if (printed.includes("newest")) {
            child.kill("SIGINT");
          }
        }),
    },
  );
  expect([code, stderr]).toEqual([
    0,
    "Waiting for lines in eu-west-1, us-west-2; Ctrl-C ends.\nNext: npm run redrive -- --dry-run --outputs outputs.json, which counts the events that failed\n",
  ]);
  expect(printed.match(/third/g)).toHaveLength(1);
  expect(printed).toMatch(/third\n\S+ {2}us-west-2 {2}newest\n$/);
});

it("ends when its reader has seen enough", async () => {
  const program = path.resolve("cli/workmail-lambda.js");
  const script = `"${process.execPath}" "${program}" logs --outputs outputs.json --follow | head -n 1`;
  const ended = runCommand(["sh", "-c", script], { cwd: folder, env });
  const timer = setInterval(() => void put("eu-west-1", { 0: "more" }), 500);
  const { code, stdout } = await ended;
  clearInterval(timer);
  expect([code, stdout]).toEqual([0, expect.stringContaining("Email processed")]);
});

it("reports a log group that does not exist", async () => {
  writeFileSync(
    path.join(folder, "other.json"),
    JSON.stringify(deploymentIn("eu-west-1", { log_group_name: "/aws/lambda/nobody" })),
  );
  const { code, stdout, stderr } = await workmailLambda(folder, ["logs", "--outputs", "other.json"], { env });
  expect([code, stdout, stderr]).toEqual([
    1,
    "",
    "There is no log group /aws/lambda/nobody in eu-west-1 in the account of these credentials. Next: npx workmail-lambda verify --outputs other.json\n",
  ]);
});
