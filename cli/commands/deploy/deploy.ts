import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import * as path from "node:path";
import { Command } from "commander";
import { readSettings } from "../../../modules/settings/read-settings";
import {
  EXAMPLE_SETTINGS_FILE,
  SETTINGS_FILE,
  SETTINGS_VARIABLE,
  settingsFile,
} from "../../../modules/settings/settings-file";
import { fail, UserError } from "../../../modules/user-error";
import { whatRegionsHave } from "../../deployments/deployment-summary";
import { checkLeftovers } from "../../leftovers/check-leftovers";
import { destroyLeftovers } from "../../leftovers/destroy-leftovers";
import { deployInWaves, WaveStopped } from "../../rollout/deploy-in-waves";
import { type Terraform, withTerraform } from "../../terraform/binary";
import { forgetRenamedState } from "../../terraform/renamed-state";
import {
  deployStacks,
  destroyStacks,
  readStacks,
  type Stack,
  StacksFailed,
  type StacksOptions,
} from "../../terraform/stacks";

/** The newest Node.js for which the CDKTF CLI 0.21 has its terminal library built. */
const NEWEST_NODE_OF_CLI = 22;

interface Options {
  readonly autoApprove?: boolean;
  readonly direct?: boolean;
  readonly removed?: boolean;
}

type Action = "deploy" | "destroy";

/** Each stack's outputs, by the stack's name. */
type StackOutputs = Record<string, Record<string, unknown>>;

function command(action: Action): Command {
  const command = new Command(action);
  if (action === "destroy") {
    command.option(
      "--removed",
      "destroy what is still deployed in Regions that the settings do not name any more, and nothing else; needs --auto-approve",
    );
  }
  return command
    .description(
      `Synthesizes and ${action}s the stacks named, or all of them, through the CDKTF CLI, with the AWS credentials of the environment.`,
    )
    .usage("[stack...] [options] [options of cdktf]")
    .argument("[stack...]", "names such as workmail-us-east-1")
    .option("--auto-approve", "do not ask; needed where there is no terminal")
    .option("--direct", "let Terraform do it without the CLI, which is faster; needs --auto-approve")
    .allowUnknownOption()
    .addHelpText(
      "after",
      `
Other options go to the CDKTF CLI as they are, for example --outputs-file FILE.
${
  action === "deploy"
    ? `
With the setting rollout.checks a wave begins when the one before has been
checked; naming stacks deploys those alone, unchecked.
`
    : ""
}
Environment:
  ${SETTINGS_VARIABLE}      another settings file than ${SETTINGS_FILE}
  TERRAFORM_BINARY_NAME  another program than terraform, such as tofu

Exit code: 0 done; 1 something failed, and the text above it says what; 130
interrupted between two waves.

Examples:
  npm run ${action}
  npm run ${action} -- workmail-eu-west-1
  npm run ${action} -- --auto-approve
  npm run ${action} -- --direct --auto-approve${action === "destroy" ? "\n  npm run destroy -- --removed --auto-approve" : ""}`,
    )
    .action((_, options: Options, { args }: Command) => run(action, args, options));
}

async function run(
  action: Action,
  args: readonly string[],
  { autoApprove = false, direct = false, removed = false }: Options,
): Promise<void> {
  checkSettings(action);
  checkApproval(autoApprove, removed ? "--removed" : direct && "--direct");
  if (removed) {
    await withTerraform(runRemoved);
    return;
  }
  if (!direct) {
    checkNode();
  }
  // The names come first; what follows belongs to the CLI.
  const firstOption = args.findIndex((arg) => arg.startsWith("-"));
  const end = firstOption === -1 ? args.length : firstOption;
  const stacks = args.slice(0, end);
  const rest = args.slice(end);

  const settings = action === "deploy" ? readSettings() : undefined;
  const checks = stacks.length === 0 ? settings?.checks : undefined;
  if (checks !== undefined && rest.includes("--outputs-file")) {
    throw new UserError("--outputs-file would tell of the last wave alone: npx workmail-lambda outputs tells of all.");
  }

  await withTerraform(async (terraform) => {
    const { product, version, providers } = terraform;
    console.error(`${product} ${version}; ${providers.description}`);
    // Once, so that all waves get the same.
    await synthesize();
    for (const { folder } of readStacks()) {
      const note = forgetRenamedState(folder);
      if (note !== undefined) {
        console.error(note);
      }
    }
    if (settings !== undefined) {
      await checkLeftovers(settings, { terraform, env: process.env });
    }
    const outputs: StackOutputs = {};
    const work = direct
      ? async (names: readonly string[]) => void Object.assign(outputs, await runTerraform(action, names, terraform))
      : (names: readonly string[]) =>
          start(
            path.join("node_modules", ".bin", "cdktf"),
            [
              action,
              ...(names.length > 0 ? names : ["*"]),
              "--skip-synth",
              // Those that a named one depends on are its user's business.
              ...(names.length > 0 ? ["--ignore-missing-stack-dependencies"] : []),
              ...(autoApprove ? ["--auto-approve"] : []),
              // The CLI's lock step asks the registry, even where a mirror takes its place.
              ...(action === "deploy" && providers.kind !== "registry" ? ["--skip-provider-lock"] : []),
              ...rest,
            ],
            providers.environment,
          );
    try {
      await (checks === undefined ? work(stacks) : deployInWaves(work, checks, terraform));
    } catch (error) {
      // What failed is said, and not what the other Regions have.
      const isSilent = error instanceof ProgramFailed || (error instanceof StacksFailed && checks !== undefined);
      if (action === "destroy" || !isSilent) {
        throw error;
      }
      throw new NotDeployed(error, await whatThereIs(terraform));
    }
    if (direct && action === "deploy") {
      console.log(JSON.stringify(outputs, null, 2));
    }
  });
}

