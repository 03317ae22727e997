import { mkdtempSync, rmSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { fail, UserError } from "../modules/user-error";
import { bench, type BenchOptions } from "./bench";
import { GROUPS } from "./groups";
import { installPeers } from "./measure/peers";
import { renderDocument } from "./report/document";
import { drawPlots } from "./report/plots";
import { publish, readResults } from "./report/publish";

const NAMES = Object.keys(GROUPS);

interface Options extends Partial<BenchOptions> {
  readonly install?: boolean;
  readonly render?: boolean;
}

const command = new Command("npm run bench --")
  .description("Measures this project beside what one would pick instead, and writes docs/explanation/benchmarks.md.")
  .option("--quick", "a few rounds in five minutes, to see that everything works; writes nothing")
  .option(
    "--only <groups>",
    `only some of the groups: ${NAMES.join(",")}; the others stay as they are published`,
    groupNames,
  )
  .option("--install", "measure nothing, and install what is compared")
  .option("--json", "print the measurements as JSON instead of the report")
  .option("--render", "measure nothing, and write docs/explanation/benchmarks.md from what is published")
  .addHelpText(
    "after",
    `
Exit code: 0 when every figure was measured, however slow the machine; 1 when one is missing.`,
  )
  .action(run);

function groupNames(given: string): string[] {
  const names = given.split(",");
  const unknown = names.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) {
    throw new InvalidArgumentError(`${unknown.join(", ")} given; allowed: ${NAMES.join(", ")}.`);
  }
  return names;
}

async function run({ quick = false, json = false, only = NAMES, install, render }: Options): Promise<void> {
  if (process.platform !== "linux") {
    throw new UserError(
      `The benchmark runs on Linux, where AWS's runtime interface client can be built; this is ${process.platform}.`,
    );
  }
  await installPeers(console.error);
  if (install) {
    return;
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), "workmail-bench-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("SIGINT", () => {
    remove();
    process.exit(130);
  });
  try {
    const published = readResults();
    if (render) {
      await publish(published, renderDocument(published, GROUPS), folder);
      return;
    }
    const complete = await bench(
      { quick, json, only },
      {
        groups: GROUPS,
        folder,
        published,
        draw: ({ plots }) => drawPlots(plots, path.join(folder, "plots"), folder),
        publish: (results, document) => publish(results, document, folder),
        print: console.log,
        log: console.error,
      },
    );
    process.exitCode = complete ? 0 : 1;
  } finally {
    remove();
  }
}

command.parseAsync().catch(fail);
