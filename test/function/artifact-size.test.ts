import { join } from "node:path";
import { bundle } from "../../modules/package/bundle";
import { reproducibleZip } from "../../modules/package/reproducible-zip";
import { DEFAULTS } from "../../modules/settings/function-settings";
import { folderWith } from "../support/folder";

const SOURCE = join(__dirname, "../../function/src");

/** Bundles a handler as the deployment package does. */
async function packageOf(source: string): Promise<{ code: Uint8Array; zip: Uint8Array }> {
  const folder = folderWith({ "handler.ts": source.replaceAll("@/", `${SOURCE}/`) });
  const { code, files } = await bundle({
    entry: join(folder, "handler.ts"),
    handler: DEFAULTS.handler,
    runtime: DEFAULTS.runtime,
    sourceMap: false,
    files: [],
  });
  return { code, zip: await reproducibleZip(files) };
}

const READ = `
  import { answers, createSynchronousHandler } from "@/synchronous";
  import { messageOf } from "@/message";
  import { editMessage, parseMessage } from "@/mime";
  export const handler = createSynchronousHandler(async (email, { signal }) => {
    const message = messageOf(email, { signal });
    const content = await message.getRawMessageContent();`;

test("the default handler stays below 2,600 bytes, and 1,600 zipped", async () => {
  const { code, zip } = await packageOf('export { handler } from "@/handler";');

  expect(code.length).toBeLessThan(2600);
  expect(zip.length).toBeLessThan(1600);
});

test.each<[string, number, string]>([
  [
    "is synchronous",
    4120,
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
  expect((await packageOf(handler)).zip.length).toBeLessThan(limit);
});

// Its exports are read one by one, and WebSocket among them loads undici: 20 ms of a cold start.
test("a handler that reads content does not import node:http", async () => {
  const { code } = await packageOf(`${READ} return answers.drop(content.length); });`);

  expect(
    Buffer.from(code)
      .toString()
      .match(/(?<=from")node:[a-z]+/g),
  ).toEqual(["node:url", "node:https", "node:crypto"]);
});
