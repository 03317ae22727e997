import * as path from "node:path";
import { App } from "cdktf";
import { createFunctionPackage } from "./modules/package/function-package";
import { packageHints } from "./modules/package/package-hints";
import { printNote } from "./modules/print";
import { readSettings } from "./modules/settings/read-settings";
import { addStacks } from "./modules/stacks/add-stacks";
import { localLeftoverNotes } from "./modules/state/leftovers";
import { fail } from "./modules/user-error";

/** Settings in, stacks out: one per Region unless the settings say otherwise. */
async function main() {
  const settings = readSettings();
  const functionPackage = await createFunctionPackage(settings.package, "dist");

  packageHints(settings, functionPackage).forEach(printNote);

  const app = new App();
  localLeftoverNotes(settings, path.dirname(path.resolve(app.outdir))).forEach(printNote);
  addStacks(app, settings, functionPackage);
  app.synth();
}

main().catch(fail);
