import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { build } from "esbuild";
import { isOwnSource } from "../../../modules/package/own-sources";
import { UserError } from "../../../modules/user-error";
import type { HandlerFile } from "./report";

/**
 * Returns the files of a handler: the entry, and every file of yours that it imports, at any distance.
 *
 * @throws UserError when a file cannot be read
 */
export async function handlerFiles(entry: string): Promise<HandlerFile[]> {
  if (!existsSync(entry)) {
    return [];
  }
  const { metafile } = await build({
    absWorkingDir: process.cwd(),
    entryPoints: [path.resolve(entry)],
    bundle: true,
    platform: "node",
    format: "esm",
    // Packages, this one included, are not yours: their imports stay as they are.
    packages: "external",
    metafile: true,
    write: false,
    logLevel: "silent",
  }).catch((error: Error) => {
    throw new UserError(`${entry}: ${error.message}`);
  });
  const own = path.relative("", entry);
  const files = Object.keys(metafile.inputs).filter((file) => file === own || !isOwnSource(file));
  return files.sort().map((file) => ({ file, text: readFileSync(file, "utf8") }));
}
