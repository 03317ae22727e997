import { createHash, randomUUID } from "node:crypto";
import type { RedriveReport } from "../../../../cli/redrive/redrive-queue";
import { type AwsAnswer, type AwsApi, startAwsApi } from "../../../support/aws-api";
import { workmailLambdaHere } from "../../../support/command";
import { deploymentIn } from "../../../support/deployment";
import { folderWith } from "../../../support/folder";
import { folderWithStacks } from "../../../support/stacks";

/**
 * Where redrive takes from and what it invokes. A stand-in answers for SQS,
 * which has one record, and for Lambda: what becomes of thousands of events in
 * a real queue is shown end to end.
 */

const region = "eu-west-1";
const functionArn = `arn:aws:lambda:${region}:123456789012:function:mail`;
const queueUrl = `https://sqs.${region}.amazonaws.com/123456789012/mail-failures`;
const record = JSON.stringify({
  version: "1.0",
  requestContext: {
    requestId: randomUUID(),
    functionArn: `${functionArn}:live`,
    condition: "RetriesExhausted",
  },
  requestPayload: {},
});

let api: AwsApi;
/** The functions and the queues that were named in calls. */
let invoked: string[];
let queues: Set<string>;
let inQueue: number;
/** Messages that another process has. */
let elsewhere: number;
/** The first call that finds the credentials expired. */
let expiredFrom: string | undefined;
let isExpired: boolean;
/** The answers to the first calls of an operation. */
let troubles: Record<string, AwsAnswer[]>;
/** The action that is not allowed. */
let denied: string | undefined;

beforeEach(() => {
  invoked = [];
  queues = new Set();
  inQueue = 1;
  elsewhere = 0;
  expiredFrom = undefined;
  isExpired = false;
  troubles = {};
  denied = undefined;
});

beforeAll(async () => {
  api = await startAwsApi(({ operation, input }) => {
    const [, name] = /functions\/(.*)\/invocations/.exec(operation) ?? [];
    if (denied === (name === undefined ? operation : "Invoke")) {
      return undefined;
    }
    if (name !== undefined) {
      invoked.push(decodeURIComponent(name));
      return onInvoke(invoked.length);
    }
    queues.add(String(input.QueueUrl));
    if (operation === expiredFrom) {
      isExpired = true;
    }
    if (isExpired) {
      return { error: "ExpiredToken" };
    }
    const trouble = troubles[operation]?.shift();
    if (trouble) {
      return trouble;
    }
    if (operation === "GetQueueAttributes") {
      return { body: { Attributes: { ApproximateNumberOfMessagesNotVisible: String(elsewhere) } } };
    }
    return { body: operation === "ReceiveMessage" && inQueue-- > 0 ? { Messages: [message] } : {} };
  });
});

/** Answers an invocation, by how many there were. */
let onInvoke: (count: number) => AwsAnswer;

beforeEach(() => {
  onInvoke = () => ({});
});

const message = {
  MessageId: randomUUID(),
  ReceiptHandle: "receipt",
  Body: record,
  MD5OfBody: createHash("md5").update(record).digest("hex"),
};

afterAll(() => api.stop());

/** Runs redrive in a folder. */
function redrive(folder: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  return workmailLambdaHere(folder, ["redrive", ...args], {
    env: {
      PATH: process.env.PATH,
      ...api.environment,
      ...env,
    },
  });
}

const outputs = deploymentIn(region, {
  email_flow_rule_function_arn: `${functionArn}:live`,
  failure_queue_url: queueUrl,
});

it("takes from the queues that a file of outputs names, and invokes what the rule calls", async () => {
  const folder = folderWith({ "outputs.json": JSON.stringify({ outputs }) });
  const { code, stdout } = await redrive(folder, ["--outputs", "outputs.json"]);
  expect([code, invoked, [...queues]]).toEqual([0, [`${functionArn}:live`], [queueUrl]]);
  expect(stdout).toContain("  succeeded now, and out of the queue: 1\n");
});

