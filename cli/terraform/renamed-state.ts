import { existsSync, readFileSync, rmSync } from "node:fs";
import * as path from "node:path";
import { commandLine, sameCommand } from "../../modules/command-line";
import { readJsonFile } from "../../modules/json-file";
import { fileHoldsResources } from "../../modules/state/contents";

/** Terraform's record, in a folder, of the place of its state. */
const MEMORY = path.join(".terraform", "terraform.tfstate");

/** The attribute with a state's name, in a folder or in a bucket. */
const NAMES = ["path", "key"];

type Config = Readonly<Record<string, unknown>>;

/**
 * Lets Terraform forget where the state of a stack lay, when it has another one
 * now since its function has another name. The old one stays with what it holds;
 * Terraform would rather have it moved to the new name, and what is in it would
 * be changed or destroyed.
 *
 * @param folder of the stack, whose name it has
 * @returns what is to be said of the old state, when it was forgotten
 */
export function forgetRenamedState(folder: string): string | undefined {
  const memory = path.join(folder, MEMORY);
  if (!existsSync(memory)) {
    return undefined;
  }
  const remembered = readMemory(memory);
  const wanted = backendsOf(folder)[remembered?.type ?? ""];
  if (remembered === undefined || wanted === undefined) {
    return undefined;
  }
  const [changed, ...more] = Object.keys(wanted).filter((name) => remembered.config[name] !== wanted[name]);
  if (changed === undefined || more.length > 0 || !NAMES.includes(changed)) {
    return undefined;
  }
  const state = String(remembered.config[changed]);
  if (!isOfSameStack(state, String(wanted[changed]))) {
    return undefined;
  }
  rmSync(memory);
  return noteOf(folder, state, changed === "path");
}

/** Returns whether two states differ only in the function's name, the last folder. */
function isOfSameStack(one: string, other: string): boolean {
  const withoutFunction = (state: string) => state.split("/").toSpliced(-2, 1);
  return withoutFunction(one).join("/") === withoutFunction(other).join("/");
}

function noteOf(folder: string, state: string, isFile: boolean): string | undefined {
  if (isFile && !fileHoldsResources(path.join(folder, state))) {
    return undefined;
  }
  const name = path.basename(folder);
  return `${name} has another state than before. The resources${isFile ? "" : ", if any,"} in the old one (${state}) stay deployed until you destroy them: ${commandLine(["destroy", name])}, with the settings of then.`;
}

/** Returns the backend that Terraform remembers. Deletes a truncated file, at which Terraform would stop. */
function readMemory(file: string): { readonly type: string; readonly config: Config } | undefined {
  try {
    const { backend } = JSON.parse(readFileSync(file, "utf8")) as { backend?: { type: string; config: Config } };
    return backend;
  } catch {
    rmSync(file, { recursive: true });
    return undefined;
  }
}

/** Returns where a stack's configuration puts the state, by the backend's type. */
function backendsOf(folder: string): Readonly<Record<string, Config>> {
  const configuration = path.join(folder, "cdk.tf.json");
  if (!existsSync(configuration)) {
    return {};
  }
  const { terraform } = readJsonFile<{ terraform?: { backend?: Readonly<Record<string, Config>> } }>(
    configuration,
    `${sameCommand()}, which synthesizes it`,
  );
  return terraform?.backend ?? {};
}

/**
 * Checks that a stack's local state can be read. Terraform's own error does not name the file.
 *
 * @throws UserError when it was cut short
 */
export function checkLocalState(folder: string): void {
  const state = backendsOf(folder).local?.path;
  if (typeof state === "string") {
    fileHoldsResources(path.join(folder, state));
  }
}
