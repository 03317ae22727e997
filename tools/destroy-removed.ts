import { rmSync } from "node:fs";
import { App } from "cdktf";
import { addRemovedStacks } from "../modules/removed-stacks";
import { readSettings } from "../modules/settings";
import { UserError } from "../modules/user-error";
import {
  destroyStacks,
  readStacks,
  type Stack,
  type StacksOptions,
} from "./stacks";
import { terraformIn } from "./terraform";

/** Beside cdktf.out, since local states are found from there. */
const OUTDIR = "cdktf.removed";

/**
 * Destroys what is deployed in Regions that the settings do not name, and
 * nothing else.
 *
 * @returns the names of the stacks that were destroyed
 * @throws UserError when all Regions are in one stack
 * @throws what destroyStacks throws
 */
export async function destroyRemoved(
  options: StacksOptions,
): Promise<string[]> {
  const settings = readSettings();
  if (settings.singleStack) {
    throw new UserError(
      "With singleStack Terraform itself destroys what is gone from the settings: npm run deploy.",
    );
  }
  const synthesise = (accounts: Record<string, string> = {}): Stack[] => {
    const app = new App({ outdir: OUTDIR });
    addRemovedStacks(app, settings, accounts);
    app.synth();
    return readStacks(OUTDIR);
  };
  try {
    const deployed: string[] = [];
    const accounts: Record<string, string> = {};
    for (const { name, folder } of synthesise()) {
      const terraform = terraformIn(folder, { ...options, onLine: undefined });
      await terraform.init();
      if ((await terraform.resources()).length === 0) continue;
      deployed.push(name);
      const { function_arn: arn } = await terraform.outputs();
      if (typeof arn === "string") accounts[name] = arn.split(":")[4]!;
    }
    const stacks = synthesise(accounts).filter(({ name }) =>
      deployed.includes(name),
    );
    await destroyStacks(stacks, options);
    return deployed;
  } finally {
    rmSync(OUTDIR, { recursive: true, force: true });
  }
}
