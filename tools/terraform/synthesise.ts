import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { UserError } from "../../modules/user-error";
import { readStacks, type Stack } from "./stacks";

const APP_FILE = "cdktf.json";

/**
 * Runs the CDKTF app of the working folder, as the CDKTF CLI would: the command
 * that cdktf.json calls app.
 *
 * @throws UserError when there is no app or it fails, with what it printed
 */
export async function synthesise(): Promise<Stack[]> {
  if (!existsSync(APP_FILE)) {
    throw new UserError(
      `There is no ${APP_FILE} in ${process.cwd()}: run this where the app is, or name an artefact (--zip, or --function and --region).`,
    );
  }
  const { app } = JSON.parse(readFileSync(APP_FILE, "utf8")) as { app: string };
  const child = spawn(app, {
    shell: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const printed = text(child.stderr);
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) {
    throw new UserError(
      `"${app}" failed, with exit code ${code}:\n${(await printed).trim()}`,
    );
  }
  return readStacks();
}
