import { copyFileSync } from "node:fs";
import * as path from "node:path";
import { folderWith } from "../support/folder";
import { runCommand } from "../support/run-command";

/** Files that the formatter changes, one of each kind. */
const UNFORMATTED: Readonly<Record<string, string>> = {
  "code.ts": "export const it=1",
  "code.mjs": "export const it=1",
  "code.js": "module.exports=1",
  "component.vue": "<script setup>\nconst it=1\n</script>\n",
  "data.json": '{"it":1}',
  "imports.ts": 'import "./first";\nimport { b } from "./b";\nimport { a } from "node:fs";\nconsole.log(a, b);\n',
  "list.md": "* one\n* two\n",
  "typescript.md": "```ts\nconst it=1\n```\n",
  "width.ts": `export const it = [${"1234567890, ".repeat(10)}1];\n`,
  "workflow.yml": "it:   1\n",
};

/** Files that it leaves as they are. */
const FORMATTED: Readonly<Record<string, string>> = {
  "workmail.schema.json": '{"it":1}',
  "first.ts": 'import "./first";\nimport { a } from "node:fs";\nimport { b } from "b";\n\nconsole.log(a, b);\n',
  "package.json": '{\n  "license": "MIT",\n  "name": "it"\n}\n',
};

it("names every file that is not formatted, and no other", async () => {
  const folder = folderWith({ ...UNFORMATTED, ...FORMATTED });
  copyFileSync(".oxfmtrc.json", path.join(folder, ".oxfmtrc.json"));
  const { code, stdout } = await runCommand(
    [process.execPath, path.resolve("node_modules/oxfmt/bin/oxfmt"), "--list-different"],
    { cwd: folder },
  );
  expect({ code, files: stdout.trim().split("\n").sort() }).toEqual({
    code: 1,
    files: Object.keys(UNFORMATTED).sort(),
  });
});
