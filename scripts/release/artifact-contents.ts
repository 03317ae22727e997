import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

/** A package of which there is something in an artifact. */
export interface Component {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as the package says it. */
  readonly license: string;
  /** Its size in bytes, minified. */
  readonly bytes: number;
  /** Where it is installed. */
  readonly folder: string;
}

/**
 * Returns the owners of an artifact's code, the largest part first.
 *
 * @param sources bytes of each source file, by its path
 */
export function artifactContents(sources: { readonly [file: string]: number }): Component[] {
  const components = new Map<string, Component>();
  for (const [file, bytes] of Object.entries(sources)) {
    const folder = packageFolder(path.dirname(path.resolve(file)));
    const found = components.get(folder) ?? describe(folder);
    components.set(folder, { ...found, bytes: found.bytes + bytes });
  }
  return [...components.values()].sort((one, other) => other.bytes - one.bytes || one.name.localeCompare(other.name));
}

/** The folder of the package that a folder is in. Some packages have further package.json files that name none. */
function packageFolder(folder: string): string {
  const file = path.join(folder, "package.json");
  const isPackage = existsSync(file) && manifestIn(folder).name !== undefined;
  const parent = path.dirname(folder);
  return isPackage || parent === folder ? folder : packageFolder(parent);
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
}

function manifestIn(folder: string): Manifest {
  const file = path.join(folder, "package.json");
  return JSON.parse(readFileSync(file, "utf8")) as Manifest;
}

function describe(folder: string): Component {
  const { name, version, license } = manifestIn(folder);
  return {
    name: name ?? folder,
    version: version ?? "",
    license: license ?? "not said",
    bytes: 0,
    folder,
  };
}

/** Returns the license and the notices that a package requires with its code, unchanged. */
export function noticesOf({ folder }: Component): string {
  return readdirSync(folder)
    .filter((name) => /^(licen[cs]e|notice|copying)([.-]|$)/i.test(name))
    .sort()
    .map((name) => readFileSync(path.join(folder, name), "utf8").trim())
    .join("\n\n");
}
