import { readFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { type Emulator, startEmulator } from "../../../cli/emulator/emulator";
import { type LocalLambda, type LocalLambdaOptions, startLocalLambda } from "../../../cli/local-lambda/local-lambda";
import { createFunctionPackage } from "../../../modules/package/function-package";
import { folderWith } from "../../support/folder";

/** Artifacts with deduplication, in local Lambda runtimes that share the emulator's DynamoDB. */

const region = "us-east-1";
const tableName = "workmail-email-events-deduplication";
function sample(name: string) {
  return JSON.parse(readFileSync(`function/events/${name}.json`, "utf8")) as Record<string, unknown>;
}
const email = { ...sample("outbound-2019"), invocationId: "the-same" };
/** It has no invocationId. */
const oldEmail = sample("outbound-2018");

/** A handler of our own, whose behavior the function's environment chooses. */
const OWN_HANDLER = `
import { deduplicate } from ${JSON.stringify(path.resolve("function/src/deduplication"))};
export const handler = deduplicate(
  async (event) => {
    console.log("working");
    if (process.env.BEHAVIOR === "throw") throw new RangeError("refused");
    if (process.env.BEHAVIOR === "die") process.exit(1);
    if (process.env.BEHAVIOR === "hang") await new Promise(() => setInterval(() => {}, 1000));
    await new Promise((resolve) => setTimeout(resolve, Number(process.env.WORK_MS)));
    return { actions: [{ action: { type: "DEFAULT" }, recipients: [event.envelope.mailFrom.address] }] };
  },
  { storeResult: process.env.STORE_RESULT === "true" },
);`;

let emulator: Emulator;
let dynamodb: DynamoDBClient;
let defaultZip: string;
let ownZip: string;
const lambdas: LocalLambda[] = [];

beforeAll(async () => {
  emulator = await startEmulator();
  dynamodb = new DynamoDBClient({
    region,
    endpoint: emulator.endpoint.href,
    credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" },
  });
  const build = async (entry: string) => (await createFunctionPackage({ entry }, folderWith({}))).path;
  defaultZip = await build("function/src/deduplicating-handler.ts");
  ownZip = await build(path.join(folderWith({ "handler.ts": OWN_HANDLER }), "handler.ts"));
});

beforeEach(async () => {
  await dynamodb.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    }),
  );
});

afterEach(async () => {
  await Promise.all(lambdas.splice(0).map((lambda) => lambda.stop()));
  await dynamodb.send(new DeleteTableCommand({ TableName: tableName }));
});

afterAll(async () => {
  dynamodb.destroy();
  await emulator.stop();
});

/** One more execution environment of the function. */
function start(options: Partial<LocalLambdaOptions> = {}): LocalLambda {
  const lambda = startLocalLambda({
    zip: defaultZip,
    functionName: "workmail-email-events",
    region,
    memorySizeMb: 256,
    timeoutSeconds: 10,
    logFormat: "JSON",
    endpoint: emulator.endpoint,
    ...options,
    environment: {
      DEDUPLICATION_TABLE: tableName,
      // The Node.js that runs the tests may be older than the function's.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      ...options.environment,
    },
  });
  lambdas.push(lambda);
  return lambda;
}

function startOwn(environment: Record<string, string> = {}, options: Partial<LocalLambdaOptions> = {}): LocalLambda {
  return start({ zip: ownZip, ...options, environment });
}

/** The messages of the lines that were logged, without Lambda's own. */
function messages(logs: readonly string[]): unknown[] {
  return logs.map((line) => (JSON.parse(line) as { message: unknown }).message);
}

async function records() {
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: tableName }));
  return Items;
}

