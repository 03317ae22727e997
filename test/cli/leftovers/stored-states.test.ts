import { storedLeftovers } from "../../../cli/leftovers/stored-states";
import { parseSettings } from "../../../modules/settings/settings";
import { type AwsApi, startAwsApi } from "../../support/aws-api";

let api: AwsApi;
/** Keys in the bucket, in pages. */
let pages: string[][] = [];

const backend = { bucket: "states", region: "eu-west-1", keyPrefix: "infra/mail" };

/** @param settings beside the Region that they name */
function stored(settings: object = {}) {
  const regions = { "us-east-1": { allowAnyOrganization: true } };
  return storedLeftovers(
    parseSettings(JSON.stringify({ functionName: "mail", backend, regions, ...settings }), "workmail.json"),
  );
}

const before = { ...process.env };

beforeAll(async () => {
  api = await startAwsApi(({ operation }) => {
    const { searchParams, pathname } = new URL(operation.replace("GET ", ""), "http://s3");
    expect([pathname, searchParams.get("list-type")]).toEqual(["/states/", "2"]);
    const prefix = searchParams.get("prefix")!;
    const page = Number(searchParams.get("continuation-token") ?? 0);
    if (pages.length === 0) {
      return { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" };
    }
    const keys = pages[page]!.filter((key) => key.startsWith(prefix));
    const next = page + 1 < pages.length ? `<NextContinuationToken>${page + 1}</NextContinuationToken>` : "";
    const contents = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join("");
    return { body: `<ListBucketResult>${contents}${next}</ListBucketResult>` };
  });
  Object.assign(process.env, api.environment);
});

afterAll(async () => {
  process.env = before;
  await api.stop();
});

it("finds the states of every Region in a bucket, on each page of its list", async () => {
  pages = [
    ["infra/mail/mail/eu-central-1.tfstate", "infra/mail/mail/us-east-1.tfstate"],
    ["infra/mail/mail/us-west-2.tfstate", "infra/mail/mail/all-regions.tfstate"],
  ];

  expect((await stored()).map(({ name, reason }) => [name, reason])).toEqual([
    ["workmail", "layout"],
    ["workmail-us-west-2", "region"],
    ["workmail-eu-central-1", "region"],
  ]);
});

it("looks for a Region's own function in its own folder, and ignores all other objects", async () => {
  pages = [
    [
      "infra/mail/mail/eu-central-1.tfstate.tflock",
      "infra/mail/mail-two/eu-north-1.tfstate",
      "infra/mail/staging/mail/eu-north-1.tfstate",
      "infra/mail/own/us-east-1.tfstate",
      "mail/eu-north-1.tfstate",
    ],
  ];
  const regions = { "us-east-1": { allowAnyOrganization: true, functionName: "own" } };

  expect((await stored({ regions, singleStack: true })).map(({ name }) => name)).toEqual(["workmail-us-east-1"]);
});

it("leaves WorkMail's Regions to Terraform where the bucket cannot be listed, and says so", async () => {
  pages = [];
  const { text, result } = await captured(() => stored());

  expect(result.map(({ name }) => name)).toEqual(["workmail", "workmail-us-west-2", "workmail-eu-west-1"]);
  expect(text).toMatch(
    /^The states in the bucket states cannot be listed: what is left over outside WorkMail's Regions is not found\. The credentials may not s3:ListBucket in eu-west-1\./,
  );
});

/** Runs something, and returns what it writes to standard error, too. */
async function captured<Result>(run: () => Promise<Result>) {
  const write = jest.spyOn(console, "error").mockReturnValue();
  try {
    const result = await run();
    return { result, text: write.mock.calls.flat().join("\n") };
  } finally {
    write.mockRestore();
  }
}
