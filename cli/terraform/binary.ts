import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { UserError } from "../../modules/user-error";
import { findExecutable } from "../processes/find-executable";
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

  constructor(reason: string) {
    super(
      `${reason} Install Terraform ${OLDEST_TERRAFORM} or later (https://developer.hashicorp.com/terraform/install) or OpenTofu (https://opentofu.org), or name its program in TERRAFORM_BINARY_NAME.`,
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
  checkWorkspace(env);
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

function terraformBinary(env: NodeJS.ProcessEnv): string {
  // The CDKTF CLI reads the same variable.
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
      ? `TERRAFORM_BINARY_NAME is ${JSON.stringify(named)}, which is not a program on PATH.`
      : `Neither terraform nor tofu is on PATH.`,
  );
}

async function terraformVersion(binary: string, env: NodeJS.ProcessEnv) {
  const { stdout, stderr } = await runProgram(binary, ["version"], { env });
  const [, product, version] = /^(Terraform|OpenTofu) v(\S+)$/m.exec(stdout) ?? [];
  if (product === undefined || version === undefined) {
    throw new TerraformMissing(
      `${binary} does not print its version ("${binary} version" printed ${JSON.stringify(stdout || stderr)}).`,
    );
  }
  return { product: product as keyof typeof PRODUCTS, version };
}

function isOlder(version: string, than: string): boolean {
  const [core = version] = version.split("-");
  return core.localeCompare(than, "en", { numeric: true }) < 0;
}