it("takes from those of the stacks that were synthesized, in the Regions named", async () => {
  const { folder, terraform } = folderWithStacks({
    "workmail-us-east-1": {},
    "workmail-eu-west-1": outputs,
  });
  const env = { TERRAFORM_BINARY_NAME: terraform };
  const named = await redrive(folder, ["--region", region], env);
  expect([named.code, invoked]).toEqual([0, [`${functionArn}:live`]]);

  const all = await redrive(folder, [], env);
  expect([all.code, all.stderr]).toEqual([1, "Not deployed, or only in part: us-east-1. Next: npm run deploy\n"]);
});

it.each(["mail:live", `${functionArn}:live`, "mail"])(
  "invokes --function %s as it is named, with the events of mail",
  async (name) => {
    const { code, stdout } = await redrive(folderWith({}), [
      ...["--region", region, "--queue", queueUrl, "--function", name],
      "--json",
    ]);
    expect([code, invoked]).toEqual([0, [name]]);
    expect(JSON.parse(stdout)).toMatchObject({
      regions: { [region]: { succeeded: 1, foreign: [] } },
    });
  },
);

it("refuses --outputs beside --queue", async () => {
  const { code, stderr } = await redrive(folderWith({}), [
    ...["--region", region, "--queue", queueUrl, "--function", "mail"],
    ...["--outputs", "outputs.json"],
  ]);
  expect(code).toBe(1);
  expect(stderr).toContain("option '--outputs <file>' cannot be used with option '--queue <url>'");
});

