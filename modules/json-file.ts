import { readFileSync } from "node:fs";
import { UserError } from "./user-error";

/**
 * Reads a JSON file that this project or Terraform wrote.
 *
 * @param next what to do when it was cut short, as an imperative
 * @throws UserError that names the file when it is not valid JSON
 */
export function readJsonFile<Content>(file: string, next: string): Content {
  return parseJson<Content>(readFileSync(file, "utf8"), file, next);
}

/**
 * Parses JSON that this project or Terraform wrote.
 *
 * @param from where it was, for the error
 * @throws UserError that names where it was when it is not valid JSON
 */
export function parseJson<Content>(text: string, from: string, next: string): Content {
  try {
    return JSON.parse(text) as Content;
  } catch {
    // The parser's own message may quote what is in the file.
    throw new UserError(`${from} is ${text.trim() === "" ? "empty" : "not valid JSON"}. Next: ${next}`);
  }
}
