import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { UserError } from "../../modules/user-error";
import { findExecutable } from "../processes/find-executable";
import { startProcess } from "../processes/processes";
import { findProviders, type ProviderSearch, type ProviderSource } from "./providers";
import { forgetRenamedState } from "./renamed-state";

/** The oldest version of Terraform that CDKTF 0.21 and the stacks work with. */
export const OLDEST_TERRAFORM = "1.5.7";

const PRODUCTS = {
  Terraform: { command: "terraform", registry: "registry.terraform.io" },
  OpenTofu: { command: "tofu", registry: "registry.opentofu.org" },
} as const;

/** Terraform on this machine. */
export interface Terraform {
  readonly product: keyof typeof PRODUCTS;
  readonly version: string;
  /** Absolute path of the program. */
  readonly binary: string;
  readonly providers: ProviderSource;
}

/** There is no Terraform, or none that can be used: the message says how to get one. */
export class TerraformMissing extends UserError {
  override readonly name = "TerraformMissing";

  constructor(reason: string) {
    super(
      `${reason} Install Terraform ${OLDEST_TERRAFORM} or later (https://developer.hashicorp.com/terraform/install) or OpenTofu (https://opentofu.org), or name its program in TERRAFORM_BINARY_NAME.`,
    );
  }
}

/** Terraform cannot get the AWS provider: the message says where else it may lie. */
export class ProviderMissing extends UserError {
  override readonly name = "ProviderMissing";

  constructor(
    source: ProviderSource,
    readonly stderr: string,
  ) {
    super(
      `Terraform cannot get the AWS provider (${source.description}). Make the registry reachable, or put a mirror made by "terraform providers mirror FOLDER" into ~/.terraform.d/plugins, or name another place in a CLI configuration file (TF_CLI_CONFIG_FILE). Terraform says:\n${stderr}`,
    );
  }
}

/** A Terraform command that failed, with what it wrote to standard error. */
export class TerraformFailed extends Error {
  override readonly name = "TerraformFailed";

  constructor(
    readonly command: string,
    readonly folder: string,
    readonly exitCode: number | null,
    readonly stderr: string,
  ) {
    super(`"terraform ${command}" failed in ${folder} (exit code ${exitCode}).\n${stderr}`);
  }
}

/** A Terraform command that was ended by the caller's signal. */
export class TerraformInterrupted extends Error {
  override readonly name = "TerraformInterrupted";

  constructor(
    readonly command: string,
    readonly folder: string,
    /** Whether it had to be killed: then its state may lack what it made last. */
    readonly killed: boolean,
  ) {
    super(
      killed
        ? `"terraform ${command}" in ${folder} did not end when interrupted and was killed: its state may lack what it made last.`
        : `"terraform ${command}" in ${folder} was interrupted; its state is saved.`,
    );
  }
}

/**
 * Finds Terraform, or OpenTofu where there is no Terraform, and where its
 * provider comes from.
 *
 * @throws TerraformMissing
 */
export async function findTerraform(search: Omit<ProviderSearch, "registry">): Promise<Terraform> {
  const { env } = search;
  const binary = terraformBinary(env);
  const { product, version } = await terraformVersion(binary, env);
  if (isOlder(version, OLDEST_TERRAFORM)) {
    throw new TerraformMissing(`${binary} is ${product} ${version}, which is too old.`);
  }
  const { registry } = PRODUCTS[product];
  const providers = findProviders({ ...search, registry });
  return { product, version, binary, providers };
}

/**
 * Finds Terraform as the environment of this process says, and keeps what it
 * needs in a folder that is gone afterwards.
 *
 * @throws TerraformMissing, and what the work throws
 */
export async function withTerraform<Result>(work: (terraform: Terraform) => Promise<Result>): Promise<Result> {
  const workFolder = mkdtempSync(path.join(tmpdir(), "workmail-terraform-"));
  const remove = () => rmSync(workFolder, { recursive: true, force: true });
  // Also when this process is ended in the midst of the work.
  process.once("exit", remove);
  try {
    return await work(await findTerraform({ env: process.env, workFolder }));
  } finally {
    process.off("exit", remove);
    remove();
  }
}