describe("the default handler", () => {
  it("processes an event once and answers the same again, also in another environment", async () => {
    const one = start();
    const first = await one.invoke(email);
    const second = await one.invoke(email);
    const third = await start().invoke(email);

    expect(first.payload).toMatchObject({
      invocationId: "the-same",
      recipients: 2,
    });
    expect(messages(first.logs)).toEqual(["Email processed"]);
    for (const { payload, logs } of [second, third]) {
      expect(payload).toEqual(first.payload);
      expect(messages(logs)).toEqual(["Email processed already"]);
      expect(JSON.parse(logs[0]!)).toMatchObject({
        level: "INFO",
        email: { invocationId: "the-same" },
      });
    }
  });

  it("processes events with different invocationIds, be they alike otherwise", async () => {
    const lambda = start();
    await lambda.invoke(email);

    const { logs } = await lambda.invoke({ ...email, invocationId: "another" });

    expect(messages(logs)).toEqual(["Email processed"]);
  });

  it("knows an event by its invocationId only", async () => {
    const lambda = start();
    await lambda.invoke(email);

    const { logs } = await lambda.invoke({ ...email, addedByAws: true });

    expect(messages(logs)).toEqual(["Email processed already"]);
  });

  it.each([
    ["none", oldEmail],
    ["null", { ...oldEmail, invocationId: null }],
    ["an empty one", { ...oldEmail, invocationId: "" }],
  ])("knows an event with %s by all of it", async (_, event) => {
    const lambda = start();
    const reordered = Object.fromEntries(Object.entries(event).reverse());

    expect(messages((await lambda.invoke(event)).logs)).toEqual(["Email processed"]);
    expect(messages((await lambda.invoke(reordered)).logs)).toEqual(["Email processed already"]);
    const other = await lambda.invoke({ ...event, subject: "Another" });
    expect(messages(other.logs)).toEqual(["Email processed"]);
  });

  it("keeps hashes, times and the result: no address and no subject", async () => {
    const lambda = start();
    const before = Date.now() / 1000;
    await lambda.invoke(email);
    await lambda.invoke(oldEmail);

    const items = await records();
    expect(items).toHaveLength(2);
    for (const item of items) {
      expect(Object.keys(item).sort()).toEqual(["data", "expiration", "id", "in_progress_expiration", "status"]);
      expect(item.id!.S).toMatch(/^workmail-email-events#[A-Za-z0-9+/]{43}=$/);
      const rememberedFor = Number(item.expiration!.N) - before;
      expect(Math.round(rememberedFor / 60)).toBe(24 * 60);
    }
    expect(JSON.stringify(items)).not.toMatch(/@|Hello From Amazon WorkMail/);
  });

  it("remembers for as long as the environment says", async () => {
    const environment = { DEDUPLICATION_WINDOW_SECONDS: "3600" };
    const before = Date.now() / 1000;
    await start({ environment }).invoke(email);

    const [item] = await records();
    const rememberedFor = Number(item!.expiration!.N) - before;
    expect(Math.round(rememberedFor / 60)).toBe(60);
  });

  it("processes an event again whose record has expired, though it is still there", async () => {
    const lambda = start();
    await lambda.invoke(email);
    const [item] = await records();
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: { id: item!.id! },
        UpdateExpression: "SET expiration = :past",
        ExpressionAttributeValues: {
          ":past": { N: String(Math.floor(Date.now() / 1000) - 5) },
        },
      }),
    );

    expect(messages((await lambda.invoke(email)).logs)).toEqual(["Email processed"]);
    expect(messages((await lambda.invoke(email)).logs)).toEqual(["Email processed already"]);
  });

  it("rejects anything but a WorkMail event each time, and remembers nothing of it", async () => {
    const lambda = start();
    for (const event of [null, {}, "text", { Records: [] }]) {
      for (let times = 0; times < 2; times += 1) {
        const { error } = await lambda.invoke(event);
        expect(error?.errorType).toBe("WorkMailEventError");
      }
    }
    expect(await records()).toEqual([]);
  });

  it("fails before it does anything when there is no table", async () => {
    const environment = { DEDUPLICATION_TABLE: "another" };
    const { error, logs } = await start({ environment }).invoke(email);

    expect(error).toMatchObject({
      errorType: "IdempotencyPersistenceLayerError",
      errorMessage: "Failed to save in progress record to idempotency store",
    });
    expect(logs.join()).not.toMatch(/Email processed|@|Hello From/);
  });

  it("does not start without the table's name", async () => {
    const { error } = await start({
      environment: { DEDUPLICATION_TABLE: "" },
    }).invoke(email);

    expect(error?.errorMessage).toBe(
      "tableName (DEDUPLICATION_TABLE) must be the name of a DynamoDB table, got: nothing",
    );
  });
});

