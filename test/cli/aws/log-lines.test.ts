import { AwsClients } from "../../../cli/aws/clients";
import { byTime, type LogLine, LogTail } from "../../../cli/aws/log-lines";
import { type AwsAnswer, type AwsApi, type AwsCall, startAwsApi } from "../../support/aws-api";

let api: AwsApi | undefined;
const clients: AwsClients[] = [];
const environment = { ...process.env };

afterEach(async () => {
  clients.splice(0).forEach((client) => client.destroy());
  process.env = { ...environment };
  await api?.stop();
});

/** Returns a log group that AWS answers for. */
async function tailOf(answer: (call: AwsCall) => AwsAnswer, selection: { since?: number; filter?: string } = {}) {
  api = await startAwsApi(answer);
  Object.assign(process.env, api.environment);
  const aws = new AwsClients("eu-west-1");
  clients.push(aws);
  return new LogTail(aws, { logGroup: "/aws/lambda/mail", since: 0, ...selection }, new AbortController().signal);
}

/** Returns the answer with these lines. */
function page(lines: Readonly<Record<string, number>>, nextToken?: string): AwsAnswer {
  const events = Object.entries(lines).map(([message, timestamp]) => ({
    ...{ eventId: `id of ${message}`, timestamp, message, logStreamName: "stream" },
  }));
  return { body: { events, nextToken } };
}

async function all(lines: AsyncIterable<LogLine>): Promise<string[]> {
  const found: string[] = [];
  for await (const { message } of lines) {
    found.push(message);
  }
  return found;
}

it("reads every page, each in order of time, with the filter", async () => {
  const tail = await tailOf(
    ({ input }) =>
      input.nextToken === undefined ? page({ second: 2_000, first: 1_000 }, "more") : page({ third: 3_000 }),
    { since: 500, filter: '"x"' },
  );
  expect(await all(tail.newLines())).toEqual(["first", "second", "third"]);
  const asked = { logGroupName: "/aws/lambda/mail", startTime: 500, filterPattern: '"x"' };
  expect(api!.calls.map(({ region, operation, input }) => ({ region, operation, input }))).toEqual([
    { region: "eu-west-1", operation: "FilterLogEvents", input: asked },
    { region: "eu-west-1", operation: "FilterLogEvents", input: { ...asked, nextToken: "more" } },
  ]);
});

it("returns a line once, and one that was late after the others", async () => {
  const answers = [
    page({ one: 100_000, three: 300_000 }),
    page({ late: 299_000, three: 300_000, four: 400_000 }),
    page({}),
  ];
  const tail = await tailOf(() => answers.shift()!);
  expect(await all(tail.newLines())).toEqual(["one", "three"]);
  expect(await all(tail.newLines())).toEqual(["late", "four"]);
  expect(await all(tail.newLines())).toEqual([]);
  // A minute before the newest line that was read.
  expect(api!.calls.map(({ input }) => input.startTime)).toEqual([0, 240_000, 340_000]);
});

it.each([
  [
    { error: "ResourceNotFoundException" },
    "There is no log group /aws/lambda/mail in eu-west-1 in the account of these credentials. Next: npx workmail-lambda verify",
  ],
  [
    { error: "InvalidParameterException", body: { message: "Invalid filter pattern" } },
    'CloudWatch Logs does not take the filter "[" for /aws/lambda/mail in eu-west-1: Invalid filter pattern',
  ],
  [
    { error: "InvalidOperationException", body: { message: "Not for this class." } },
    "CloudWatch Logs does not show /aws/lambda/mail in eu-west-1 here: Not for this class. Next: read it with CloudWatch Logs Insights, as log groups of the class INFREQUENT_ACCESS are.",
  ],
  [
    { status: 400, error: "AccessDeniedException", body: { message: "no" } },
    "The credentials may not logs:FilterLogEvents in eu-west-1. Next: allow it in the policy of who runs this. AWS says: no",
  ],
])("explains %j", async (answer, message) => {
  const tail = await tailOf(() => answer, { filter: "[" });
  await expect(all(tail.newLines())).rejects.toThrow(new Error(message));
});

it("merges the lines of Regions by time", async () => {
  async function* lines(region: string, times: readonly number[]): AsyncGenerator<LogLine> {
    for (const time of times) {
      await Promise.resolve();
      yield { region, logGroup: "", logStream: "", time, message: `${region} ${time}` };
    }
  }
  expect(await all(byTime([lines("a", [1, 4, 5]), lines("b", []), lines("c", [2, 3, 6])]))).toEqual([
    "a 1",
    "c 2",
    "c 3",
    "a 4",
    "a 5",
    "c 6",
  ]);
});
