import { chmodSync, existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { folderWith } from "../support/folder";
import { runCommand } from "../support/run-command";

/** In place of Jest: it notes its arguments, writes the results in its environment, and ends with the codes in turn. */
const JEST = `#!/bin/sh
echo "$*" >> runs
for argument; do case $argument in --outputFile=*) printf '%s' "$RESULTS" > "\${argument#*=}" ;; esac; done
exit "$(echo "$CODES" | cut -d ' ' -f "$(wc -l < runs)")"
`;

async function run(codes: readonly number[], failed: readonly string[]) {
  const folder = folderWith({ jest: JEST });
  chmodSync(path.join(folder, "jest"), 0o755);
  const testResults = ["passes", ...failed].map((name) => ({
    name: path.join(folder, `${name}.e2e.ts`),
    status: name === "passes" ? "passed" : "failed",
  }));
  const { code, stderr } = await runCommand([process.execPath, path.resolve("scripts/test-emulator.mjs")], {
    cwd: folder,
    env: {
      ...process.env,
      PATH: `${folder}:${process.env.PATH}`,
      CODES: codes.join(" "),
      RESULTS: failed[0] === "crash" ? "" : JSON.stringify({ testResults }),
    },
  });
  expect(existsSync(path.join(folder, "runs"))).toBe(true);
  const [, again = ""] = readFileSync(path.join(folder, "runs"), "utf8").split("\n");
  return { code, again: again.split(" --")[0], stderr };
}

it.each([
  { title: "passes at once", codes: [0], failed: [], code: 0, again: "", stderr: "" },
  {
    title: "says which file passes only the second time",
    codes: [1, 0],
    failed: ["one"],
    code: 0,
    again: "one.e2e.ts",
    stderr: "Once more, by themselves: one.e2e.ts\nPassed only the second time: one.e2e.ts\n",
  },
  {
    title: "fails with files that fail twice",
    codes: [1, 1],
    failed: ["one", "two"],
    code: 1,
    again: "one.e2e.ts two.e2e.ts",
    stderr: "Once more, by themselves: one.e2e.ts, two.e2e.ts\nFailed also the second time: one.e2e.ts, two.e2e.ts\n",
  },
  { title: "fails at once with more files", codes: [1, 0], failed: ["a", "b", "c"], code: 1, again: "", stderr: "" },
  { title: "fails if Jest has no results", codes: [1, 0], failed: ["crash"], code: 1, again: "", stderr: "" },
])("$title", async ({ codes, failed, ...expected }) => {
  expect(expected).toMatchObject(await run(codes, failed));
});