describe("your own handler", () => {
  it("runs once for two calls at the same time; the other fails, to be tried again", async () => {
    const slow = { WORK_MS: "1500" };
    const [one, other] = [startOwn(slow), startOwn(slow)];
    // Both are started.
    await one.invoke({ ...email, invocationId: "first" });
    await other.invoke({ ...email, invocationId: "second" });

    const calls = await Promise.all([one.invoke(email), sleep(300).then(() => other.invoke(email))]);

    expect(calls[0].error).toBeUndefined();
    expect(calls[1].error?.errorType).toBe("IdempotencyAlreadyInProgressError");
    expect(messages(calls[0].logs)).toEqual(["working"]);
    expect(messages(calls[1].logs)).not.toContain("working");
    const retry = await other.invoke(email);
    expect(retry.error).toBeUndefined();
    expect(messages(retry.logs)).toEqual(["Email processed already"]);
  });

  it.each([
    ["dies", "die", "Runtime.ExitError"],
    ["runs out of time", "hang", "Sandbox.Timedout"],
  ])("that %s is run again, once its time is over and not before", async (_, behavior, errorType) => {
    const broken = startOwn({ BEHAVIOR: behavior }, { timeoutSeconds: 3 });
    const startedAt = Date.now();
    const died = await broken.invoke(email);
    expect(died.error?.errorType).toBe(errorType);
    expect(messages(died.logs)).toContain("working");

    const mended = startOwn();
    if (behavior === "die") {
      const tooEarly = await mended.invoke(email);
      expect(tooEarly.error?.errorType).toBe("IdempotencyAlreadyInProgressError");
    }
    await sleep(Math.max(0, startedAt + 4_500 - Date.now()));
    const { error, logs } = await mended.invoke(email);
    expect(error).toBeUndefined();
    expect(messages(logs)).toContain("working");
    expect(messages((await mended.invoke(email)).logs)).toEqual(["Email processed already"]);
  });

  it("that throws is run again by the next call", async () => {
    const failed = await startOwn({ BEHAVIOR: "throw" }).invoke(email);
    expect(failed.error).toMatchObject({
      errorType: "RangeError",
      errorMessage: "refused",
    });
    expect(await records()).toEqual([]);

    const { logs } = await startOwn().invoke(email);
    expect(messages(logs)).toEqual(["working"]);
  });

  it("keeps no result: a repeated call gets null", async () => {
    const lambda = startOwn();
    const { payload } = await lambda.invoke(email);
    expect(payload).toEqual({
      actions: [{ action: { type: "DEFAULT" }, recipients: ["from@domain.test"] }],
    });

    expect((await lambda.invoke(email)).payload).toBeNull();
    const items = await records();
    expect(Object.keys(items[0]!)).not.toContain("data");
    expect(JSON.stringify(items)).not.toContain("@");
  });

  it("keeps the result when set to: a repeated call gets the same answer", async () => {
    const lambda = startOwn({ STORE_RESULT: "true" });
    const { payload } = await lambda.invoke(email);

    expect((await lambda.invoke(email)).payload).toEqual(payload);
  });
});

describe("the default artifact", () => {
  it("carries nothing of it", async () => {
    const { path: zip, codeSize } = await createFunctionPackage({}, folderWith({}));

    expect(codeSize).toBeLessThan(3_000);
    const lambda = start({ zip });
    expect((await lambda.invoke(email)).payload).toBeDefined();
    expect(messages((await lambda.invoke(email)).logs)).toEqual(["Email processed"]);
    expect(await records()).toEqual([]);
  });
});
