import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { runCommand } from "./command";

export const PEERS = path.join(__dirname, "..", "peers");
const MODULES = path.join(PEERS, "node_modules");

/** The versions of Node.js that Lambda runs functions on. */
export const NODES = [22, 24] as const;
export type NodeVersion = (typeof NODES)[number];

/** The path of an installed peer's file. */
export function peerFile(...parts: string[]): string {
  return path.join(MODULES, ...parts);
}

/** Node.js of a version, as npm has it for this platform. */
export function nodeBinary(version: NodeVersion): string {
  return peerFile(`node${version}-${process.platform}-${process.arch}`, "bin", "node");
}

/**
 * The environment in which the measured commands run, the same on every
 * machine: Node.js 22 whichever runs the benchmark, and nothing that asks the
 * network for news.
 */
export function peerEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { HOME, PATH, LANG } = process.env;
  return {
    HOME,
    LANG,
    PATH: [path.dirname(nodeBinary(22)), PATH].join(path.delimiter),
    CHECKPOINT_DISABLE: "1",
    DISABLE_VERSION_CHECK: "1",
    CDK_DISABLE_CLI_TELEMETRY: "true",
    SLS_TELEMETRY_DISABLED: "1",
    SLS_NOTIFICATIONS_MODE: "off",
    ...extra,
  };
}

/** The version of a peer. One that could not be built is not installed. */
export function peerVersion(name: string): string {
  return existsSync(peerFile(name)) ? versionIn(peerFile(name)) : "not installed";
}

/** The version of a package of the project itself. */
export function projectVersion(name: string): string {
  return versionIn(path.join(__dirname, "..", "..", "node_modules", name));
}

function versionIn(folder: string): string {
  const manifest = readFileSync(path.join(folder, "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

/**
 * Installs the peers, unless they are there as the lock file has them. Where
 * AWS's runtime interface client cannot be built, the others are installed:
 * what needs it says so.
 */
export async function installPeers(log: (line: string) => void): Promise<void> {
  const lock = readFileSync(path.join(PEERS, "package-lock.json"));
  const wanted = createHash("sha256").update(lock).digest("hex");
  const stamp = peerFile(".installed-from");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) {
    return;
  }
  log("installing the peers (npm ci --prefix bench/peers), a minute or two");
  const npm = (...options: string[]) =>
    runCommand(["npm", "ci", "--no-audit", "--no-fund", ...options], {
      cwd: PEERS,
      env: process.env,
    });
  try {
    // The runtime interface client is built by its install script, which the project's .npmrc would forbid.
    await npm("--ignore-scripts=false");
    writeFileSync(stamp, wanted);
  } catch (error) {
    log((error as Error).message);
    log("installing them without what has to be built");
    await npm("--ignore-scripts");
  }
}
