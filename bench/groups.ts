import { artifact } from "./artifact";
import { deploy } from "./deploy";
import type { Group } from "./group";
import { growth } from "./growth";
import { handler } from "./handler";
import { limit } from "./limit";
import { redeploy } from "./redeploy";
import { rules } from "./rules";
import { scale } from "./scale";
import { start } from "./start";
import { synth } from "./synth";

/** All groups of figures, in the order of the report. */
export const GROUPS: Readonly<Record<string, Group>> = {
  start,
  synth,
  handler,
  limit,
  rules,
  artifact,
  deploy,
  redeploy,
  scale,
  growth,
};
