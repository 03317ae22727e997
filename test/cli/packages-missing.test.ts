import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { folderWith } from "../support/folder";

/** A clone whose packages are missing, or were installed with NODE_ENV=production. */

const files = {
  "cli/workmail-lambda.js": readFileSync("cli/workmail-lambda.js"),
  "cli/source-bundle.js": readFileSync("cli/source-bundle.js"),
  "cli/main.ts": "",
};

it.each([
  ["no package", {}],
  ["those of the development missing", { "node_modules/esbuild/index.js": "" }],
])("says what to run with %s", (_, packages) => {
  const folder = folderWith({ ...files, ...packages });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(folder, "cli/workmail-lambda.js"), "build"],
    {
      encoding: "utf8",
    },
  );
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: "",
    stderr:
      "The packages of this project are not installed, or only those that NODE_ENV=production leaves. Next: npm ci --include=dev\n",
  });
});
