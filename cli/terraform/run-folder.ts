import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import * as path from "node:path";
import { terraformCommandLine } from "../../modules/command-line";
import { printNote } from "../../modules/print";
import { replaceFile } from "../../modules/replace-file";
import { hasEnded } from "../processes/process-identity";
import { hasUnfinishedWork, type Owner, thisOwner } from "../processes/processes";

/** Beside cdktf.out, since a stack's local state is found from its folder. */
const PREFIX = "cdktf.run-";
const OWNER = "owner.json";
const RESCUED = "state-backups";

/**
 * Does the work with a folder of this run in the working folder, which is deleted afterwards. No other command
 * writes to it.
 */
export async function withRunFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  removeAbandoned();
  const folder = mkdtempSync(PREFIX);
  replaceFile(path.join(folder, OWNER), JSON.stringify(thisOwner()));
  const removeAtExit = () => {
    // The next run removes it once what still works in it has ended.
    if (!hasUnfinishedWork()) {
      removeFolder(folder);
    }
  };
  // Also when this process is ended in the middle of the work.
  process.once("exit", removeAtExit);
  try {
    return await work(folder);
  } finally {
    process.off("exit", removeAtExit);
    removeFolder(folder);
  }
}

/** Removes the folders of runs that were killed. */
function removeAbandoned(): void {
  for (const folder of readdirSync(".").filter((name) => name.startsWith(PREFIX))) {
    try {
      const owner = JSON.parse(readFileSync(path.join(folder, OWNER), "utf8")) as Owner;
      // Terraform may still be saving the state of a run that was killed.
      if (hasEnded(owner) && hasEnded(owner.guard)) {
        removeFolder(folder);
      }
    } catch {
      // It begins or ends just now.
    }
  }
}

function removeFolder(folder: string): void {
  rescueStates(folder);
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Keeps the states that Terraform could not write where they belong.
 *
 * @see https://developer.hashicorp.com/terraform/cli/commands/state/push
 */
export function rescueStates(folder: string): void {
  for (const stack of entries(path.join(folder, "stacks"))) {
    const file = path.join(folder, "stacks", stack, "errored.tfstate");
    if (!existsSync(file)) {
      continue;
    }
    const target = path.join(RESCUED, new Date().toISOString().replace(/[:.]/g, "-"), `${stack}.tfstate`);
    replaceFile(target, readFileSync(file));
    rmSync(file);
    printNote(
      `${stack}: Terraform could not save its state. It is in ${target}. Next: ${terraformCommandLine(stack, "state", "push", path.resolve(target))}`,
    );
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
