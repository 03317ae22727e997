import * as path from "node:path";
import { exclusively } from "../processes/exclusive";
import { type Terraform, withTerraform } from "./binary";
import type { Stack } from "./stacks";
import { withSynthesis } from "./synthesize";

/** Where runs claim the states that they change. */
const CLAIMS = path.join("dist", "claims");

/** The states that a run changes, and the name of the run. */
export interface ExclusiveRun {
  readonly environment?: string;
  readonly functionName: string;
  /** The name of this run in the messages of others. */
  readonly command: string;
  /** Stops the synthesis. */
  readonly signal?: AbortSignal;
  /** Whether what the app prints on standard error is kept back. @default false */
  readonly isSilent?: boolean;
}

/**
 * Synthesizes and works on the stacks, while no other run changes the states of the same environment and function.
 *
 * @throws Occupied when another run does, what withSynthesis and withTerraform throw, and what the work throws
 */
export function exclusiveRun<Result>(
  { environment, functionName, command, signal, isSilent }: ExclusiveRun,
  work: (stacks: readonly Stack[], terraform: Terraform) => Promise<Result>,
): Promise<Result> {
  const claims = path.join(CLAIMS, [environment, functionName].filter(Boolean).join("."));
  return exclusively(claims, command, () =>
    withSynthesis((stacks) => withTerraform((terraform) => work(stacks, terraform)), {
      signal,
      isSilent,
      publish: true,
    }),
  );
}
