import { readFileSync, writeFileSync } from "node:fs";
import { fail, UserError } from "../modules/user-error";
import { generatedFiles } from "./generate/generated-files";

/** Writes every generated file of the project; with --check, fails if one of them is stale. */
async function main() {
  const stale = Object.entries(await generatedFiles()).filter(([file, content]) => !hasContent(file, content));
  const names = stale.map(([file]) => file).join(", ");
  if (process.argv.includes("--check") && stale.length > 0) {
    throw new UserError(`Stale: ${names}. Run npm run generate.`);
  }
  stale.forEach(([file, content]) => writeFileSync(file, content));
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
