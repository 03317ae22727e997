import type { Settings } from "../../modules/settings/settings";
import { removedRegionNote } from "../../modules/stacks/leftover-notes";
import { UserError } from "../../modules/user-error";
import type { Terraform } from "../terraform/binary";
import { regionOf } from "../terraform/stacks";
import { otherShapeHolds } from "./other-layout";
import { withRemovedStacks } from "./removed-stacks";

/**
 * Says what stands that the settings do not ask for any more. Of local states
 * the synthesis tells.
 *
 * @throws UserError when the other shape's states hold what is deployed: AWS
 * would refuse a second function of the name, and let alarms and dashboards be
 * taken over in silence
 */
export async function checkWhatStands(settings: Settings, terraform: Terraform): Promise<void> {
  const options = { terraform, env: process.env };
  const held = await otherShapeHolds(settings, options);
  if (held.length > 0) {
    throw new UserError(
      `Nothing is deployed: singleStack is ${settings.singleStack} in ${settings.file}, and what is deployed already is still in the state of ${held.join(", ")}.\nNext: npm run move-states`,
    );
  }
  const [{ backend } = {}] = settings.regions;
  if (backend === undefined || settings.singleStack) {
    return;
  }
  const notes = await withRemovedStacks(settings, options, (stacks) =>
    stacks.map(({ name }) =>
      removedRegionNote(regionOf(name)!, settings.file, `its state is in the bucket ${backend.bucket}`),
    ),
  );
  notes.forEach((note) => console.error(note));
}