describe("an invocation", () => {
  const redriven = () =>
    redrive(folderWith({}), ["--region", region, "--queue", queueUrl, "--function", "mail", "--json"]);

  it.each<[string, AwsAnswer, string]>([
    ["the connection is reset", { isLost: true }, "ECONNRESET"],
    ["a gateway answers in Lambda's place", { status: 502, body: "<html>gateway</html>" }, "HTTP 502"],
    ["Lambda fails inside", { status: 500, error: "ServiceException" }, ""],
  ])("is not repeated when %s: the function may have handled the event", async (_, answer, reason) => {
    onInvoke = () => answer;
    const { code, stdout } = await redriven();
    expect([code, invoked]).toEqual([2, ["mail"]]);
    const { answerLost, ...report } = (JSON.parse(stdout) as { regions: Record<string, RedriveReport> }).regions[
      region
    ]!;
    expect(report).toMatchObject({ failedEvents: 1, succeeded: 0, failedAgain: 0 });
    expect(answerLost.map(({ messageId }) => messageId)).toEqual([message.MessageId]);
    expect(answerLost[0]!.what).toMatch(/^Lambda's answer was lost \(.*\): the function may have handled the event\.$/);
    expect(answerLost[0]!.what).toContain(reason);
  });

  it("is repeated when Lambda has throttled it", async () => {
    onInvoke = (count) => (count < 3 ? { status: 429, error: "TooManyRequestsException" } : {});
    const { code, stdout } = await redriven();
    expect([code, invoked]).toEqual([0, ["mail", "mail", "mail"]]);
    expect(JSON.parse(stdout)).toMatchObject({ regions: { [region]: { succeeded: 1 } } });
  });
});

it("names the event without an answer, and how to find out what became of it", async () => {
  onInvoke = () => ({ isLost: true });
  const { code, stdout } = await redrive(folderWith({}), [
    ...["--region", region, "--queue", queueUrl, "--function", "mail"],
  ]);
  expect(code).toBe(2);
  const [, told] = stdout.split("back in the queue: 0\n");
  expect(told?.replace(message.MessageId, "ID").replace(/\(.*ECONNRESET\)/, "(REASON)")).toBe(`\
  without an answer, and back in the queue: 1
    ID: Lambda's answer was lost (REASON): the function may have handled the event.

Next: npx workmail-lambda logs --outputs FILE --region eu-west-1, which shows whether the function has handled the events without an answer; delete their messages if so, then npm run redrive -- --region eu-west-1 --queue ${queueUrl} --function mail
`);
});

it("goes on where SQS is overloaded, throttles, or breaks the connection, and handles the event once", async () => {
  const answers = (): AwsAnswer[] => [
    { status: 503, error: "ServiceUnavailable" },
    { error: "ThrottlingException" },
    { isLost: true },
  ];
  // The SDK waits before each attempt for a random part of up to seconds.
  const random = jest.spyOn(Math, "random").mockReturnValue(0);
  troubles = Object.fromEntries(
    ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"].map((operation) => [operation, answers()]),
  );
  const { code, stdout } = await redrive(folderWith({}), [
    ...["--region", region, "--queue", queueUrl, "--function", "mail", "--json"],
  ]);
  random.mockRestore();
  expect([code, invoked]).toEqual([0, ["mail"]]);
  expect(JSON.parse(stdout)).toMatchObject({ regions: { [region]: { succeeded: 1, left: 0 } } });
  expect(Object.values(troubles).flat()).toEqual([]);
});

it("does not end as done when another process has messages: it counts them and names the next command", async () => {
  elsewhere = 3;
  const { code, stdout } = await redrive(folderWith({}), [
    ...["--region", region, "--queue", queueUrl, "--function", "mail"],
  ]);
  expect(code).toBe(2);
  expect(stdout).toContain(`  succeeded now, and out of the queue: 1
  failed again, and back in the queue: 0
  left in the queue, and not looked at: about 3
    SQS did not deliver them: another process has them, or one that was killed less than five minutes ago had them

Next: in five minutes, npm run redrive -- --region ${region}`);
});

it("does not say that nothing is left where the credentials may not count", async () => {
  denied = "GetQueueAttributes";
  const { code, stdout } = await redrive(folderWith({}), [
    ...["--region", region, "--queue", queueUrl, "--function", "mail"],
  ]);
  expect(code).toBe(0);
  expect(stdout).toContain("\n  left in the queue: unknown; to see it, allow sqs:GetQueueAttributes\n");
});

it("says when the events come back, and how to continue, where the credentials expire at work", async () => {
  expiredFrom = "DeleteMessage";
  const other = deploymentIn("us-east-1", { failure_queue_url: queueUrl });
  const folder = folderWith({
    "outputs.json": JSON.stringify({ "workmail-eu-west-1": outputs, "workmail-us-east-1": other }),
  });
  const { code, stderr } = await redrive(folder, ["--outputs", "outputs.json"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /\nIt could not go on; what was not finished is in the queue: The event of message [\w-]+ was handled and could not be deleted from the queue, so that it will be handled again: The AWS credentials have expired\. Next: sign in again \(aws sso login\), or set new ones\.[^\n]*\nThe events that it had taken appear in the queue again within five minutes\.\nNot started: us-east-1\.\nNext: after you have fixed this, npm run redrive -- --outputs outputs\.json\n$/,
  );
});

describe("what AWS refuses", () => {
  const refused = async (name: string, env?: NodeJS.ProcessEnv) => {
    const { code, stderr } = await redrive(
      folderWith({}),
      ["--region", region, "--queue", queueUrl, "--function", name],
      env,
    );
    expect(code).toBe(1);
    return stderr;
  };

  it.each([
    ["ReceiveMessage", "sqs:ReceiveMessage", "mail"],
    ["Invoke", "lambda:InvokeFunction", "mail"],
    ["DeleteMessage", "sqs:DeleteMessage", "mail"],
    // Another function's message is given back.
    ["ChangeMessageVisibilityBatch", "sqs:ChangeMessageVisibility", "other"],
  ])("%s is said with what to do next", async (action, allowed, name) => {
    denied = action;
    expect(await refused(name)).toContain(
      `The credentials may not ${allowed} in ${region}. Next: allow it in the policy of who runs this.`,
    );
  });

  it("without credentials is said with how to get some", async () => {
    const without = {
      AWS_ACCESS_KEY_ID: "",
      AWS_SECRET_ACCESS_KEY: "",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    };
    expect(await refused("mail", without)).toContain(
      `It could not go on; what was not finished is in the queue: There are no AWS credentials for sqs:ReceiveMessage in ${region}. Next: sign in (aws sso login)`,
    );
  });
});
