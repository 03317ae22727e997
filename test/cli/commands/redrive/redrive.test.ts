import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { workmailLambda } from "../../../support/command";
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

let server: Server;
/** The functions and the queues that were named in requests. */
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
  server = createServer((request, response) => {
    const answer = (action: string, body: object) =>
      response
        .writeHead(action === denied ? 400 : 200, {
          "Content-Type": "application/x-amz-json-1.0",
          ...(action === denied && {
            "x-amzn-errortype": "AccessDeniedException",
          }),
        })
        .end(JSON.stringify(body));
    void text(request).then((body) => {
      const [, name] = /functions\/(.*)\/invocations/.exec(request.url!) ?? [];
      if (name !== undefined) {
        if (denied !== "Invoke") {
          invoked.push(decodeURIComponent(name));
        }
        answer("Invoke", {});
        return;
      }
      const [, action = ""] = String(request.headers["x-amz-target"]).split(".");
      queues.add((JSON.parse(body) as { QueueUrl: string }).QueueUrl);
      answer(action, action === "ReceiveMessage" && inQueue-- > 0 ? { Messages: [message] } : {});
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});

const message = {
  MessageId: randomUUID(),
  ReceiptHandle: "receipt",
  Body: record,
  MD5OfBody: createHash("md5").update(record).digest("hex"),
};

afterAll(() => server.close());

/** Runs redrive in a folder. */
function redrive(folder: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const { port } = server.address() as AddressInfo;
  return workmailLambda(folder, ["redrive", ...args], {
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      ...env,
    },
  });
}

const outputs = deploymentIn(region, {
  email_flow_rule_function_arn: `${functionArn}:live`,
  failure_queue_url: queueUrl,
});

it("takes from the queues that a file of outputs tells of, and invokes what the rule calls", async () => {
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
