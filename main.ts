import * as path from "node:path";
import { createFunctionPackage } from "./modules/package/function-package";
import { packageHints } from "./modules/package/package-hints";
import { printNote } from "./modules/print";
import { readSettings } from "./modules/settings/read-settings";
import { localLeftoverNotes } from "./modules/state/leftovers";
import { fail } from "./modules/user-error";

/** Settings in, stacks out: one per Region unless the settings say otherwise. */
async function main() {
  const settings = readSettings();
  // CDKTF loads while esbuild bundles the function.
  const [functionPackage, { App }, { addStacks }] = await Promise.all([
    createFunctionPackage(settings.package, "dist"),
    import("cdktf"),
    import("./modules/stacks/add-stacks"),
  ]);

  packageHints(settings, functionPackage).forEach(printNote);

  const app = new App();
  localLeftoverNotes(settings, path.dirname(path.resolve(app.outdir))).forEach(printNote);
  addStacks(app, settings, functionPackage);
  app.synth();
}

main().catch(fail);