function terraformBinary(env: NodeJS.ProcessEnv): string {
  // The variable by which the CDKTF CLI is told the same.
  const named = env.TERRAFORM_BINARY_NAME;
  const names = named ? [named] : Object.values(PRODUCTS).map((p) => p.command);
  for (const name of names) {
    const binary = findExecutable(name, env);
    if (binary !== undefined) {
      return binary;
    }
  }
  throw new TerraformMissing(
    named
      ? `TERRAFORM_BINARY_NAME is ${JSON.stringify(named)}, which is no program on PATH.`
      : `Neither terraform nor tofu is on PATH.`,
  );
}

async function terraformVersion(binary: string, env: NodeJS.ProcessEnv) {
  const { stdout, stderr } = await run(binary, ["version"], { env });
  const [, product, version] = /^(Terraform|OpenTofu) v(\S+)$/m.exec(stdout) ?? [];
  if (product === undefined || version === undefined) {
    throw new TerraformMissing(
      `${binary} does not tell its version ("${binary} version" printed ${JSON.stringify(stdout || stderr)}).`,
    );
  }
  return { product: product as keyof typeof PRODUCTS, version };
}

function isOlder(version: string, than: string): boolean {
  const [core = version] = version.split("-");
  return core.localeCompare(than, "en", { numeric: true }) < 0;
}

/** How Terraform's commands are run. */
export interface TerraformOptions {
  readonly terraform: Terraform;
  /** The whole environment, without what the provider source adds. */
  readonly env: NodeJS.ProcessEnv;
  /** Called with each line that Terraform prints. */
  readonly onLine?: (line: string) => void;
  /** Interrupts Terraform as Ctrl-C does: it ends what it is doing and saves its state. */
  readonly signal?: AbortSignal;
  /** Milliseconds that it has for that until it is killed. @default 60000 */
  readonly graceMs?: number;
}

/** What a plan is for. */
export interface PlanOptions {
  /** Whether it destroys what the state holds. @default false */
  readonly destroy?: boolean;
}

/** Terraform's commands in one folder. */
export interface TerraformFolder {
  /** @throws ProviderMissing, TerraformFailed, TerraformInterrupted as all of them */
  init(): Promise<void>;
  /**
   * @param file where to write the plan, for {@link show} and {@link applyPlan}
   * @returns whether there is anything to change
   */
  plan(file?: string, options?: PlanOptions): Promise<boolean>;
  /** Plans and applies, without a question. */
  apply(): Promise<void>;
  /**
   * Applies exactly what a plan says, whether it creates or destroys.
   *
   * @param file that {@link plan} wrote
   */
  applyPlan(file: string): Promise<void>;
  destroy(): Promise<void>;
  /** The outputs' values by name, sensitive ones too. */
  outputs(): Promise<Record<string, unknown>>;
  /** The state, or a plan, as Terraform's own JSON. */
  show(planFile?: string): Promise<unknown>;
  /** The addresses of what the state holds. */
  resources(): Promise<string[]>;
  /** The whole state as Terraform writes it; undefined when there is none. */
  pullState(): Promise<string | undefined>;
  /** Puts a file in the state's place; Terraform refuses an older state of the same lineage. */
  pushState(file: string): Promise<void>;
  /** Moves a resource, with all its instances, from one state file to another. */
  moveBetweenFiles(move: StateMove): Promise<void>;
}

/** A resource's way from one state file to another. */
export interface StateMove {
  readonly fromFile: string;
  readonly toFile: string;
  /** Address without an instance's key. */
  readonly from: string;
  readonly to: string;
}

