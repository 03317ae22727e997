import * as path from "node:path";
import { createFunctionPackage, type FunctionPackage } from "../../../modules/package/function-package";
import { packageHints } from "../../../modules/package/package-hints";
import { parseSettings } from "../../../modules/settings/settings";
import { folderWith } from "../../support/folder";

const PLAIN = "export const handler = async () => 1;";
const DEDUPLICATING = `
  import { createHandler } from "${path.resolve("function/src/index")}";
  import { deduplicate } from "${path.resolve("function/src/deduplication")}";
  export const handler = deduplicate(createHandler(() => 1));`;
const synchronous = { emailFlowRules: { Tag: { runSynchronously: true, fallbackAction: "Bounce" }, Log: {} } };

const packages = new Map<string, Promise<FunctionPackage>>();

/** Bundles a handler, once for all settings: with the AWS SDK, that takes a quarter of a second. */
function packageOf(source: string): Promise<FunctionPackage> {
  const folder = folderWith({ "mail.ts": source });
  const built = packages.get(source) ?? createFunctionPackage({ entry: path.join(folder, "mail.ts") }, folder);
  packages.set(source, built);
  return built;
}

async function hints(source: string, more: object): Promise<string[]> {
  const settings = parseSettings(
    JSON.stringify({ entry: "mail.ts", regions: { "eu-west-1": { allowAnyOrganization: true } }, ...more }),
    "workmail.json",
  );
  return packageHints(settings, await packageOf(source));
}

it("says that a handler does not use the deduplication table", async () => {
  expect(await hints(PLAIN, { deduplication: true })).toEqual([
    "deduplication: true creates a table that mail.ts does not use: wrap its handler in deduplicate, of terraform-aws-workmail-lambda/function/deduplication.",
  ]);
});

it("does not take an import that is not used for deduplication", async () => {
  const unused = `import { deduplicate } from "${path.resolve("function/src/deduplication")}"; ${PLAIN}`;
  expect(await hints(unused, { deduplication: true })).toHaveLength(1);
});

it("says that a synchronous rule gets no answer to a repeated call of a handler that deduplicates", async () => {
  expect(await hints(DEDUPLICATING, { deduplication: true, ...synchronous })).toEqual([
    "mail.ts uses deduplicate, and WorkMail waits for its answer to Tag in eu-west-1: a repeated call gets no answer, unless storeResult: true stores the first one, and the rule's fallback action applies.",
  ]);
});

it.each<[string, string, object]>([
  ["a handler without deduplication", PLAIN, synchronous],
  ["a handler that deduplicates asynchronous rules", DEDUPLICATING, { deduplication: true }],
])("says nothing of %s", async (_, source, more) => {
  expect(await hints(source, more)).toEqual([]);
});

const OWN = path.resolve("function/src/sources");
const ANSWERING = `
  import { createSynchronousHandler, sesReceipt } from "${OWN}";
  import { answers } from "${path.resolve("function/src/synchronous")}";
  export const handler = createSynchronousHandler(() => answers.letThrough(), { sources: [sesReceipt] });`;
const NOT_ANSWERING = `
  import { createHandler, sesReceipt } from "${OWN}";
  export const handler = createHandler(() => 1, { sources: [sesReceipt] });`;
const FOR_WORKMAIL = `
  import { answers, createSynchronousHandler } from "${path.resolve("function/src/synchronous")}";
  export const handler = createSynchronousHandler(() => answers.letThrough());`;

function receiptRule(invocationType: string) {
  return { sesReceiptRule: { ruleSetName: "INBOUND_MAIL", invocationType } };
}

it.each([
  ["answers nobody", NOT_ANSWERING],
  ["answers WorkMail only", FOR_WORKMAIL],
  ["is the default one", `export { handler } from "${path.resolve("function/src/handler")}";`],
])("refuses a handler that %s where SES waits for an answer", async (_, source) => {
  await expect(hints(source, receiptRule("RequestResponse"))).rejects.toThrow(
    'mail.ts: sesReceiptRule.invocationType is "RequestResponse" in eu-west-1, and the handler has no answer for SES; allowed: a handler of createSynchronousHandler, of terraform-aws-workmail-lambda/function/sources',
  );
});

it("refuses a handler that answers where SES does not wait", async () => {
  await expect(hints(ANSWERING, receiptRule("Event"))).rejects.toThrow(
    'mail.ts: sesReceiptRule.invocationType is "Event" in eu-west-1, and nobody waits for the handler\'s answer; allowed: "RequestResponse", or a handler of createHandler, of terraform-aws-workmail-lambda/function/sources',
  );
});

it.each([
  ["answers", ANSWERING, "RequestResponse"],
  ["does not answer", NOT_ANSWERING, "Event"],
  ["is of your own making", PLAIN, "RequestResponse"],
])("takes a handler that %s: %#", async (_, source, invocationType) => {
  expect(await hints(source, receiptRule(invocationType))).toEqual([]);
});

it("says that SES gets no answer to a repeated call of a handler that deduplicates", async () => {
  const source = `
    import { deduplicate } from "${path.resolve("function/src/deduplication")}";
    ${ANSWERING.replace("createSynchronousHandler(()", "deduplicate(createSynchronousHandler(()").replace(/;$/, ");")}`;

  expect(await hints(source, { deduplication: true, ...receiptRule("RequestResponse") })).toEqual([
    "mail.ts uses deduplicate, and SES waits for its answer in eu-west-1: a repeated call gets no answer, unless storeResult: true stores the first one, and SES continues with the next rule.",
  ]);
});
