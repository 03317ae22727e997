import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sameCommand } from "../../modules/command-line";
import { printNote } from "../../modules/print";
import { replaceFile } from "../../modules/replace-file";
import { UserError } from "../../modules/user-error";
import { hasEnded } from "./process-identity";
import { hasUnfinishedWork, type Owner, thisOwner } from "./processes";

/** A process that works, or wants to work, exclusively on something. */
interface Claim extends Owner {
  /** Its command, for people. */
  readonly command: string;
  readonly since: string;
}

/** Two that claim at the same moment see each other and both step back. */
const ATTEMPTS = 4;
/** How long what a killed process has started may take to end, a little more than the process guard gives Terraform. */
const ENDING_MS = 150_000;

/** Somebody else works on it: the message names who. */
export class Occupied extends UserError {
  override readonly name = "Occupied";
}

/**
 * Does the work while no other process does work for the same folder of claims.
 *
 * Each process puts a claim of its own into the folder and works only if it then sees no other one. No two can hold it:
 * of two claims the later one's process sees the earlier. Claims have names of their own, so that removing the one of a
 * dead process cannot remove a living one's.
 *
 * @param folder for claims, which is created
 * @param command what the process does, for the message that others get
 * @throws Occupied
 */
export async function exclusively<Result>(
  folder: string,
  command: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const release = await acquire(folder, command);
  const releaseAtExit = () => {
    // A program that finishes its work without this process holds the claim until it has ended.
    if (!hasUnfinishedWork()) {
      release();
    }
  };
  process.once("exit", releaseAtExit);
  try {
    return await work();
  } finally {
    process.off("exit", releaseAtExit);
    release();
  }
}

async function acquire(folder: string, command: string): Promise<() => void> {
  const claim: Claim = { ...thisOwner(), command, since: new Date().toISOString() };
  const file = path.join(folder, `${process.pid}-${randomBytes(6).toString("hex")}.json`);
  const release = () => rmSync(file, { force: true });
  const deadline = Date.now() + ENDING_MS;
  let isWaiting = false;
  for (let attempt = 1; ;) {
    // A claim is whole when it can be seen.
    replaceFile(file, JSON.stringify(claim));
    const [other] = otherClaims(folder, file);
    if (other === undefined) {
      return release;
    }
    release();
    const isEnding = other.claim !== undefined && hasEnded(other.claim) && Date.now() < deadline;
    if (isEnding && !isWaiting) {
      isWaiting = true;
      printNote(`Waiting until what "${other.claim.command}" was changing is finished. That command itself has ended.`);
    }
    if (!isEnding && attempt++ === ATTEMPTS) {
      throw new Occupied(messageOf(other));
    }
    await sleep(100 + Math.random() * 300);
  }
}

interface FoundClaim {
  readonly file: string;
  /** @default - it was cut short, or is of another version */
  readonly claim?: Claim;
}

/** Returns the claims of others, and removes those whose processes have ended. */
function otherClaims(folder: string, own: string): FoundClaim[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => path.join(folder, name))
    .filter((file) => file !== own)
    .flatMap((file) => {
      const claim = readClaim(file);
      if (claim === "gone") {
        return [];
      }
      if (claim !== undefined && hasEnded(claim) && hasEnded(claim.guard)) {
        rmSync(file, { force: true });
        return [];
      }
      return [{ file, claim }];
    });
}

function readClaim(file: string): Claim | "gone" | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Claim;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "gone" : undefined;
  }
}

function messageOf({ file, claim }: FoundClaim): string {
  const holder =
    claim === undefined
      ? "another run"
      : `"${claim.command}" (process ${claim.pid} on ${claim.host}, since ${claim.since})`;
  return `${holder} works on the same stacks. Next: wait until it has ended (if it ended without a trace, delete ${file}), then ${sameCommand()}`;
}
