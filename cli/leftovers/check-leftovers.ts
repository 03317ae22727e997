import { commandLine } from "../../modules/command-line";
import { printNote } from "../../modules/print";
import type { Settings } from "../../modules/settings/settings";
import { leftoverNote } from "../../modules/state/leftovers";
import { UserError } from "../../modules/user-error";
import type { TerraformOptions } from "../terraform/run";
import { deployedLeftovers } from "./with-leftover-stacks";

/**
 * Prints what is still deployed in Regions that the settings no longer name.
 * The synthesis has done so for local states.
 *
 * @throws UserError when something is still deployed in the other layout: AWS
 * would refuse a second function of the name, and the new stacks would take
 * over its alarms and dashboards without a word
 */
export async function checkLeftovers(settings: Settings, options: TerraformOptions): Promise<void> {
  const leftovers = await deployedLeftovers(settings, options);
  const ofOtherLayout = leftovers.filter(({ reason }) => reason === "layout").map(({ name }) => name);
  if (ofOtherLayout.length > 0) {
    throw new UserError(
      `Nothing is deployed: singleStack is ${settings.singleStack} in ${settings.file}, and what is deployed already is still in the state of ${ofOtherLayout.join(", ")}.\nNext: ${commandLine(["move-states"])}`,
    );
  }
  const [{ backend } = {}] = settings.regions;
  if (backend !== undefined) {
    leftovers
      .map((leftover) => leftoverNote(leftover, settings, `its state is in the bucket ${backend.bucket}`))
      .forEach(printNote);
  }
}
