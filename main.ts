import { App } from "cdktf";
import { createFunctionPackage } from "./modules/function-package";
import { readSettings } from "./modules/settings";
import { fail } from "./modules/user-error";
import { WorkMailStack } from "./modules/workmail-stack";

/** Settings in, one stack per Region out. */
async function main() {
  const settings = readSettings();
  const functionPackage = await createFunctionPackage(settings.package, "dist");

  const app = new App();
  for (const region of settings.regions) {
    new WorkMailStack(app, `workmail-${region.region}`, {
      ...region,
      functionPackage,
    });
  }
  app.synth();
}

main().catch(fail);
