import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import * as path from "node:path";
import { sameCommand } from "../../modules/command-line";
import { readJsonFile } from "../../modules/json-file";
import { printNote } from "../../modules/print";
import { replaceFile } from "../../modules/replace-file";
import { UserError } from "../../modules/user-error";
import { runProgram } from "../processes/run-program";
import { keepInitialization } from "./initialization";
import { rescueStates, withRunFolder } from "./run-folder";
import { OUTDIR, readStacks, type Stack } from "./stacks";

const APP_FILE = "cdktf.json";
const MANIFEST = "manifest.json";

/** Terraform's files in a stack's folder between runs: the provider's version, and the address of the state. */
const KEPT = [".terraform.lock.hcl", path.join(".terraform", "terraform.tfstate")];

/** How the app is run. */
export interface SynthesisOptions {
  /** Stops the app. */
  readonly signal?: AbortSignal;
  /** Whether what the app prints on standard error is kept back. @default false */
  readonly isSilent?: boolean;
  /** Whether `cdktf.out` has these stacks afterwards, for the commands that read what is deployed. @default false */
  readonly publish?: boolean;
  /** The input that the command takes instead of an app, as an imperative. @default - nothing */
  readonly instead?: string;
}

/**
 * Runs the CDKTF app of the working folder, as the CDKTF CLI would (the command that cdktf.json calls app), and
 * works on its stacks in a folder of this run, which no other command writes to.
 *
 * @throws UserError when there is no app or it fails, with what it printed; the signal's reason when that stopped it
 */
export async function withSynthesis<Result>(
  work: (stacks: readonly Stack[]) => Promise<Result>,
  { signal, isSilent = false, publish = false, instead }: SynthesisOptions = {},
): Promise<Result> {
  return withRunFolder(async (folder) => {
    await runApp({ outdir: folder, isSilent, signal, instead });
    const stacks = readOwn(folder);
    stacks.forEach(keepFromLastRun);
    try {
      return await work(stacks);
    } finally {
      rescueStates(folder);
      if (publish) {
        publishStacks(folder, stacks);
      }
    }
  });
}

/**
 * Runs the app of the working folder.
 *
 * @throws what withSynthesis throws
 */
export async function runApp({
  outdir,
  signal,
  isSilent = false,
  instead,
}: { readonly outdir: string } & Omit<SynthesisOptions, "publish">): Promise<void> {
  if (!existsSync(APP_FILE)) {
    throw new UserError(
      `There is no ${APP_FILE} in ${process.cwd()}. Next: run this where the app is${instead === undefined ? "" : `, or ${instead}`}.`,
    );
  }
  const { app } = readJsonFile<{ readonly app?: unknown }>(APP_FILE, "correct it, or restore it from a copy");
  if (typeof app !== "string" || app.trim() === "") {
    throw new UserError(
      `${APP_FILE} has no command as "app". Next: add the one that runs your app, such as "npx tsx main.ts".`,
    );
  }
  const env = { ...process.env, CDKTF_OUTDIR: outdir };
  const { code, endedBy, stderr: printed } = await runProgram("sh", ["-c", app], { env, signal });
  signal?.throwIfAborted();
  if (code !== 0) {
    const next = printed.includes("Next: ") ? "" : `\nNext: correct this, then ${sameCommand()}`;
    throw new UserError(`"${app}" failed, with ${endedBy ?? `exit code ${code}`}:\n${printed}${next}`);
  }
  if (printed !== "" && !isSilent) {
    printNote(printed);
  }
}

function readOwn(folder: string): Stack[] {
  if (!existsSync(path.join(folder, MANIFEST))) {
    throw new UserError(
      `The app did not write to the folder that CDKTF_OUTDIR names. Next: create it without outdir, as new App().`,
    );
  }
  return readStacks(folder);
}

/** Without it Terraform would choose the provider's version again, and not notice that a state has been moved. */
function keepFromLastRun({ name, folder }: Stack): void {
  for (const file of KEPT) {
    const kept = path.join(OUTDIR, "stacks", name, file);
    if (existsSync(kept)) {
      replaceFile(path.join(folder, file), readFileSync(kept));
    }
  }
  keepInitialization(path.join(OUTDIR, "stacks", name), folder);
}

/** Moves the stacks to cdktf.out, each as a whole; those of other settings stay. */
function publishStacks(from: string, stacks: readonly Stack[]): void {
  for (const { folder } of stacks) {
    const target = path.join(OUTDIR, path.relative(from, folder));
    mkdirSync(path.dirname(target), { recursive: true });
    replaceFolder(folder, target, path.join(from, `old-${path.basename(folder)}`));
  }
  replaceFile(path.join(OUTDIR, MANIFEST), readFileSync(path.join(from, MANIFEST)));
}

/** Moves a folder to a place where another run may be moving its own: the last one stays. */
function replaceFolder(folder: string, target: string, old: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (existsSync(target)) {
        renameSync(target, old);
      }
      renameSync(folder, target);
      return;
    } catch (error) {
      if (attempt === 9) {
        throw error;
      }
    } finally {
      rmSync(old, { recursive: true, force: true });
    }
  }
}