/** @param folder where the configuration is, for example cdktf.out/stacks/NAME */
export function terraformIn(folder: string, options: TerraformOptions): TerraformFolder {
  const terraform = (args: readonly string[], allowed: readonly number[] = [0]) =>
    runTerraform(folder, args, allowed, options);
  return {
    async init() {
      const note = forgetRenamedState(folder);
      if (note !== undefined) {
        console.error(note);
      }
      try {
        await terraform(["init", "-input=false"]);
      } catch (error) {
        throw isProviderMissing(error) ? new ProviderMissing(options.terraform.providers, error.stderr) : error;
      }
    },
    async plan(file, { destroy = false } = {}) {
      const out = [...(destroy ? ["-destroy"] : []), ...(file === undefined ? [] : [`-out=${path.resolve(file)}`])];
      // 0: nothing to change, 1: failed, 2: something to change.
      const { code } = await terraform(["plan", "-input=false", "-detailed-exitcode", ...out], [0, 2]);
      return code === 2;
    },
    async apply() {
      await terraform(["apply", "-input=false", "-auto-approve"]);
    },
    async applyPlan(file) {
      await terraform(["apply", "-input=false", path.resolve(file)]);
    },
    async destroy() {
      await terraform(["destroy", "-input=false", "-auto-approve"]);
    },
    async outputs() {
      const { stdout } = await terraform(["output", "-json"]);
      const outputs = JSON.parse(stdout) as Record<string, { value: unknown }>;
      return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
    },
    async show(planFile) {
      const file = planFile === undefined ? [] : [path.resolve(planFile)];
      const { stdout } = await terraform(["show", "-json", ...file]);
      return JSON.parse(stdout) as unknown;
    },
    async resources() {
      try {
        const { stdout } = await terraform(["state", "list"]);
        return stdout.split("\n").filter((line) => line !== "");
      } catch (error) {
        const none = /^No state file was found/m;
        if (error instanceof TerraformFailed && none.test(error.stderr)) {
          return [];
        }
        throw error;
      }
    },
    async pullState() {
      const { stdout } = await terraform(["state", "pull"]);
      return stdout.trim() === "" ? undefined : stdout;
    },
    async pushState(file) {
      await terraform(["state", "push", path.resolve(file)]);
    },
    async moveBetweenFiles({ fromFile, toFile, from, to }) {
      await terraform([
        "state",
        "mv",
        `-state=${path.resolve(fromFile)}`,
        `-state-out=${path.resolve(toFile)}`,
        from,
        to,
      ]);
    },
  };
}

function isProviderMissing(error: unknown): error is TerraformFailed {
  return (
    error instanceof TerraformFailed &&
    /Failed to query available provider packages|Failed to install provider/.test(error.stderr)
  );
}

async function runTerraform(
  folder: string,
  args: readonly string[],
  allowed: readonly number[],
  { terraform, env, onLine, signal, graceMs = 60_000 }: TerraformOptions,
) {
  const command = args.filter((arg) => !arg.startsWith("-")).join(" ");
  signal?.throwIfAborted();
  const { code, killed, stdout, stderr, stopped } = await run(terraform.binary, [...args, "-no-color"], {
    cwd: folder,
    env: {
      ...env,
      ...terraform.providers.environment,
      TF_IN_AUTOMATION: "true",
      CHECKPOINT_DISABLE: "true",
    },
    onLine,
    signal,
    graceMs,
  });
  if (code !== null && allowed.includes(code)) {
    return { code, stdout };
  }
  if (stopped) {
    throw new TerraformInterrupted(command, folder, killed);
  }
  throw new TerraformFailed(command, folder, code, stderr);
}

interface RunOptions extends Pick<TerraformOptions, "env" | "onLine" | "signal"> {
  readonly cwd?: string;
  readonly graceMs?: number;
}

async function run(binary: string, args: readonly string[], { cwd, env, onLine, signal, graceMs }: RunOptions) {
  const terraform = await startProcess(binary, args, {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  createInterface({ input: terraform.child.stdout! }).on("line", (line) => {
    lines.push(line);
    onLine?.(line);
  });
  let stderr = "";
  terraform.child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });

  let stopped = false;
  const interrupt = () => {
    stopped = true;
    void terraform.stop("SIGINT", graceMs);
  };
  signal?.addEventListener("abort", interrupt);
  if (signal?.aborted) {
    interrupt();
  }
  const end = await terraform.ended;
  signal?.removeEventListener("abort", interrupt);
  return {
    code: end.code,
    killed: end.signal === "SIGKILL",
    stopped,
    stdout: lines.join("\n"),
    stderr: stderr.trim(),
  };
}
