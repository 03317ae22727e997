import type { Settings } from "../../modules/settings/settings";
import type { AddedLeftover } from "../../modules/stacks/leftover-stacks";
import { accountIn, holdsResources, readState } from "../../modules/state/contents";
import type { LeftoverStack } from "../../modules/state/leftovers";
import { localState } from "../../modules/state/location";
import { terraformIn } from "../terraform/folder";
import type { TerraformOptions } from "../terraform/run";
import { withRunFolder } from "../terraform/run-folder";
import { readStacks, type Stack } from "../terraform/stacks";
import { storedLeftovers } from "./stored-states";

/** Synthesizes leftovers to a folder of their own, and works on them. */
export async function withLeftoverStacks<Result>(
  settings: Settings,
  leftovers: readonly AddedLeftover[],
  work: (stacks: readonly Stack[]) => Promise<Result>,
): Promise<Result> {
  if (leftovers.length === 0) {
    return work([]);
  }
  const [{ backend } = {}] = settings.regions;
  // CDKTF is not loaded where nothing is left over.
  const [{ App }, { addLeftoverStacks }] = await Promise.all([
    import("cdktf"),
    import("../../modules/stacks/leftover-stacks"),
  ]);
  return withRunFolder(async (outdir) => {
    const app = new App({ outdir });
    addLeftoverStacks(app, leftovers, backend);
    app.synth();
    return work(readStacks(outdir));
  });
}

/**
 * Returns the leftovers that hold something. Local states are read from their
 * files; Terraform is asked for those in a bucket.
 *
 * @throws UserError when a state is cut short
 */
export async function deployedLeftovers(settings: Settings, options: TerraformOptions): Promise<AddedLeftover[]> {
  const [{ backend } = {}] = settings.regions;
  const leftovers = await storedLeftovers(settings);
  if (backend === undefined) {
    return leftovers.flatMap((leftover) => {
      const file = localState(leftover.state);
      return deployed(leftover, readState(file), file);
    });
  }
  return withLeftoverStacks(settings, leftovers, async (stacks) => {
    const found: AddedLeftover[] = [];
    for (const leftover of leftovers) {
      const { folder } = stacks.find(({ name }) => name === leftover.name)!;
      const terraform = terraformIn(folder, { ...options, onLine: undefined });
      await terraform.init();
      found.push(...deployed(leftover, await terraform.pullState(), `The state of ${leftover.name}`));
    }
    return found;
  });
}

function deployed(leftover: LeftoverStack, state: string | undefined, from: string): AddedLeftover[] {
  return state !== undefined && holdsResources(state, from) ? [{ ...leftover, accountId: accountIn(state, from) }] : [];
}