/** A deployment that did not come to its end: why, and what there is all the same. */
class NotDeployed extends Error {
  constructor(
    readonly reason: unknown,
    readonly whatThereIs: string,
  ) {
    super();
  }
}

async function whatThereIs(terraform: Terraform): Promise<string> {
  try {
    const options = { terraform, env: process.env };
    const told = await whatRegionsHave(readStacks(), options);
    return ["What the Regions have:", ...told].join("\n  ");
  } catch {
    return "What the Regions have could not be asked: npx workmail-lambda outputs";
  }
}

/** On standard output are the outputs and nothing else. */
function synthesize(): Promise<void> {
  return start(process.execPath, [path.join("cli", "synth.js")], {}, "ignore");
}

/** The example's organizations exist nowhere: an emulator is the place for them. */
function checkSettings(action: Action): void {
  const settings = settingsFile();
  if (!existsSync(settings) && !process.env.AWS_ENDPOINT_URL) {
    throw new UserError(
      `${settings} does not exist, and the example settings name organizations that are not yours: cp ${EXAMPLE_SETTINGS_FILE} ${SETTINGS_FILE}, enter your organizations, then npm run ${action}. To try the example on an emulator, npm run demo, or set AWS_ENDPOINT_URL.`,
    );
  }
}

/** @param silent the option that does not ask, where it is given */
function checkApproval(autoApprove: boolean, silent: string | false): void {
  if (!autoApprove && (silent || !process.stdin.isTTY)) {
    throw new UserError(`${silent ? `${silent} does not ask` : "There is no terminal to ask on"}: add --auto-approve.`);
  }
}

function checkNode(): void {
  const major = Number(process.versions.node.split(".")[0]);
  if (major > NEWEST_NODE_OF_CLI) {
    throw new UserError(
      `The CDKTF CLI runs on Node.js 20 and ${NEWEST_NODE_OF_CLI}, and this is ${process.version}: take one of those, or add --direct --auto-approve.`,
    );
  }
}

async function runTerraform(action: Action, names: readonly string[], terraform: Terraform): Promise<StackOutputs> {
  const options = stacksOptions(terraform);
  const stacks = selectStacks(names);
  if (action === "deploy") {
    return deployStacks(stacks, options);
  }
  await destroyStacks(stacks, options);
  return {};
}

async function runRemoved(terraform: Terraform): Promise<void> {
  const options = stacksOptions(terraform);
  const destroyed = await destroyLeftovers(readSettings(), options, async (stacks) => {
    await destroyStacks(stacks, options);
    return stacks.map(({ name }) => name);
  });
  console.log(
    destroyed.length > 0
      ? `Destroyed: ${destroyed.join(", ")}`
      : "Nothing is deployed in a stack of a Region that the settings do not name.",
  );
}

/** Terraform's lines go to standard error; an interruption lets it end what it is doing. */
function stacksOptions(terraform: Terraform): StacksOptions {
  const interruption = new AbortController();
  process.once("SIGINT", () => interruption.abort());
  process.once("SIGTERM", () => interruption.abort());
  return {
    terraform,
    env: process.env,
    signal: interruption.signal,
    onProgress: ({ stack, line }) => {
      if (line) {
        console.error(`${stack}  ${line}`);
      }
    },
  };
}

function selectStacks(names: readonly string[]): Stack[] {
  const all = readStacks();
  const known = all.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UserError(`No such stack: ${unknown.join(", ")}; there are ${known.join(", ")}.`);
  }
  if (names.length === 0) {
    return all;
  }
  return all
    .filter(({ name }) => names.includes(name))
    .map((stack) => ({
      ...stack,
      // Those that a named one depends on are its user's business.
      dependencies: stack.dependencies.filter((name) => names.includes(name)),
    }));
}

/** Runs a program in this one's place: its terminal, its exit code. */
async function start(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  stdout: "inherit" | "ignore" = "inherit",
): Promise<void> {
  const child = spawn(program, args, {
    stdio: ["inherit", stdout, "inherit"],
    env: { ...process.env, ...environment },
  });
  // The terminal tells the child, too, and it ends in its own time.
  const leaveIt = () => undefined;
  process.on("SIGINT", leaveIt);
  const [code] = (await once(child, "close")) as [number | null];
  process.off("SIGINT", leaveIt);
  if (code !== 0) {
    throw new ProgramFailed(code ?? 1);
  }
}

/** A program that has said itself what went wrong. */
class ProgramFailed extends Error {
  constructor(readonly code: number) {
    super();
  }
}

new Command("npm run")
  .addCommand(command("deploy"))
  .addCommand(command("destroy"))
  .parseAsync()
  .catch((error: unknown) => {
    const reason = error instanceof NotDeployed ? error.reason : error;
    if (reason instanceof ProgramFailed) {
      process.exitCode = reason.code;
    } else {
      fail(reason);
    }
    if (reason instanceof WaveStopped) {
      process.exitCode = reason.code;
    }
    if (error instanceof NotDeployed) {
      console.error(`\n${error.whatThereIs}`);
    }
  });
