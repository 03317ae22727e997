import { spawnSync } from "node:child_process";
import { bundled } from "../../support/bundled";

/** The log of CI: with the variables of GitHub Actions, and without a terminal. */

const URL = `https://console.aws.amazon.com/workmail/v2/home?region=us-east-1#/organizations/m-${"1".repeat(32)}/rules`;

it("prints steps without control sequences, addresses in one piece, and the reason why a step is skipped", () => {
  const program = `const { runTasks } = require(${JSON.stringify(bundled("cli/terminal/tasks.ts"))});
    runTasks([
      { title: "Open ${URL}", run: ({ progress }) => progress("See ${URL}") },
      { title: "Destroy", skip: () => "interrupted", run: () => undefined },
    ], {});`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--eval", program], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, CI: "true", GITHUB_ACTIONS: "true" },
  });
  expect(stderr).toBe("");
  expect(stdout).not.toContain("\u001B");
  expect(stdout).toContain(`Open ${URL}\n`);
  expect(stdout).toContain(`See ${URL}\n`);
  expect(stdout).toContain("Destroy [SKIPPED: interrupted]\n");
});
