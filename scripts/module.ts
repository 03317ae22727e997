import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { fail } from "../modules/user-error";
import { MODULE_FOLDER, moduleFiles } from "./generate/module-files";

/** Writes the generated files of the Terraform module. */
async function main() {
  for (const [name, content] of Object.entries(await moduleFiles())) {
    writeFileSync(path.join(MODULE_FOLDER, name), content);
  }
  console.log(`${MODULE_FOLDER} is up to date.`);
}

main().catch(fail);
