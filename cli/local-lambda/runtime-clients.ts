import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { UserError } from "../../modules/user-error";

/** The program that fetches events from the Runtime API and runs the handler. */
export type RuntimeClient = "official" | "built-in";

const OFFICIAL = "aws-lambda-ric";

/**
 * How a client is started.
 *
 * @param wanted @default - the official one where it is installed and built
 * @param from the folder that the official one is looked for from
 * @param runtime the function's, with which the official one has to match unless it is asked for
 * @returns the arguments for Node
 * @throws UserError when the official one is asked for and is not there
 */
export function runtimeClient(
  wanted: RuntimeClient | undefined,
  from: string,
  runtime: string,
): { readonly client: RuntimeClient; readonly args: readonly string[] } {
  const official = wanted === "built-in" ? undefined : officialClient(from);
  if (official !== undefined && (wanted === "official" || official.version === versionFor(runtime))) {
    const program = path.join(__dirname, "official-client.mjs");
    return { client: "official", args: [program, official.main] };
  }
  if (wanted === "official") {
    throw new UserError(
      `The package ${OFFICIAL} is not installed in ${path.resolve(from)}, or its native part was not built. Install it (npm install ${OFFICIAL}, which needs a C++ compiler and CMake), or use the built-in client.`,
    );
  }
  const program = path.join(__dirname, "runtime-client.mjs");
  return { client: "built-in", args: [program] };
}

/** The major version of the client in a runtime: from 4 on, it has no callbacks. */
function versionFor(runtime: string): number {
  return Number(/\d+/.exec(runtime)?.[0]) < 24 ? 3 : 4;
}

function officialClient(from: string): { readonly version: number; readonly main: string } | undefined {
  const manifest = resolveManifest(from);
  if (manifest === undefined) {
    return undefined;
  }
  const folder = path.dirname(manifest);
  const { main, version } = JSON.parse(readFileSync(manifest, "utf8")) as {
    readonly main: string;
    readonly version: string;
  };
  // Version 4 has its native part in the first place, version 3 in the second.
  const built = ["", "dist"].some((name) => existsSync(path.join(folder, name, "rapid-client.node")));
  return built ? { version: Number.parseInt(version, 10), main: path.join(folder, main) } : undefined;
}

function resolveManifest(from: string): string | undefined {
  try {
    const require = createRequire(path.join(path.resolve(from), "index.js"));
    return require.resolve(`${OFFICIAL}/package.json`);
  } catch {
    return undefined;
  }
}
