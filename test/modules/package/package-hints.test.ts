import * as path from "node:path";
import { createFunctionPackage } from "../../../modules/package/function-package";
import { packageHints } from "../../../modules/package/package-hints";
import { parseSettings } from "../../../modules/settings/settings";
import { folderWith } from "../../support/folder";

const PLAIN = "export const handler = async () => 1;";
const DEDUPLICATING = `
  import { createHandler } from "${path.resolve("function/src/index")}";
  import { deduplicate } from "${path.resolve("function/src/deduplication")}";
  export const handler = deduplicate(createHandler(() => 1));`;
const synchronous = { emailFlowRules: { Tag: { runSynchronously: true, fallbackAction: "Bounce" }, Log: {} } };

async function hints(source: string, more: object): Promise<string[]> {
  const folder = folderWith({ "mail.ts": source });
  const settings = parseSettings(
    JSON.stringify({ entry: "mail.ts", regions: { "eu-west-1": { allowAnyOrganization: true } }, ...more }),
    "workmail.json",
  );
  const built = await createFunctionPackage({ ...settings.package, entry: path.join(folder, "mail.ts") }, folder);
  return packageHints(settings, built);
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
