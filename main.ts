import * as path from "node:path";
import { setImmediate } from "node:timers/promises";
import { createFunctionPackage } from "./modules/package/function-package";
import { packageHints } from "./modules/package/package-hints";
import { printNote } from "./modules/print";
import { readSettings } from "./modules/settings/read-settings";
import { localLeftoverNotes } from "./modules/state/leftovers";
import { fail } from "./modules/user-error";

/** Settings in, stacks out: one per Region unless the settings say otherwise. */
async function main() {
  const settings = readSettings();
  const [functionPackage, { App, addStacks }] = await Promise.all([
    createFunctionPackage(settings.package, "dist"),
    loadStacks(),
  ]);

  packageHints(settings, functionPackage).forEach(printNote);

  const app = new App();
  localLeftoverNotes(settings, path.dirname(path.resolve(app.outdir))).forEach(printNote);
  addStacks(app, settings, functionPackage);
  app.synth();
}

/** Loads CDKTF and the stacks, in two steps: in between, esbuild is answered, which bundles the function meanwhile. */
async function loadStacks() {
  const { App } = await import("cdktf");
  await setImmediate();
  const { addStacks } = await import("./modules/stacks/add-stacks");
  return { App, addStacks };
}

/** Fulfilled when the stacks are written, or an error is reported. */
export const synthesized = main().catch(fail);
