import { existsSync, readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { UserError } from "../../modules/user-error";
import { startProcess } from "../processes/processes";
import { readStacks, type Stack } from "./stacks";

const APP_FILE = "cdktf.json";

/**
 * Runs the CDKTF app of the working folder, as the CDKTF CLI would: the command
 * that cdktf.json calls app.
 *
 * @param signal stops the app
 * @param isSilent whether what it says on standard error is kept back @default false
 * @throws UserError when there is no app or it fails, with what it printed; the
 * signal's reason when that has stopped it
 */
export async function synthesize({
  signal,
  isSilent = false,
}: {
  readonly signal?: AbortSignal;
  readonly isSilent?: boolean;
} = {}): Promise<Stack[]> {
  if (!existsSync(APP_FILE)) {
    throw new UserError(
      `There is no ${APP_FILE} in ${process.cwd()}: run this where the app is, or name an artifact (--zip, or --function and --region).`,
    );
  }
  const { app } = JSON.parse(readFileSync(APP_FILE, "utf8")) as { app: string };
  signal?.throwIfAborted();
  const started = await startProcess("sh", ["-c", app], {
    env: process.env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const stop = () => void started.stop();
  signal?.addEventListener("abort", stop);
  // It may have come while the app was starting.
  if (signal?.aborted) {
    stop();
  }
  const printed = (await text(started.child.stderr!)).trim();
  const end = await started.ended;
  signal?.removeEventListener("abort", stop);
  signal?.throwIfAborted();
  if (end.code !== 0) {
    throw new UserError(`"${app}" failed, with ${end.signal ?? `exit code ${end.code}`}:\n${printed}`);
  }
  if (printed !== "" && !isSilent) {
    console.error(printed);
  }
  return readStacks();
}
