import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { Command } from "commander";
import { readSettings } from "../../../modules/settings/read-settings";
import type { Settings } from "../../../modules/settings/settings";
import { parseState } from "../../../modules/state/contents";
import { otherLayoutStacks } from "../../../modules/state/leftovers";
import { fail, UserError } from "../../../modules/user-error";
import { type Move, movesBetween, readiness, type State, withNamesOfTarget } from "../../leftovers/state-moves";
import { withLeftoverStacks } from "../../leftovers/with-leftover-stacks";
import { type Terraform, withTerraform } from "../../terraform/binary";
import { terraformIn } from "../../terraform/folder";
import type { Stack } from "../../terraform/stacks";
import { synthesize } from "../../terraform/synthesize";

const BACKUPS = "state-backups";

interface Options {
  readonly dryRun?: boolean;
}

/** The command line: what it says of itself is its documentation. */
new Command("npm run move-states --")
  .description(
    "Moves Terraform's states from a stack for each Region to one stack for all, or back, as the setting singleStack asks for. No resource is created, changed or destroyed. Change the setting, run this, then npm run deploy.",
  )
  .option("--dry-run", "say what would be moved; change nothing")
  .addHelpText(
    "after",
    `
A copy of every state is kept in ${BACKUPS}/ first. The new states are written
before the old ones are emptied; run it again after an interruption, and it goes
on. Nobody else may deploy meanwhile.

Environment:
  WORKMAIL_SETTINGS      another settings file than workmail.json
  TERRAFORM_BINARY_NAME  another program than terraform, such as tofu

Exit code: 0 done, also where there is nothing to move; 1 something failed, and
the text says what.

Examples:
  npm run move-states -- --dry-run
  npm run move-states`,
  )
  .action((options: Options) => {
    const settings = readSettings();
    return withTerraform((terraform) =>
      withLeftoverStacks(settings, otherLayoutStacks(settings), (sources) =>
        moveStates(sources, settings, terraform, options),
      ),
    );
  })
  .parseAsync()
  .catch(fail);

async function moveStates(
  sources: readonly Stack[],
  settings: Settings,
  terraform: Terraform,
  { dryRun = false }: Options,
): Promise<void> {
  const work = mkdtempSync(path.join(tmpdir(), "workmail-states-"));
  const inFolder = ({ folder }: Pick<Stack, "folder">) => terraformIn(folder, { terraform, env: process.env });
  const pull = async (stack: Stack): Promise<State | undefined> => {
    await inFolder(stack).init();
    const json = await inFolder(stack).pullState();
    if (json === undefined) {
      return undefined;
    }
    writeFileSync(fileOf(work, stack.name), json);
    return parseState<State>(json, `The state of ${stack.name}`);
  };
  try {
    const targets = await synthesize({ isSilent: true });
    const held = await pullAll(sources, pull);
    const present = await pullAll(targets, pull);
    const { moves, errors } = movesBetween(
      held,
      targets.map(({ name }) => name),
      settings.regions.map(({ region }) => region),
    );
    const ready = [...new Set(moves.map(({ region }) => region))].map((region) => {
      const own = moves.filter((it) => it.region === region);
      const { toStack } = own[0]!;
      const state = readiness(region, own, present[toStack], held);
      return { region, toStack, state };
    });
    const occupied = ready
      .filter(({ state }) => state === "occupied")
      .map(({ toStack }) => `${toStack}: its state holds something else already`);
    const all = [...errors, ...new Set(occupied)];
    if (all.length > 0) {
      throw new UserError(["Nothing is moved:", ...all.map((error) => `  ${error}`)].join("\n"));
    }
    if (moves.length === 0) {
      console.log("There is nothing to move.");
      return;
    }
    if (dryRun) {
      for (const { fromStack, from, toStack, to } of moves) {
        console.log(`${fromStack}: ${from} -> ${toStack}: ${to}`);
      }
      return;
    }
    const backup = backUp(work, [...sources, ...targets]);
    console.error(`Copies of the states: ${backup}`);
    const empty = ready.filter(({ state }) => state === "empty");
    await moveInFiles(work, moves, inFolder, ({ region, toStack }) =>
      empty.some((it) => it.region === region)
        ? fileOf(work, toStack)
        : // An earlier run has come as far as to its target.
          fileOf(work, `moved-before-${region}`),
    );
    for (const target of targets) {
      if (empty.some(({ toStack }) => toStack === target.name)) {
        const file = fileOf(work, target.name);
        const moved = withNamesOfTarget(
          JSON.parse(readFileSync(file, "utf8")) as State,
          moves.filter(({ toStack }) => toStack === target.name),
        );
        writeFileSync(file, JSON.stringify(moved));
        await inFolder(target).pushState(file);
      }
    }
    for (const source of sources) {
      if (moves.some(({ fromStack }) => fromStack === source.name)) {
        await inFolder(source).pushState(fileOf(work, source.name));
      }
    }
    console.log(
      `Moved ${moves.length} resources to ${[...new Set(moves.map(({ toStack }) => toStack))].join(", ")}.\nNext: npm run deploy, whose plan has outputs to add and no resource to change`,
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function pullAll(
  stacks: readonly Stack[],
  pull: (stack: Stack) => Promise<State | undefined>,
): Promise<Record<string, State | undefined>> {
  const states: Record<string, State | undefined> = {};
  for (const stack of stacks) {
    states[stack.name] = await pull(stack);
  }
  return states;
}

function fileOf(folder: string, stack: string): string {
  return path.join(folder, `${stack}.tfstate`);
}

function backUp(work: string, stacks: readonly Stack[]): string {
  const stamp = new Date().toISOString().replace(/[:.]/g, "-");
  const folder = path.join(BACKUPS, stamp);
  mkdirSync(folder, { recursive: true });
  for (const { name } of stacks) {
    try {
      copyFileSync(fileOf(work, name), fileOf(folder, name));
    } catch (error) {
      // It had no state.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
        throw error;
      }
    }
  }
  return folder;
}

async function moveInFiles(
  work: string,
  moves: readonly Move[],
  inFolder: (stack: { folder: string }) => ReturnType<typeof terraformIn>,
  toFile: (move: Move) => string,
): Promise<void> {
  // Away from every configuration: the files alone count.
  const folder = path.join(work, "moves");
  mkdirSync(folder);
  for (const [index, move] of moves.entries()) {
    const { fromStack, from, to } = move;
    console.error(`${index + 1} of ${moves.length}: ${from} -> ${to}`);
    await inFolder({ folder }).moveBetweenFiles({
      fromFile: fileOf(work, fromStack),
      toFile: toFile(move),
      from,
      to,
    });
  }
}
