import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pluginDirArguments } from "../processes/sandbox-environment";

const PROVIDER = "hashicorp/aws";

/** Where Terraform gets the AWS provider from. */
export interface ProviderSource {
  readonly kind: "plugin folder" | "configuration" | "mirror" | "registry";
  /** The same as a sentence for people. */
  readonly description: string;
  /** What is added to Terraform's environment; undefined takes a variable out. */
  readonly environment: NodeJS.ProcessEnv;
  /**
   * Whether several `terraform init` may write to one folder, which is not safe
   * at the same time.
   *
   * @see https://developer.hashicorp.com/terraform/cli/config/config-file#provider-plugin-cache
   */
  readonly sharesCache: boolean;
}

/** What the search depends on. */
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
 * first: a plug-in folder in TF_CLI_ARGS_init; a CLI configuration; a mirror on
 * this machine, in one of the places Terraform itself looks at or directly
 * under the folder for optional software; the registry.
 */
export function findProviders(search: ProviderSearch): ProviderSource {
  return pluginFolderSource(search) ?? configurationSource(search) ?? mirrorSource(search) ?? registrySource(search);
}

function pluginFolderSource({ env }: ProviderSearch): ProviderSource | undefined {
  const folders = pluginDirArguments(env.TF_CLI_ARGS_init ?? "");
  if (folders === "") {
    return undefined;
  }
  return {
    kind: "plugin folder",
    description: `TF_CLI_ARGS_init says where providers come from: ${folders}`,
    environment: {},
    sharesCache: env.TF_PLUGIN_CACHE_DIR !== undefined,
  };
}

function configurationSource(search: ProviderSearch): ProviderSource | undefined {
  const file = configurationFile(search);
  if (file === undefined) {
    return undefined;
  }
  return {
    kind: "configuration",
    description: `your Terraform CLI configuration ${file} says where providers come from`,
    environment: withoutMissingConfiguration(search),
    // It may name a plug-in cache.
    sharesCache: true,
  };
}

/** @see https://developer.hashicorp.com/terraform/cli/config/config-file#locations */
function configurationFile({ env, registry, home = os.homedir() }: ProviderSearch): string | undefined {
  const named = env.TF_CLI_CONFIG_FILE;
  const folder = path.join(home, ".terraform.d");
  const login = "credentials.tfrc.json";
  return [
    ...(named ? [path.resolve(named)] : []),
    ...(registry === "registry.opentofu.org" ? [path.join(home, ".tofurc")] : []),
    path.join(home, ".terraformrc"),
    ...entries(folder)
      .filter((name) => /\.tfrc(\.json)?$/.test(name) && name !== login)
      .map((name) => path.join(folder, name)),
  ].find((file) => existsSync(file));
}

/** A variable that names no file would only make Terraform print a warning. */
function withoutMissingConfiguration({ env }: ProviderSearch): NodeJS.ProcessEnv {
  const named = env.TF_CLI_CONFIG_FILE;
  return named !== undefined && !existsSync(named) ? { TF_CLI_CONFIG_FILE: undefined } : {};
}

function mirrorSource(search: ProviderSearch): ProviderSource | undefined {
  const { registry, workFolder, env } = search;
  const mirror = mirrorFolders(search)
    .map((folder) => ({ folder, ...packagesIn(folder, registry) }))
    .find(({ versions }) => versions.length > 0);
  if (mirror === undefined) {
    return undefined;
  }

  const file = path.join(workFolder, "terraform.tfrc");
  const provider = JSON.stringify(`${registry}/${PROVIDER}`);
  writeFileSync(
    file,
    `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror.folder)}
    include = [${provider}]
  }
  direct {
    exclude = [${provider}]
  }
}
`,
  );
  // A zip would be unpacked for each stack, a folder is only linked to.
  const cache = mirror.zipped ? pluginCache(env, path.join(workFolder, "plugin-cache")) : {};
  return {
    kind: "mirror",
    description: `${PROVIDER} ${mirror.versions.join(", ")} comes from the provider mirror ${mirror.folder}`,
    environment: { TF_CLI_CONFIG_FILE: file, ...cache },
    sharesCache: mirror.zipped || env.TF_PLUGIN_CACHE_DIR !== undefined,
  };
}

/** @see https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories */
function mirrorFolders({
  env,
  home = os.homedir(),
  optionalSoftware = path.join(path.sep, "opt"),
}: ProviderSearch): string[] {
  const dataFolders = [
    env.XDG_DATA_HOME || path.join(home, ".local", "share"),
    ...(
      env.XDG_DATA_DIRS || ["local/share", "share"].map((name) => path.join(path.sep, "usr", name)).join(path.delimiter)
    ).split(path.delimiter),
  ];
  return [
    path.join(home, ".terraform.d", "plugins"),
    path.join(home, "Library", "Application Support", "io.terraform", "plugins"),
    ...dataFolders.map((folder) => path.join(folder, "terraform", "plugins")),
    ...entries(optionalSoftware).map((name) => path.join(optionalSoftware, name)),
  ];
}

/**
 * The versions of the provider that a mirror holds for this machine, as folders
 * or as zips.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror
 */
function packagesIn(mirror: string, registry: string) {
  const folder = path.join(mirror, registry, PROVIDER);
  const platform = terraformPlatform();
  const unpacked = entries(folder).filter((version) => existsSync(path.join(folder, version, platform)));
  const zips = entries(folder).flatMap(
    (name) => new RegExp(`^terraform-provider-aws_(.+)_${platform}\\.zip$`).exec(name)?.[1] ?? [],
  );
  return {
    versions: [...new Set([...unpacked, ...zips])].sort((a, b) => a.localeCompare(b, "en", { numeric: true })),
    zipped: zips.length > 0,
  };
}

/** This machine in Terraform's words, for example linux_amd64. */
export function terraformPlatform(): string {
  const processors: Record<string, string> = { x64: "amd64", ia32: "386" };
  return `${process.platform}_${processors[process.arch] ?? process.arch}`;
}

function registrySource(search: ProviderSearch): ProviderSource {
  const { env, registry, home = os.homedir() } = search;
  // Where the CDKTF CLI keeps them, so that a deploy finds them there.
  const cache = pluginCache(env, path.join(home, ".terraform.d", "plugin-cache"));
  return {
    kind: "registry",
    description: `${PROVIDER} comes from ${registry} and is kept in ${cache.TF_PLUGIN_CACHE_DIR}`,
    environment: { ...withoutMissingConfiguration(search), ...cache },
    sharesCache: true,
  };
}

/** Terraform unpacks some 700 MB for each stack when it has no cache. */
function pluginCache(env: NodeJS.ProcessEnv, folder: string) {
  const cache = env.TF_PLUGIN_CACHE_DIR || folder;
  // Terraform does not make it.
  mkdirSync(cache, { recursive: true });
  return {
    TF_PLUGIN_CACHE_DIR: cache,
    // A freshly synthesized stack has no lock file, and without one Terraform
    // passes its cache by. The lock files here live as long as the stacks do.
    TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "true",
  };
}

/** The names in a folder: none when it is missing or may not be read. */
function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
