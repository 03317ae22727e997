import { readdirSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";

/** Folders and files that no wildcard means. */
const HIDDEN = /^(node_modules|\..*)$/;

/**
 * Returns the files in a folder that match a pattern, by their paths there, with /.
 *
 * @param patterns paths with * for characters of one name, and ** for any number of folders
 * @returns also the patterns that match nothing
 */
export function filesBeside(patterns: readonly string[], folder: string) {
  const names = patterns.length === 0 ? [] : namesIn(folder);
  const matching = patterns.map((pattern) => ({ pattern, names: names.filter((name) => matches(pattern, name)) }));
  const files = matching.flatMap((it) => it.names);
  return {
    files: Object.fromEntries(files.map((name) => [name, new Uint8Array(readFileSync(path.join(folder, name)))])),
    unmatched: matching.filter((it) => it.names.length === 0).map(({ pattern }) => pattern),
  };
}

function namesIn(folder: string, prefix = ""): string[] {
  return readdirSync(path.join(folder, prefix), { withFileTypes: true })
    .filter(({ name }) => !HIDDEN.test(name))
    .flatMap((entry) => {
      const name = `${prefix}${entry.name}`;
      if (entry.isDirectory()) {
        return namesIn(folder, `${name}/`);
      }
      // A link may lead to a file; one to a folder may lead back.
      return statSync(path.join(folder, name), { throwIfNoEntry: false })?.isFile() ? [name] : [];
    });
}

const WILDCARDS: { readonly [wildcard: string]: string } = { "**/": "(?:.+/)?", "**": ".+", "*": "[^/]*" };

function matches(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/^\.\//, "")
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\*\*\/|\*\*|\*/g, (wildcard) => WILDCARDS[wildcard]!);
  return new RegExp(`^${source}$`).test(name);
}
