import { existsSync, mkdirSync, readdirSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { replaceFile } from "../../modules/replace-file";
import { pluginDirArguments } from "../processes/sandbox-environment";

const PROVIDER = "hashicorp/aws";

/** Where Terraform gets the AWS provider from. */
export interface ProviderSource {
  /** "default" is Terraform's own search: its usual mirror folders, then the registry. */
  readonly kind: "plugin folder" | "configuration" | "mirror" | "default";
  /** The same as a sentence for people. */
  readonly description: string;
  /** Variables that are added to Terraform's environment. */
  readonly environment: NodeJS.ProcessEnv;
  /**
   * Whether several `terraform init` may write to one folder, which is not safe
   * at the same time.
   *
   * @see https://developer.hashicorp.com/terraform/cli/config/config-file#provider-plugin-cache
   */
  readonly sharesCache: boolean;
}

/** The inputs of the search. */
export interface ProviderSearch {
  readonly env: NodeJS.ProcessEnv;
  /** An existing folder to write a CLI configuration to. */
  readonly workFolder: string;
  /** The host that `hashicorp/aws` is short for: Terraform's or OpenTofu's. */
  readonly registry: "registry.terraform.io" | "registry.opentofu.org";
  /** @default - the user's home folder */
  readonly home?: string;
  /** The system's folder for optional software. @default - the usual one */
  readonly optionalSoftware?: string;
}

/**
 * Decides where Terraform gets the AWS provider from, the user's own choice
 * first: a plug-in folder in TF_CLI_ARGS_init, then a CLI configuration.
 * Otherwise Terraform searches for itself, except that it does not know the
 * system's folder for optional software, where machines without access to the
 * registry have a mirror.
 */
export function findProviders(search: ProviderSearch): ProviderSource {
  return pluginFolderSource(search) ?? configurationSource(search) ?? mirrorSource(search) ?? defaultSource(search);
}

function pluginFolderSource({ env }: ProviderSearch): ProviderSource | undefined {
  const folders = pluginDirArguments(env.TF_CLI_ARGS_init ?? "");
  if (folders === "") {
    return undefined;
  }
  return {
    kind: "plugin folder",
    description: `TF_CLI_ARGS_init names where providers come from: ${folders}`,
    environment: {},
    sharesCache: env.TF_PLUGIN_CACHE_DIR !== undefined,
  };
}

/** @see https://developer.hashicorp.com/terraform/cli/config/config-file#locations */
function configurationSource({ env, registry, home = os.homedir() }: ProviderSearch): ProviderSource | undefined {
  const named = env.TF_CLI_CONFIG_FILE;
  const folder = path.join(home, ".terraform.d");
  const file = [
    ...(named ? [path.resolve(named)] : []),
    ...(registry === "registry.opentofu.org" ? [path.join(home, ".tofurc")] : []),
    path.join(home, ".terraformrc"),
    ...entries(folder)
      // A login is no choice of a source.
      .filter((name) => /\.tfrc(\.json)?$/.test(name) && name !== "credentials.tfrc.json")
      .map((name) => path.join(folder, name)),
  ].find((it) => existsSync(it));
  if (file === undefined) {
    return undefined;
  }
  return {
    kind: "configuration",
    description: `your Terraform CLI configuration ${file} names where providers come from`,
    environment: {},
    // It may name a plug-in cache.
    sharesCache: true,
  };
}

function mirrorSource(search: ProviderSearch): ProviderSource | undefined {
  const { registry, workFolder, optionalSoftware = path.join(path.sep, "opt") } = search;
  const mirror = entries(optionalSoftware)
    .map((name) => path.join(optionalSoftware, name))
    .find((folder) => holdsProvider(folder, registry));
  if (mirror === undefined || userPlugins(search).some((folder) => holdsProvider(folder, registry))) {
    return undefined;
  }
  const file = path.join(workFolder, "terraform.tfrc");
  const provider = JSON.stringify(`${registry}/${PROVIDER}`);
  replaceFile(
    file,
    `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = [${provider}]
  }
  direct {
    exclude = [${provider}]
  }
}
`,
  );
  return {
    kind: "mirror",
    description: `${PROVIDER} comes from the provider mirror ${mirror}`,
    environment: { TF_CLI_CONFIG_FILE: file },
    sharesCache: search.env.TF_PLUGIN_CACHE_DIR !== undefined,
  };
}

/** Returns whether Terraform finds the provider without its registry: in your folders, or in its cache. */
export function isProviderHere({ env, registry, home = os.homedir() }: Omit<ProviderSearch, "workFolder">): boolean {
  return [...userPlugins({ env, home }), cacheFolder({ env, home })].some((folder) => holdsProvider(folder, registry));
}

/** Returns the folders in which Terraform finds what the user put there. */
function userPlugins({ env, home = os.homedir() }: Pick<ProviderSearch, "env" | "home">): string[] {
  const data = env.XDG_DATA_HOME || path.join(home, ".local", "share");
  return [path.join(home, ".terraform.d", "plugins"), path.join(data, "terraform", "plugins")];
}

/** Returns whether a mirror holds the provider for this machine. */
function holdsProvider(mirror: string, registry: string): boolean {
  const folder = path.join(mirror, registry, PROVIDER);
  const platform = terraformPlatform();
  return entries(folder).some(
    (name) => name.endsWith(`_${platform}.zip`) || existsSync(path.join(folder, name, platform)),
  );
}

/** This machine in Terraform's words, for example linux_amd64. */
export function terraformPlatform(): string {
  const processors: Record<string, string> = { x64: "amd64", ia32: "386" };
  return `${process.platform}_${processors[process.arch] ?? process.arch}`;
}

/** Terraform unpacks some 700 MB for each stack when it has no cache. */
function defaultSource({ env, registry, home }: ProviderSearch): ProviderSource {
  const cache = cacheFolder({ env, home });
  // Terraform does not create it.
  mkdirSync(cache, { recursive: true });
  return {
    kind: "default",
    description: `${PROVIDER} comes from Terraform's mirror folders or ${registry}, and is kept in ${cache}`,
    environment: {
      TF_PLUGIN_CACHE_DIR: cache,
      // A freshly synthesized stack has no lock file, and without one Terraform
      // does not use its cache. The lock files here exist as long as the stacks.
      TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "true",
    },
    sharesCache: true,
  };
}

function cacheFolder({ env, home = os.homedir() }: Pick<ProviderSearch, "env" | "home">): string {
  return env.TF_PLUGIN_CACHE_DIR || path.join(home, ".terraform.d", "plugin-cache");
}

/** The names in a folder: none when it is missing or may not be read. */
function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
