import { createHash, randomUUID } from "node:crypto";
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
/** The action that is not allowed. */
let denied: string | undefined;

beforeEach(() => {
  invoked = [];
  queues = new Set();
  inQueue = 1;
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
    const { code, stdout, stderr } = await redriven();
    expect([code, invoked]).toEqual([1, ["mail"]]);
    expect(JSON.parse(stdout)).toMatchObject({ regions: { [region]: { succeeded: 0, stoppedBy: "error" } } });
    expect(stderr).toContain(`Message ${message.MessageId}: Lambda's answer was lost`);
    expect(stderr).toContain(reason);
    expect(stderr).toContain("the function may have handled the event");
  });

  it("is repeated when Lambda has throttled it", async () => {
    onInvoke = (count) => (count < 3 ? { status: 429, error: "TooManyRequestsException" } : {});
    const { code, stdout } = await redriven();
    expect([code, invoked]).toEqual([0, ["mail", "mail", "mail"]]);
    expect(JSON.parse(stdout)).toMatchObject({ regions: { [region]: { succeeded: 1 } } });
  });
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
