import { readFileSync } from "node:fs";
import { isOfPackage, isOwnSource } from "./own-sources";

/** Spaces and comments. */
const GAP = /(?:\s|\/\*[^]*?\*\/|\/\/[^\n]*\n)*/.source;
const NAME = /[\p{ID_Continue}$.]*/u.source;
const DERIVED = new RegExp(`\\bclass\\b${GAP}(${NAME})${GAP}\\bextends\\b${GAP}(${NAME})`, "gu");
const ERROR = /(Error|Exception)$/;
/** How an error takes the name of its class. */
const BY_CLASS = /\b(constructor|new\.target)\.name\b/;

/**
 * Returns whether a source may have error classes whose names must stay: they are in the log, in failure records, and
 * in the saved queries. To keep names makes the code larger. The function package's own classes state their names, and
 * so do most packages.
 */
export function hasErrorNames(file: string): boolean {
  const text = readFileSync(file, "utf8");
  const classes = [...text.matchAll(DERIVED)].map(([, name = "", base = ""]) => ({ name, base }));
  const byClass = BY_CLASS.test(text);
  if (classes.length === 0 && !byClass) {
    return false;
  }
  const isOwn = isOwnSource(file);
  if (!isOfPackage(file) && !isOwn) {
    // A constructor function may take the place of a class.
    return classes.length > 0 || text.includes("Error");
  }
  const errors = classes.filter(({ name, base }) => ERROR.test(name) || ERROR.test(base));
  return (isOwn || byClass) && errors.some(({ name }) => !statesName(text, name));
}

function statesName(text: string, name: string): boolean {
  return name !== "" && new RegExp(`\\bname\\s*=\\s*["'\`]${name.replaceAll("$", "\\$")}["'\`]`).test(text);
}
