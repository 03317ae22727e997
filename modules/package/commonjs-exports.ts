import { readFileSync } from "node:fs";
import { initSync, parse } from "cjs-module-lexer";
import { type Metafile, transformSync } from "esbuild";
import { SOURCE } from "./own-sources";

/** The names that a CommonJS module exports. */
export interface CommonJsExports {
  readonly names: readonly string[];
  /** Whether it can export others, which are known only when it runs. */
  readonly hasOthers: boolean;
}

/** Returns what a CommonJS module exports, as Node.js finds it out: without running it. */
export function commonJsExports(file: string, inputs: Metafile["inputs"], seen = new Set<string>()): CommonJsExports {
  if (seen.has(file)) {
    return { names: [], hasOthers: false };
  }
  seen.add(file);
  initSync();
  const { code } = transformSync(readFileSync(file, "utf8"), { loader: "ts", format: "cjs" });
  const { exports: names, reexports } = parse(code);
  const others = reexports.map((name) => {
    const path = inputs[file]?.imports.find(({ original }) => original === name)?.path;
    // A package for Node.js, or a JSON file.
    return path === undefined || !SOURCE.test(path)
      ? { names: [], hasOthers: true }
      : commonJsExports(path, inputs, seen);
  });
  const isUnknown = names.length === 0 && reexports.length === 0 && /\bmodule\.exports\b|\bexports\s*\[/.test(code);
  return {
    names: [...new Set([...names, ...others.flatMap((it) => it.names)])].filter((name) => name !== "__esModule"),
    hasOthers: isUnknown || others.some(({ hasOthers }) => hasOthers),
  };
}
