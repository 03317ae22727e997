import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { fail, UserError } from "../modules/user-error";
import { apiReference } from "./generate/api-reference";
import { generatedFiles } from "./generate/generated-files";

/**
 * Writes every generated file of the project, or with --api the API reference only; with --check, fails if one of them
 * is stale.
 */
async function main() {
  const others = process.argv.includes("--api") ? {} : await generatedFiles();
  const stale = Object.entries({ ...others, ...(await apiReference()) }).filter(
    ([file, content]) => !hasContent(file, content),
  );
  const names = stale.map(([file]) => file).join(", ");
  if (process.argv.includes("--check") && stale.length > 0) {
    throw new UserError(`Stale: ${names}. Run npm run generate.`);
  }
  for (const [file, content] of stale) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  console.log(names === "" ? "Everything generated is up to date." : `Wrote ${names}.`);
}

function hasContent(file: string, content: string | Uint8Array): boolean {
  try {
    return readFileSync(file).equals(Buffer.from(content));
  } catch {
    return false;
  }
}

main().catch(fail);
