import { symlinkSync } from "node:fs";
import * as path from "node:path";
import { buildSync } from "esbuild";
import { folderWith } from "./folder";

/**
 * Bundles a source file for a process of its own, which then starts in a quarter of the time that a loader for
 * TypeScript takes. `__dirname` is the folder of the source file.
 */
export function bundled(file: string): string {
  const folder = folderWith({});
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
  const outfile = path.join(folder, "bundle.cjs");
  buildSync({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: "node",
    packages: "external",
    define: { __dirname: JSON.stringify(path.resolve(path.dirname(file))) },
    logLevel: "error",
  });
  return outfile;
}
