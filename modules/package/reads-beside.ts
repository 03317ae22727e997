import * as path from "node:path";

/** A place in a source that names a file beside the bundle. */
interface Read {
  /** The path from the top of the zip; with .. in front when it is outside. */
  readonly name: string;
  readonly line: number;
}

const STRING = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/.source;

/** Comments and strings are matched, too, so that nothing in them counts. */
const TOKENS = new RegExp(
  [
    /\/\/[^\n]*|\/\*[^]*?\*\//.source,
    `new\\s+URL\\(\\s*(?<url>${STRING})\\s*,\\s*import\\.meta\\.url\\s*\\)`,
    `\\b(?:join|resolve)\\(\\s*(?:__dirname|import\\.meta\\.dirname)\\s*(?<parts>(?:,\\s*(?:${STRING})\\s*)+),?\\s*\\)`,
    // Before strings: one of them is a string itself.
    `\\b(?:__dirname|import\\.meta\\.dirname)\\s*\\+\\s*(?<added>${STRING})(?!\\s*\\+)`,
    /`\$\{(?:__dirname|import\.meta\.dirname)\}(?<template>\/[^`$\\]+)`/.source,
    STRING,
  ].join("|"),
  "g",
);

/** Returns the parts of a path: of literals, or of what follows the folder in one. */
function namesIn({ url, parts, added, template }: Readonly<Record<string, string | undefined>>): string[] {
  const literals = [...(url ?? parts ?? "").matchAll(new RegExp(STRING, "g"))].map(([text]) => text.slice(1, -1));
  const appended = template ?? added?.slice(1, -1);
  // Without a slash, it is part of the folder's name.
  return appended?.startsWith("/") ? [appended.slice(1)] : literals;
}

/** Returns the files with literal names that a source reads from its own folder: in Lambda, that of the bundle. */
export function readsBeside(source: string): Read[] {
  return [...source.matchAll(TOKENS)].flatMap(({ index, groups = {} }) => {
    const names = namesIn(groups);
    const name = path.posix.normalize(names.join("/")).replace(/\/$/, "");
    const isElsewhere = names.length === 0 || names.some((it) => /^(\w[\w+.-]+:|\/)|\$\{/.test(it)) || name === ".";
    return isElsewhere ? [] : [{ name, line: source.slice(0, index).split("\n").length }];
  });
}
