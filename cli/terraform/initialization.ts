import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import * as path from "node:path";
import { replaceFile } from "../../modules/replace-file";
import type { TerraformOptions } from "./run";

/** The hash of all that the last init has read, in Terraform's own folder. */
const RECORD = path.join(".terraform", "initialized");
const PROVIDERS = path.join(".terraform", "providers");
const MODULES = path.join(".terraform", "modules");

/** HOST/NAMESPACE/TYPE/VERSION/PLATFORM. */
const PROVIDER_DEPTH = 5;

/** The inputs of init besides the configuration: the locked providers, and the address of the state. */
const INPUTS = [".terraform.lock.hcl", path.join(".terraform", "terraform.tfstate")];

type Inputs = Pick<TerraformOptions, "terraform" | "env">;

/** Notes that init has succeeded in a folder. */
export function recordInitialization(folder: string, inputs: Inputs): void {
  if (!takesArguments(inputs) && existsSync(path.join(folder, PROVIDERS))) {
    replaceFile(path.join(folder, RECORD), fingerprint(folder, inputs));
  }
}

/**
 * Returns whether init would change nothing: its last run read the same files with the same program, and its providers
 * are there. Terraform itself compares the providers with the checksums of the lock file whenever it starts them.
 */
export function isInitialized(folder: string, inputs: Inputs): boolean {
  const record = path.join(folder, RECORD);
  return (
    existsSync(record) &&
    !takesArguments(inputs) &&
    !existsSync(path.join(folder, MODULES)) &&
    providersIn(folder).every((provider) => existsSync(path.join(folder, provider))) &&
    readFileSync(record, "utf8") === fingerprint(folder, inputs)
  );
}

/**
 * Takes over what init has made in a folder, if its providers are links to a mirror or to a cache. A copy of the AWS
 * provider itself takes longer than init.
 */
export function keepInitialization(from: string, to: string): void {
  const providers = providersIn(from);
  const areLinks = providers.every((provider) => lstatSync(path.join(from, provider)).isSymbolicLink());
  const exist = [RECORD, ...providers].every((one) => existsSync(path.join(from, one)));
  if (!areLinks || !exist) {
    return;
  }
  for (const provider of providers) {
    const link = path.join(to, provider);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(realpathSync(path.join(from, provider)), link);
  }
  replaceFile(path.join(to, RECORD), readFileSync(path.join(from, RECORD)));
}

/** Whether the user adds arguments to init, such as -upgrade, with which it does something each time. */
function takesArguments({ env }: Inputs): boolean {
  return [env.TF_CLI_ARGS, env.TF_CLI_ARGS_init].some(Boolean);
}

function fingerprint(folder: string, { terraform, env }: Inputs): string {
  const { product, version, binary, providers } = terraform;
  const variables = Object.entries(env).filter(([name]) => name.startsWith("TF_"));
  const hash = createHash("sha256");
  hash.update(JSON.stringify([product, version, binary, providers.description, variables.sort(), providersIn(folder)]));
  const configuration = readdirSync(folder).filter((name) => /\.tf(\.json)?$/.test(name));
  for (const name of [...configuration.sort(), ...INPUTS]) {
    const file = path.join(folder, name);
    hash.update(JSON.stringify([name, existsSync(file) ? readFileSync(file, "utf8") : null]));
  }
  return hash.digest("hex");
}

/** Returns the paths of the installed providers, each of them a folder, or a link to one. */
function providersIn(folder: string): string[] {
  let paths = [PROVIDERS];
  for (let depth = 0; depth < PROVIDER_DEPTH; depth++) {
    paths = paths.flatMap((one) => entries(path.join(folder, one)).map((name) => path.join(one, name)));
  }
  return paths;
}

/** The names in a folder: none when it is missing or a file. */
function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
