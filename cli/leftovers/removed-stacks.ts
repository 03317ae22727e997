import { rmSync } from "node:fs";
import { App } from "cdktf";
import type { Settings } from "../../modules/settings/settings";
import { addRemovedStacks } from "../../modules/stacks/leftover-stacks";
import { terraformIn } from "../terraform/folder";
import type { TerraformOptions } from "../terraform/run";
import { readStacks, type Stack } from "../terraform/stacks";
import { holdsManaged } from "./holds-resources";

/** Beside cdktf.out, since local states are found from there. */
const OUTDIR = "cdktf.removed";

/**
 * Looks into the states of the Regions that the settings do not name, wherever
 * they lie, and works on those that hold something.
 *
 * @param work gets stacks of which Terraform makes that what they hold is to be destroyed
 */
export async function withRemovedStacks<Result>(
  settings: Settings,
  options: TerraformOptions,
  work: (stacks: readonly Stack[]) => Promise<Result> | Result,
): Promise<Result> {
  const synthesize = (accounts: Record<string, string> = {}): Stack[] => {
    const app = new App({ outdir: OUTDIR });
    addRemovedStacks(app, settings, accounts);
    app.synth();
    return readStacks(OUTDIR);
  };
  try {
    const deployed: string[] = [];
    const accounts: Record<string, string> = {};
    for (const { name, folder } of synthesize()) {
      const terraform = terraformIn(folder, { ...options, onLine: undefined });
      await terraform.init();
      if (!(await holdsManaged(terraform))) {
        continue;
      }
      deployed.push(name);
      const { function_arn: arn } = await terraform.outputs();
      if (typeof arn === "string") {
        accounts[name] = arn.split(":")[4]!;
      }
    }
    return await work(synthesize(accounts).filter(({ name }) => deployed.includes(name)));
  } finally {
    rmSync(OUTDIR, { recursive: true, force: true });
  }
}
