import { readFileSync } from "node:fs";
import { fileReason, UserError } from "./user-error";

/**
 * Reads a JSON file with an object, such as this project, Terraform, or npm writes it.
 *
 * @param next what to do when it is damaged, as an imperative
 * @throws UserError that names the file when it cannot be read, or has no JSON object
 */
export function readJsonFile<Content extends object>(file: string, next: string): Content {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`${file}: ${fileReason(error)}. Next: ${next}`);
  }
  return parseJson<Content>(text, file, next);
}

/**
 * Parses JSON with an object, such as this project, Terraform, or npm writes it.
 *
 * @param from where it was, for the error
 * @throws UserError that names where it was when it is not a JSON object
 */
export function parseJson<Content extends object>(text: string, from: string, next: string): Content {
  const content = parsed(text.replace(/^\uFEFF/, ""));
  if (typeof content === "object" && content !== null && !Array.isArray(content)) {
    return content as Content;
  }
  const reason = content === undefined ? "not valid JSON" : "not a JSON object";
  throw new UserError(`${from} is ${text.trim() === "" ? "empty" : reason}. Next: ${next}`);
}

/** Returns undefined for what is not valid JSON: the parser's own message may quote what is in the file. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
