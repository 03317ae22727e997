import { mkdirSync, symlinkSync } from "node:fs";
import * as path from "node:path";
import { folderWith } from "../support/folder";
import { runCommand } from "../support/run-command";

const TOP = "the files at the top of modules";

/** A tree in which each import is against a rule, by the file that has it. */
const AGAINST: Readonly<Record<string, { imports: string; rule: string }>> = {
  "function/src/handler.ts": { imports: "../../modules/workmail", rule: "function knows nothing of what deploys it" },
  "modules/workmail.ts": { imports: "../cli/terminal/options", rule: "modules know no folder beside them" },
  "modules/settings/settings.ts": { imports: "../constructs/role", rule: `modules/settings knows only ${TOP}` },
  "modules/state/leftovers.ts": { imports: "../settings/kinds", rule: `modules/state knows only ${TOP}` },
  "modules/tokens/condition.ts": { imports: "../state/location", rule: `modules/tokens knows only ${TOP}` },
  "modules/package/function-package.ts": {
    imports: "../tokens/merge",
    rule: `modules/package knows only modules/settings, ${TOP}`,
  },
  "modules/constructs/alarms.ts": {
    imports: "../package/zip",
    rule: `modules/constructs knows only modules/tokens, modules/settings, ${TOP}`,
  },
  "modules/stacks/add-stacks.ts": {
    imports: "../tokens/merge",
    rule: `modules/stacks knows only modules/constructs, modules/settings, modules/state, modules/package, ${TOP}`,
  },
  "modules/terraform-module/variables.ts": {
    imports: "../state/location",
    rule: `modules/terraform-module knows only modules/constructs, modules/settings, modules/stacks, modules/tokens, ${TOP}`,
  },
  "modules/package/zip-of-zip.ts": { imports: "./zip", rule: "no circles" },
  "cli/processes/start.ts": { imports: "../terminal/options", rule: `cli/processes knows only ${TOP}` },
  "cli/terminal/output.ts": { imports: "../../modules/index", rule: `cli/terminal knows only ${TOP}` },
  "cli/aws/ask.ts": { imports: "../redrive/queue", rule: `cli/aws knows only ${TOP}` },
  "cli/events/email-event.ts": { imports: "../terminal/options", rule: `cli/events knows only function, ${TOP}` },
  "cli/terraform/plan.ts": {
    imports: "../redrive/queue",
    rule: `cli/terraform knows only cli/processes, modules/state, ${TOP}`,
  },
  "cli/install/release.ts": {
    imports: "../redrive/queue",
    rule: `cli/install knows only cli/processes, cli/aws, cli/terraform, ${TOP}`,
  },
  "cli/local-lambda/runtime.ts": {
    imports: "../terminal/options",
    rule: `cli/local-lambda knows only cli/processes, modules/package, ${TOP}`,
  },
  "cli/deployments/outputs.ts": {
    imports: "../redrive/queue",
    rule: `cli/deployments knows only cli/terraform, modules/settings, ${TOP}`,
  },
  "cli/verification/check.ts": {
    imports: "../redrive/queue",
    rule: `cli/verification knows only cli/aws, cli/deployments, cli/terraform, ${TOP}`,
  },
  "cli/redrive/redrive.ts": {
    imports: "../terraform/states",
    rule: `cli/redrive knows only cli/aws, cli/deployments, ${TOP}`,
  },
  "cli/rollout/waves.ts": {
    imports: "../redrive/queue",
    rule: `cli/rollout knows only cli/verification, cli/deployments, cli/terraform, modules/settings, ${TOP}`,
  },
  "cli/leftovers/destroy.ts": {
    imports: "../redrive/queue",
    rule: `cli/leftovers knows only cli/aws, cli/terraform, modules/stacks, modules/state, modules/settings, ${TOP}`,
  },
  "cli/emulator/emulator.ts": { imports: "../program", rule: "no folder below the commands knows them" },
  "cli/program.ts": { imports: "../scripts/release", rule: "what is shipped knows nothing of what is not" },
  "cli/commands/demo/demo.ts": { imports: "../deploy/deploy", rule: "a command knows no other command" },
  ...Object.fromEntries(
    [
      "doctor",
      "event",
      "init",
      "instructions",
      "invoke",
      "logs",
      "migrate",
      "outputs",
      "redrive",
      "rollback",
      "verify",
    ].map((command) => [
      `cli/commands/${command}/command.ts`,
      { imports: "../../verification/far", rule: "what works on what is deployed never reaches CDKTF" },
    ]),
  ),
};

/** The imports that break no rule. */
const REST: Readonly<Record<string, string>> = {
  "modules/index.ts": "./workmail",
  "modules/constructs/role.ts": "../tokens/merge",
  "modules/settings/kinds.ts": "../workmail",
  "modules/tokens/merge.ts": "cdktf",
  "modules/package/zip.ts": "./zip-of-zip",
  "modules/state/location.ts": "node:path",
  "cli/terminal/options.ts": "node:util",
  "cli/redrive/queue.ts": "../aws/asked",
  "cli/aws/asked.ts": "node:fs",
  "cli/terraform/states.ts": "../../modules/state/location",
  "cli/commands/deploy/deploy.ts": "cdktf",
  "cli/verification/far.ts": "../deployments/farther",
  "cli/deployments/farther.ts": "cdktf/lib/app",
  "scripts/release.ts": "../test/release",
  "test/release.ts": "../modules/state/location",
  "main.ts": "cdktf",
};

/** Ways to import in a file of cli/aws. */
const WAYS: Readonly<Record<string, string>> = {
  "type.ts": 'import type { it } from "../redrive/queue";\nexport type It = it;',
  "export.ts": 'export * from "../redrive/queue";',
  "export-type.ts": 'export type { it } from "../redrive/queue";',
  "dynamic.ts": 'export const it = import("../redrive/queue");',
  "type-of.ts": 'export type It = typeof import("../redrive/queue");',
  "effect.mjs": 'import "../redrive/queue";',
  "require.js": 'module.exports = require("../redrive/queue");',
  "folder.ts": 'export { it } from "../redrive";',
};

/** A circle of which nothing is left when the code runs. */
const CIRCLE_OF_TYPES = {
  "cli/redrive/index.ts": 'import type { It } from "./it";\nexport const it: It = 1;',
  "cli/redrive/it.ts": 'export { it } from ".";\nexport type It = number;',
};

it("finds each import against the arrows, and no other", async () => {
  const importing = (module: string) => `import * as it from "${module}";\nconsole.log(it);\n`;
  const folder = folderWith({
    "tsconfig.json": "{}",
    ...Object.fromEntries(Object.entries(AGAINST).map(([file, { imports }]) => [file, importing(imports)])),
    ...Object.fromEntries(Object.entries(REST).map(([file, imports]) => [file, importing(imports)])),
    ...Object.fromEntries(Object.entries(WAYS).map(([file, code]) => [`cli/aws/${file}`, code])),
    ...CIRCLE_OF_TYPES,
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
  const expected = [
    ...Object.entries(AGAINST).map(([file, { rule }]) => `${file}: ${rule}`),
    ...Object.keys(WAYS).map((file) => `cli/aws/${file}: cli/aws knows only ${TOP}`),
  ];
  expect([...new Set(found)].sort()).toEqual(expected.sort());
});
