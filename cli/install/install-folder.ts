import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import * as path from "node:path";
import { replaceFile } from "../../modules/replace-file";
import { hasEnded } from "../processes/process-identity";
import { type Owner, thisOwner } from "../processes/processes";

const OWNER = "owner.json";

/**
 * Fills a folder, which then appears as a whole: a link to it is created last, since Python's environments cannot be
 * renamed. If another process was faster, its folder stays.
 *
 * @param target path of the link
 * @param program path in the folder without which it is not complete
 */
export async function installFolder(
  target: string,
  program: string,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  mkdirSync(path.dirname(target), { recursive: true });
  removeAbandoned(target);
  const folder = mkdtempSync(`${target}.`);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // Also when this process is ended in the middle of the work.
  process.once("exit", remove);
  try {
    replaceFile(path.join(folder, OWNER), JSON.stringify(thisOwner()));
    await fill(folder);
    if (existsSync(path.join(target, program))) {
      remove();
    } else {
      link(folder, target);
    }
  } catch (error) {
    remove();
    throw error;
  } finally {
    process.off("exit", remove);
  }
}

function link(folder: string, target: string): void {
  const unfinished = `${folder}.link`;
  symlinkSync(path.basename(folder), unfinished);
  // It takes the place of a link to what was deleted.
  renameSync(unfinished, target);
}

/** Removes what processes have left that were killed. */
function removeAbandoned(target: string): void {
  const parent = path.dirname(target);
  const linked = linkedFolder(target);
  const folders = readdirSync(parent).filter((name) => name.startsWith(`${path.basename(target)}.`) && name !== linked);
  for (const folder of folders.map((name) => path.join(parent, name))) {
    const owner = ownerOf(folder);
    if (owner !== undefined && hasEnded(owner) && hasEnded(owner.guard)) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function linkedFolder(target: string): string | undefined {
  try {
    return readlinkSync(target);
  } catch {
    return undefined;
  }
}

/** Returns whose unfinished work a folder is. */
function ownerOf(folder: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path.join(folder, OWNER), "utf8")) as Owner;
  } catch {
    // It begins or ends just now.
    return undefined;
  }
}
