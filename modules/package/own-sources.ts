import { existsSync } from "node:fs";
import * as path from "node:path";
import type { Plugin } from "esbuild";
import { readJsonFile } from "../json-file";

const PACKAGE = "terraform-aws-workmail-lambda";

/** A file in JavaScript or TypeScript. */
export const SOURCE = /\.[cm]?[jt]sx?$/;

/** The names under which a handler imports the function package. */
const OWN = new RegExp(`^${PACKAGE}(-function)?(/|$)`);

type Exports = Readonly<Record<string, { readonly source?: string } | string | undefined>>;

/**
 * Takes the sources of this package, and of no other one: they are smaller than what is published as built, and in a
 * clone nothing is built. Packages that export their sources mean them for their own tests.
 */
export const ownSources: Plugin = {
  name: "own-sources",
  setup(build) {
    build.onResolve({ filter: OWN }, async ({ path: name, kind, resolveDir, importer }) => {
      const [own = ""] = name.split("/");
      if (name === `${own}/package.json`) {
        return undefined;
      }
      const manifest = await build.resolve(`${own}/package.json`, { kind, resolveDir, importer });
      const file = manifest.errors.length > 0 ? undefined : manifestAt(manifest.path);
      const exported = file?.exports?.[name.replace(own, ".")];
      return typeof exported === "object" && exported.source !== undefined
        ? { path: path.join(path.dirname(manifest.path), exported.source) }
        : undefined;
    });
  },
};

/** Whether a file is of an installed package. */
export function isOfPackage(file: string): boolean {
  return /(^|[\\/])node_modules[\\/]/.test(file);
}

/** Whether a file is a source of the function package, by the nearest package.json. */
export function isOwnSource(file: string): boolean {
  const folder = path.dirname(path.resolve(file));
  const manifest = path.join(folder, "package.json");
  if (existsSync(manifest)) {
    return manifestAt(manifest).name === `${PACKAGE}-function`;
  }
  return folder !== path.dirname(folder) && isOwnSource(folder);
}

function manifestAt(file: string) {
  return readJsonFile<{ readonly name?: string; readonly exports?: Exports }>(file, "correct it");
}
