import { mkdirSync, symlinkSync } from "node:fs";
import * as path from "node:path";
import { folderWith } from "../support/folder";
import { runCommand } from "../support/run-command";

/** A tree in which each import is against a rule, by the file that has it. */
const AGAINST: Readonly<Record<string, { imports: string; rule: string }>> = {
  "function/src/handler.ts": { imports: "../../modules/workmail", rule: "function knows nothing of what deploys it" },
  "modules/workmail.ts": { imports: "../cli/terminal/options", rule: "modules know no folder beside them" },
  "modules/settings/settings.ts": {
    imports: "../constructs/alarms",
    rule: "modules/settings knows only the files at the top of modules",
  },
  "modules/constructs/alarms.ts": {
    imports: "../package/zip",
    rule: "modules/constructs knows only modules/tokens, modules/settings, the files at the top of modules",
  },
  "modules/package/zip-of-zip.ts": { imports: "./zip", rule: "no circles" },
  "cli/aws/ask.ts": { imports: "../redrive/queue", rule: "cli/aws knows only the files at the top of modules" },
  "cli/emulator/emulator.ts": { imports: "../program", rule: "no folder below the commands knows them" },
  "cli/program.ts": { imports: "../scripts/release", rule: "what is shipped knows nothing of what is not" },
  "cli/commands/demo/demo.ts": { imports: "../deploy/deploy", rule: "a command knows no other command" },
  "cli/commands/verify/verify.ts": {
    imports: "../../verification/far",
    rule: "what works on what is deployed never reaches CDKTF",
  },
};

/** The imports that break no rule. */
const REST: Readonly<Record<string, string>> = {
  "modules/package/zip.ts": "./zip-of-zip",
  "cli/terminal/options.ts": "node:util",
  "cli/redrive/queue.ts": "node:fs",
  "cli/commands/deploy/deploy.ts": "cdktf",
  "cli/verification/far.ts": "../deployments/farther",
  "cli/deployments/farther.ts": "cdktf",
  "scripts/release.ts": "../modules/state/location",
  "modules/state/location.ts": "node:path",
  "main.ts": "cdktf",
};

function importing(module: string): string {
  return `import * as it from "${module}";\nconsole.log(it);\n`;
}

it("finds each import against the arrows, and no other", async () => {
  const folder = folderWith({
    "tsconfig.json": "{}",
    ...Object.fromEntries(Object.entries(AGAINST).map(([file, { imports }]) => [file, importing(imports)])),
    ...Object.fromEntries(Object.entries(REST).map(([file, imports]) => [file, importing(imports)])),
  });
  mkdirSync(path.join(folder, "node_modules"));
  symlinkSync(path.resolve("node_modules/cdktf"), path.join(folder, "node_modules", "cdktf"), "dir");

  const { stdout } = await runCommand(
    [
      ...[process.execPath, path.resolve("node_modules/dependency-cruiser/bin/dependency-cruise.mjs")],
      ...["--config", path.resolve(".dependency-cruiser.cjs"), "--output-type", "json"],
      ...["--preserve-symlinks", "main.ts", "function", "modules", "cli", "scripts"],
    ],
    { cwd: folder },
  );

  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  const found = summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
  const expected = Object.entries(AGAINST).map(([file, { rule }]) => `${file}: ${rule}`);
  expect([...new Set(found)].sort()).toEqual(expected.sort());
});
