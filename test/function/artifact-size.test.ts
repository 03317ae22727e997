import { join } from "node:path";
import { bundle } from "../../modules/package/bundle";
import { reproducibleZip } from "../../modules/package/reproducible-zip";
import { DEFAULTS } from "../../modules/settings/function-settings";
import { folderWith } from "../support/folder";

const SOURCE = join(__dirname, "../../function/src");

/** Bundles a handler as the deployment package does. */
async function sizesOf(source: string): Promise<{ code: number; zip: number }> {
  const folder = folderWith({ "handler.ts": source.replaceAll("@/", `${SOURCE}/`) });
  const { code, files } = await bundle({
    entry: join(folder, "handler.ts"),
    handler: DEFAULTS.handler,
    runtime: DEFAULTS.runtime,
    sourceMap: false,
    files: [],
  });
  return { code: code.length, zip: (await reproducibleZip(files)).length };
}

const READ = `
  import { answers, createSynchronousHandler } from "@/synchronous";
  import { messageOf } from "@/message";
  import { editMessage, parseMessage } from "@/mime";
  export const handler = createSynchronousHandler(async (email, { signal }) => {
    const message = messageOf(email, { signal });
    const content = await message.getRawMessageContent();`;

test("the default handler stays below 2,600 bytes, and 1,600 zipped", async () => {
  const { code, zip } = await sizesOf('export { handler } from "@/handler";');

  expect(code).toBeLessThan(2600);
  expect(zip).toBeLessThan(1600);
});

test.each<[string, number, string]>([
  [
    "is synchronous",
    4130,
    `import { answers, createSynchronousHandler } from "@/synchronous";
     export const handler = createSynchronousHandler(() => answers.letThrough());`,
  ],
  [
    "reads content",
    5200,
    `import { createHandler } from "@/index";
     import { messageOf } from "@/message";
     export const handler = createHandler((email) => messageOf(email).getRawMessageContent());`,
  ],
  [
    "accepts all sources",
    40_000,
    `import { createHandler, sesReceipt, sesSending, workMail } from "@/sources";
     export const handler = createHandler((email) => email.source, { sources: [workMail, sesReceipt, sesSending] });`,
  ],
  [
    "decides about the email of all sources that wait",
    40_000,
    `import { createSynchronousHandler, sesReceipt, workMail } from "@/sources";
     import { answers } from "@/synchronous";
     export const handler = createSynchronousHandler(() => answers.drop(), { sources: [workMail, sesReceipt] });`,
  ],
  [
    "accepts one source, through the entry of several,",
    4900,
    `import { createHandler } from "@/sources"; export const handler = createHandler((email) => email.source);`,
  ],
  [
    "is synchronous and reads content",
    6000,
    `${READ} return content.length > 1e6 ? answers.drop() : answers.letThrough(); });`,
  ],
  [
    "parses content",
    32_000,
    `${READ} return (await parseMessage(content)).html ? answers.drop() : answers.letThrough(); });`,
  ],
  [
    "edits content",
    12_100,
    `${READ}
      const changed = editMessage(content, { subject: (old) => "[External] " + old, html: { bottom: "<p>x</p>" } });
      if (changed.content) await message.putRawMessageContent(changed.content);
      return answers.letThrough(); });`,
  ],
])("a handler that %s stays below %d bytes zipped", async (_title, limit, handler) => {
  expect((await sizesOf(handler)).zip).toBeLessThan(limit);
});
