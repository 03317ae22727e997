import { existsSync, readFileSync, rmSync } from "node:fs";
import * as path from "node:path";

/** What Terraform remembers in a folder of where its state lies. */
const MEMORY = path.join(".terraform", "terraform.tfstate");

/** What a state is called, in a folder or in a bucket. */
const NAMES = ["path", "key"];

type Config = Readonly<Record<string, unknown>>;

/**
 * Lets Terraform forget where the state of a folder lay, when nothing but its
 * name has changed, as with another function's name: it is another state then,
 * and the old one stays with what it holds. Terraform would rather have it moved
 * to the new name, and what is in it would be changed or destroyed.
 *
 * @returns the state's old name, when it was forgotten
 */
export function forgetRenamedState(folder: string): string | undefined {
  const memory = path.join(folder, MEMORY);
  const configuration = path.join(folder, "cdk.tf.json");
  if (!existsSync(memory) || !existsSync(configuration)) return undefined;
  const { backend: remembered } = readJson<{
    backend?: { type: string; config: Config };
  }>(memory);
  const { terraform } = readJson<{
    terraform?: { backend?: Readonly<Record<string, Config>> };
  }>(configuration);
  const wanted = terraform?.backend?.[remembered?.type ?? ""];
  if (remembered === undefined || wanted === undefined) return undefined;
  const changed = Object.keys(wanted).filter(
    (name) => remembered.config[name] !== wanted[name],
  );
  if (changed.length === 0 || !changed.every((it) => NAMES.includes(it))) {
    return undefined;
  }
  rmSync(memory);
  return String(remembered.config[changed[0]!]);
}

function readJson<Content>(file: string): Content {
  return JSON.parse(readFileSync(file, "utf8")) as Content;
}
