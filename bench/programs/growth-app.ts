import { App } from "cdktf";
import { createFunctionPackage } from "../../modules/package/function-package";
import { readSettings } from "../../modules/settings/read-settings";
import { WorkMailStack } from "../../modules/stacks/region-stack";
import { fail } from "../../modules/user-error";

/** main.ts with as many stacks as STACKS says, over and over in the same Regions. */
async function main() {
  const settings = readSettings();
  const functionPackage = await createFunctionPackage(settings.package, "dist");

  const app = new App();
  for (let index = 0; index < Number(process.env.STACKS); index++) {
    const region = settings.regions[index % settings.regions.length]!;
    new WorkMailStack(app, `workmail-${index}-${region.region}`, {
      ...region,
      functionPackage,
    });
  }
  app.synth();
}

main().catch(fail);
