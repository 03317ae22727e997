import { existsSync } from "node:fs";
import * as path from "node:path";
import { isOwnApp } from "./own-app";

/** The commands that package.json has a script for. */
const SCRIPTS = ["build", "synth", "diff", "deploy", "destroy", "move-states", "demo", "outputs", "redrive"];

/** The commands that change stacks: in a CDKTF app of your own, the CDKTF CLI has them. */
const OF_CDKTF = ["deploy", "destroy"];

/** Whether this is a clone of the project: the npm package does not contain this source. */
export const IS_CLONE = existsSync(path.join(__dirname, "..", "cli", "main.ts"));

/** How this program was started, and where from. */
interface Start {
  /** @default - whether the sources are here */
  readonly isClone?: boolean;
  /** @default - that of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** @default - whether the working folder has a CDKTF app of your own */
  readonly isOwn?: boolean;
}

/**
 * Returns a command of workmail-lambda as you type it here: the npm script in a clone of the project, otherwise
 * the program, with npx if npm started it; in a CDKTF app of your own, the CDKTF CLI for what that does.
 *
 * @param command the command and its arguments
 */
export function commandLine(
  command: readonly [string, ...string[]],
  { isClone = IS_CLONE, env = process.env, isOwn = isOwnApp() }: Start = {},
): string {
  const [name, ...args] = command;
  if (isOwn && OF_CDKTF.includes(name)) {
    return ["npx", existsSync(path.join("node_modules", "cdktn")) ? "cdktn" : "cdktf", ...command].join(" ");
  }
  if (isClone && SCRIPTS.includes(name)) {
    return ["npm run", name, ...(args.length > 0 ? ["--", ...args] : [])].join(" ");
  }
  const isFromNpm = isClone || env.npm_lifecycle_event !== undefined;
  return [...(isFromNpm ? ["npx"] : []), "workmail-lambda", ...command].join(" ");
}
