import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { commandLine, IS_CLONE } from "../../modules/command-line";
import { UserError } from "../../modules/user-error";
import { findExecutable, findUnexecutable, startReason } from "../processes/find-executable";
import { installedTerraform, TERRAFORM_VERSION } from "../processes/installed-programs";
import { runProgram } from "../processes/run-program";
import { findProviders, type ProviderSearch, type ProviderSource } from "./providers";

/** The oldest version of Terraform that CDKTF 0.21 and the stacks work with. */
const OLDEST_TERRAFORM = "1.5.7";

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

/** Returns the host that has the providers of a product. */
export function registryOf({ product }: Pick<Terraform, "product">) {
  return PRODUCTS[product].registry;
}

/** There is no Terraform, or none that can be used: the message says how to get one. */
export class TerraformMissing extends UserError {
  override readonly name = "TerraformMissing";

  /** @param canBeInstalled whether the demo's own Terraform would be used: not instead of one that the user names */
  constructor(
    reason: string,
    readonly canBeInstalled = true,
  ) {
    const demo =
      canBeInstalled && IS_CLONE
        ? ` To have Terraform ${TERRAFORM_VERSION} installed for you: ${commandLine(["demo", "--install"])}`
        : "";
    super(
      `${reason} Install Terraform ${OLDEST_TERRAFORM} or later (https://developer.hashicorp.com/terraform/install) or OpenTofu (https://opentofu.org), or name its program in TERRAFORM_BINARY_NAME.${demo}`,
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
  checkWorkspace(search.env);
  const program = await findTerraformProgram(search);
  const { registry } = PRODUCTS[program.product];
  return { ...program, providers: findProviders({ ...search, registry }) };
}

/**
 * Finds the program that the user names; otherwise the first that can be used of those on PATH and the one that the
 * demo has installed.
 *
 * @throws TerraformMissing with what is wrong with the first
 */
export async function findTerraformProgram({
  env,
  home,
}: Pick<ProviderSearch, "env" | "home">): Promise<Omit<Terraform, "providers">> {
  // The CDKTF CLI reads the same variable.
  const named = env.TERRAFORM_BINARY_NAME;
  const names = named
    ? [named]
    : [...Object.values(PRODUCTS).map(({ command }) => command), installedTerraform(env, home)];
  const problems: string[] = [];
  for (const name of names) {
    const binary = findExecutable(name, env);
    const found = binary === undefined ? undefined : await inspectProgram(binary, env);
    if (typeof found === "object") {
      return found;
    }
    problems.push(...(found === undefined ? [] : [found]));
  }
  throw new TerraformMissing(problems[0] ?? noneOf(names, named, env), !named);
}

function noneOf(names: readonly string[], named: string | undefined, env: NodeJS.ProcessEnv): string {
  const file = names.map((name) => findUnexecutable(name, env)).find((it) => it !== undefined);
  const why = file === undefined ? "" : ` ${file} may not be executed.`;
  return named
    ? `TERRAFORM_BINARY_NAME is ${JSON.stringify(named)}, which is not a program on PATH.${why}`
    : `Neither terraform nor tofu is on PATH.${why}`;
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

/**
 * A workspace would keep its states in a generated folder, where no other command finds them.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_workspace
 */
function checkWorkspace({ TF_WORKSPACE: workspace = "" }: NodeJS.ProcessEnv): void {
  if (workspace !== "" && workspace !== "default") {
    throw new UserError(
      `TF_WORKSPACE is ${JSON.stringify(workspace)}. The stacks have no workspaces: each environment has its own settings file (workmail.NAME.json), names, and states. Next: unset TF_WORKSPACE, and name the settings file in WORKMAIL_SETTINGS.`,
    );
  }
}

/** Returns the program, or why it cannot be used. */
async function inspectProgram(binary: string, env: NodeJS.ProcessEnv): Promise<Omit<Terraform, "providers"> | string> {
  let printed;
  try {
    printed = await runProgram(binary, ["version"], { env });
  } catch (error) {
    return `${binary} cannot be started: ${startReason(error)}.`;
  }
  const { stdout, stderr } = printed;
  const [, product, version] = /^(Terraform|OpenTofu) v(\S+)$/m.exec(stdout) ?? [];
  if (product === undefined || version === undefined) {
    return `${binary} does not print its version ("${binary} version" printed ${JSON.stringify(stdout || stderr)}).`;
  }
  return isOlder(version, OLDEST_TERRAFORM)
    ? `${binary} is ${product} ${version}, which is too old.`
    : { product: product as keyof typeof PRODUCTS, version, binary };
}

function isOlder(version: string, than: string): boolean {
  const [core = version] = version.split("-");
  return core.localeCompare(than, "en", { numeric: true }) < 0;
}
