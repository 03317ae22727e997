import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { UserError } from "../../modules/user-error";
import { apiReference } from "./api-reference";
import { generatedFiles } from "./generated-files";

/**
 * Writes every generated file of the project that is stale.
 *
 * @param isApiOnly whether to leave out all but the API reference
 * @param isCheck whether to write nothing
 * @returns what it has done
 * @throws UserError when a file is stale and may not be written
 */
export async function generate({ isApiOnly = false, isCheck = false }): Promise<string> {
  const others = isApiOnly ? {} : await generatedFiles();
  const stale = Object.entries({ ...others, ...(await apiReference()) }).filter(
    ([file, content]) => !hasContent(file, content),
  );
  if (stale.length === 0) {
    return "Everything generated is up to date.";
  }
  const names = stale.map(([file]) => file).join(", ");
  if (isCheck) {
    throw new UserError(`Stale: ${names}. Run npm run generate.`);
  }
  for (const [file, content] of stale) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return `Wrote ${names}.`;
}

function hasContent(file: string, content: string | Uint8Array): boolean {
  try {
    return readFileSync(file).equals(Buffer.from(content));
  } catch {
    return false;
  }
}
