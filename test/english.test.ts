import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { wordsIn } from "./support/code-words";
import { notPlain, type ReadText } from "./support/english";
import { PAGES, proseOf } from "./support/markdown-pages";

/** Texts that keep such a word, each for a reason. */
const EXCEPTIONS: readonly RegExp[] = [
  // A label in plots that only a measurement draws.
  /(JSON\.parse|CODE) alone \(limit\)/,
  // A simulated failure is a fault, as in AWS Fault Injection Service.
  /--message-fault/,
  // A condition in Z shell.
  /^zmodload zsh/,
  // Linux's name for the signal SIGSEGV.
  /^segmentation fault$/,
];

describe("the checks", () => {
  it.each([
    ["Two faults were found.", "Two errors were found."],
    ["Names that differ, else they clash.", "Names must differ, otherwise they clash."],
    ["Nothing is changed. What is deployed stays.", "What is deployed? A function."],
    ["Who wants to see a change says so.", "Anyone who wants to see a change can."],
    ["This is no zip archive.", "There is no zip archive."],
    ["It stands in a table.", "m stands for minutes."],
    ["The behaviour is the same.", "The behavior is the same."],
  ])("find %j, and pass %j", (wrong, right) => {
    expect(notPlain([{ place: "a", text: wrong }])).toHaveLength(1);
    expect(notPlain([{ place: "a", text: right }])).toEqual([]);
  });
});

it.each([...PAGES, "CHANGELOG.md"])("%s is in plain English", (page) => {
  expect(notPlain(paragraphsOf(page), EXCEPTIONS)).toEqual([]);
});

/** Returns the lines of a page, without code. */
function paragraphsOf(page: string): ReadText[] {
  const lines = page === "CHANGELOG.md" ? readFileSync(page, "utf8") : proseOf(page);
  return lines.split("\n").map((line, index) => ({
    place: `${page}:${index + 1}`,
    text: line.replace(/`[^`]*`/g, "CODE").replace(/\]\([^)]*\)/g, "]"),
  }));
}

/** Folders of files that nobody here has written, or only as data. */
const FOREIGN = ["node_modules", "dist", "fixtures"];
/** They have examples of each pattern, and of code. */
const EXAMPLES = ["test/english.test.ts", "test/lint/rules.test.ts"];

/** The code whose comments and strings are checked: help, messages, descriptions, and titles of tests among them. */
const FOLDERS = ["bench", "cli", "examples", "function/src", "modules", "scripts", "test"];

it.each(["main.ts", ...FOLDERS.flatMap(sourcesIn)])("the comments and strings of %s are in plain English", (file) => {
  expect(notPlain(wordsIn(file), EXCEPTIONS)).toEqual([]);
});

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) {
      return FOREIGN.includes(entry.name) ? [] : sourcesIn(file);
    }
    return /\.m?[jt]s$/.test(file) && !EXAMPLES.includes(file) ? [file] : [];
  });
}
