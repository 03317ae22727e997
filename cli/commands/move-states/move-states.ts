import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { commandAgain, commandLine } from "../../../modules/command-line";
import { printLine, printNote } from "../../../modules/print";
import { replaceFile } from "../../../modules/replace-file";
import { readSettings } from "../../../modules/settings/read-settings";
import type { Settings } from "../../../modules/settings/settings";
import { parseState } from "../../../modules/state/contents";
import { ofOtherLayout } from "../../../modules/state/leftovers";
import { UserError } from "../../../modules/user-error";
import { type Move, movesBetween, readiness, type State, withNamesOfTarget } from "../../leftovers/state-moves";
import { storedLeftovers } from "../../leftovers/stored-states";
import { withLeftoverStacks } from "../../leftovers/with-leftover-stacks";
import { interruptible, interruptionSignal } from "../../terminal/interruption";
import { exclusiveRun } from "../../terraform/exclusive-run";
import { type TerraformFolder, terraformIn } from "../../terraform/folder";
import type { TerraformOptions } from "../../terraform/run";
import type { Stack } from "../../terraform/stacks";

/** Time for Terraform to finish writing a state, even if this process is killed. */
const FINISH_MS = 60_000;
const BACKUPS = "state-backups";

/** The options of the command. */
export interface Options {
  readonly dryRun?: boolean;
}

/** Moves the states to the layout of the settings. */
export async function moveStates({ dryRun = false }: Options): Promise<void> {
  const settings = readSettings();
  const signal = interruptionSignal();
  const run = { ...settings, command: commandLine(["move-states"]), signal, isSilent: true };
  await interruptible(signal, () =>
    exclusiveRun(run, async (targets, terraform) =>
      withLeftoverStacks(settings, ofOtherLayout(await storedLeftovers(settings), settings), (sources) =>
        withWorkFolder({ terraform, env: process.env, finishMs: FINISH_MS }, (work) =>
          moveBetween(sources, targets, settings, work, dryRun),
        ),
      ),
    ),
  );
}

/** The moves, and the contents of the states before them. */
interface Plan {
  readonly moves: readonly Move[];
  /** Names of the stacks whose states hold nothing yet of the Regions that are moved there. */
  readonly empty: readonly { readonly region: string; readonly toStack: string }[];
}

async function moveBetween(
  sources: readonly Stack[],
  targets: readonly Stack[],
  settings: Settings,
  work: WorkFolder,
  dryRun: boolean,
): Promise<void> {
  const { moves, empty } = planOf(await work.pullAll(sources), await work.pullAll(targets), targets, settings);
  if (moves.length === 0) {
    printLine(`There is nothing to move.\nNext: ${commandLine(["diff"])}`);
    return;
  }
  if (dryRun) {
    for (const { fromStack, from, toStack, to } of moves) {
      printLine(`${fromStack}: ${from} -> ${toStack}: ${to}`);
    }
    printLine(`Next: ${commandAgain("move-states", { without: ["--dry-run"] })}`);
    return;
  }
  printNote(`Copies of the states: ${work.backUp([...sources, ...targets])}`);
  await work.moveInFiles({ moves, empty });
  // The new states first: after an interruption both hold everything, and nothing is lost.
  for (const target of targets.filter(({ name }) => empty.some(({ toStack }) => toStack === name))) {
    await work.pushTarget(
      target,
      moves.filter(({ toStack }) => toStack === target.name),
    );
  }
  for (const source of sources.filter(({ name }) => moves.some(({ fromStack }) => fromStack === name))) {
    await work.push(source);
  }
  const stacks = [...new Set(moves.map(({ toStack }) => toStack))].join(", ");
  printLine(
    `Moved ${moves.length} resources to ${stacks}.\nNext: ${commandLine(["deploy"])}, whose plan has outputs to add and no resource to change`,
  );
}

type States = Readonly<Record<string, State | undefined>>;

/** @throws UserError with everything that keeps the states from being moved */
function planOf(held: States, present: States, targets: readonly Stack[], { regions }: Settings): Plan {
  const { moves, errors } = movesBetween(
    held,
    targets.map(({ name }) => name),
    regions.map(({ region }) => region),
  );
  const ready = [...new Set(moves.map(({ region }) => region))].map((region) => {
    const own = moves.filter((it) => it.region === region);
    const { toStack } = own[0]!;
    return { region, toStack, state: readiness(region, own, present[toStack], held) };
  });
  const occupied = ready
    .filter(({ state }) => state === "occupied")
    .map(({ toStack }) => `${toStack}: its state holds something else already`);
  const all = [...errors, ...new Set(occupied)];
  if (all.length > 0) {
    throw new UserError(["Nothing is moved:", ...all.map((error) => `  ${error}`)].join("\n"));
  }
  return { moves, empty: ready.filter(({ state }) => state === "empty") };
}

async function withWorkFolder<Result>(
  options: TerraformOptions,
  work: (folder: WorkFolder) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(path.join(tmpdir(), "workmail-states-"));
  try {
    return await work(new WorkFolder(folder, options));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies of states, on which the moves are done before anything is written back. */
class WorkFolder {
  constructor(
    readonly folder: string,
    readonly options: TerraformOptions,
  ) {}

  async pullAll(stacks: readonly Stack[]): Promise<Record<string, State | undefined>> {
    const states: Record<string, State | undefined> = {};
    for (const stack of stacks) {
      await this.#terraform(stack).init();
      const json = await this.#terraform(stack).pullState();
      if (json !== undefined) {
        replaceFile(this.#fileOf(stack.name), json);
        states[stack.name] = parseState<State>(json, `The state of ${stack.name}`);
      }
    }
    return states;
  }

  /** @returns where the copies are */
  backUp(stacks: readonly Stack[]): string {
    const folder = path.join(BACKUPS, new Date().toISOString().replace(/[:.]/g, "-"));
    // The others had no state.
    for (const { name } of stacks.filter((stack) => existsSync(this.#fileOf(stack.name)))) {
      replaceFile(path.join(folder, `${name}.tfstate`), readFileSync(this.#fileOf(name)));
    }
    return folder;
  }

  async moveInFiles({ moves, empty }: Plan): Promise<void> {
    // Outside every configuration, so that Terraform uses only the files.
    const folder = path.join(this.folder, "moves");
    mkdirSync(folder);
    for (const [index, { region, fromStack, from, toStack, to }] of moves.entries()) {
      printNote(`${index + 1} of ${moves.length}: ${from} -> ${to}`);
      const isEmpty = empty.some((it) => it.region === region);
      await this.#terraform({ folder }).moveBetweenFiles({
        fromFile: this.#fileOf(fromStack),
        // Otherwise an earlier run has come as far as to its target.
        toFile: this.#fileOf(isEmpty ? toStack : `moved-before-${region}`),
        from,
        to,
      });
    }
  }

  async pushTarget(target: Stack, moves: readonly Move[]): Promise<void> {
    const file = this.#fileOf(target.name);
    const state = JSON.parse(readFileSync(file, "utf8")) as State;
    replaceFile(file, JSON.stringify(withNamesOfTarget(state, moves)));
    await this.push(target);
  }

  async push(stack: Stack): Promise<void> {
    await this.#terraform(stack).pushState(this.#fileOf(stack.name));
  }

  #fileOf(stack: string): string {
    return path.join(this.folder, `${stack}.tfstate`);
  }

  #terraform({ folder }: Pick<Stack, "folder">): TerraformFolder {
    return terraformIn(folder, this.options);
  }
}
