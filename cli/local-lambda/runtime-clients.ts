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
 * @returns the arguments for Node
 * @throws UserError when the official one is asked for and is not there
 */
export function runtimeClient(
  wanted: RuntimeClient | undefined,
  from: string,
): { readonly client: RuntimeClient; readonly args: readonly string[] } {
  const official = wanted === "built-in" ? undefined : officialMain(from);
  if (official !== undefined) {
    const program = path.join(__dirname, "official-client.mjs");
    return { client: "official", args: [program, official] };
  }
  if (wanted === "official") {
    throw new UserError(
      `The package ${OFFICIAL} is not installed in ${path.resolve(from)}, or its native part was not built. Install it (npm install ${OFFICIAL}, which needs a C++ compiler and CMake), or use the built-in client.`,
    );
  }
  const program = path.join(__dirname, "runtime-client.mjs");
  return { client: "built-in", args: [program] };
}

function officialMain(from: string): string | undefined {
  const manifest = resolveManifest(from);
  if (manifest === undefined) {
    return undefined;
  }
  const folder = path.dirname(manifest);
  const { main } = JSON.parse(readFileSync(manifest, "utf8")) as {
    main: string;
  };
  // Version 4 has its native part in the first place, version 3 in the second.
  const built = ["", "dist"].some((name) => existsSync(path.join(folder, name, "rapid-client.node")));
  return built ? path.join(folder, main) : undefined;
}

function resolveManifest(from: string): string | undefined {
  try {
    const require = createRequire(path.join(path.resolve(from), "index.js"));
    return require.resolve(`${OFFICIAL}/package.json`);
  } catch {
    return undefined;
  }
}
