import { rmSync } from "node:fs";
import { App } from "cdktf";
import type { Settings } from "../../modules/settings/settings";
import { addOtherShape, otherShape } from "../../modules/stacks/other-layout-stacks";
import { fileHoldsResources } from "../../modules/state/contents";
import { localState } from "../../modules/state/location";
import { terraformIn } from "../terraform/folder";
import type { TerraformOptions } from "../terraform/run";
import { readStacks, type Stack } from "../terraform/stacks";
import { holdsManaged } from "./holds-resources";

/** Beside cdktf.out, since local states are found from there. */
const OUTDIR = "cdktf.moved";

/** Works on the stacks of the shape that the settings do not ask for: they have its states, and no resources. */
export async function withOtherShape<Result>(
  settings: Settings,
  work: (stacks: readonly Stack[]) => Promise<Result>,
): Promise<Result> {
  try {
    const app = new App({ outdir: OUTDIR });
    addOtherShape(app, settings);
    app.synth();
    return await work(readStacks(OUTDIR));
  } finally {
    rmSync(OUTDIR, { recursive: true, force: true });
  }
}

/**
 * The names of the stacks of the other shape that still hold what is deployed.
 * Local states are read as they lie; Terraform is asked for those in a bucket.
 */
export async function otherShapeHolds(settings: Settings, options: TerraformOptions): Promise<string[]> {
  const [{ backend } = {}] = settings.regions;
  if (backend === undefined) {
    return otherShape(settings)
      .filter(({ state }) => fileHoldsResources(localState(state)))
      .map(({ name }) => name);
  }
  return withOtherShape(settings, async (stacks) => {
    const names: string[] = [];
    for (const { name, folder } of stacks) {
      const terraform = terraformIn(folder, options);
      await terraform.init();
      if (await holdsManaged(terraform)) {
        names.push(name);
      }
    }
    return names;
  });
}
