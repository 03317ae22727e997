import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

/** A fenced block of code. */
export interface Block {
  /** The page and the line of the block's first line. */
  readonly place: string;
  /** The words after the fence, such as `sh` or `json event`. */
  readonly info: string;
  readonly code: string;
}

/** Written by a tool that has tests of its own. */
const GENERATED = ["docs/reference/api"];

/** The pages that a user reads, outside the site's own folders. */
export const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "modules/terraform/README.md",
  "function/events/README.md",
  "function/messages/README.md",
  ...markdownIn("docs"),
  ...markdownIn("examples"),
];

function markdownIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name.startsWith(".") || entry.name === "node_modules" || GENERATED.includes(file)
        ? []
        : markdownIn(file);
    }
    return file.endsWith(".md") ? [file] : [];
  });
}

/** Returns the fenced blocks of a page. */
export function blocksOf(page: string): Block[] {
  const text = readFileSync(page, "utf8");
  return [...text.matchAll(/^( *)```(.+)\n([^]*?)\n\1```$/gm)].map(
    ({ 1: indent = "", 2: info = "", 3: code = "", index }) => ({
      place: `${page}:${text.slice(0, index).split("\n").length}`,
      info,
      code: code.replaceAll(`\n${indent}`, "\n").replace(indent, ""),
    }),
  );
}

/** Returns a page without its fenced blocks: as many lines, those empty. */
export function proseOf(page: string): string {
  return readFileSync(page, "utf8").replace(/^( *)```[^]*?\n\1```$/gm, (block) => block.replace(/[^\n]/g, ""));
}

/** Returns the anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  return [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, "")
      .replaceAll(" ", "-");
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}
