import { closeSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { Bench, Group } from "./group";
import { largeEvent, smallEvent } from "./lambda/events";
import { bundleHandlers } from "./lambda/handlers";
import { drainedPipe } from "./lambda/lambda";
import { bundleWorker, runWorker } from "./lambda/warm";
import type { Figures } from "./measure/figures";
import { interleave } from "./measure/interleave";
import { NODES, type NodeVersion, peerVersion } from "./measure/peers";
import type { Goal } from "./report/section";

const SIZES = [
  ["small", "Small event"],
  ["large", "128 KB event"],
] as const;

const HANDLERS = [
  { id: "json-parse", label: "Only `JSON.parse`" },
  { id: "json-line", label: "Limit: `JSON.parse`, and the write of a finished line" },
  { id: "only-line", label: "The same with a line that is new for each email" },
  { id: "by-hand", label: "Line of the default handler, written only for speed" },
  { id: "ours", label: "**Default handler of this project**" },
] as const;

const METHOD = [
  "The limit does what no handler that logs can leave out: the runtime's `JSON.parse` of the event, and the write of a line of the same length to stdout, awaited in the same way. Stdout is a pipe that another process empties, because [it is a pipe on Lambda](https://github.com/pinojs/pino/issues/488). Times are those of the processor, with garbage collection on one thread: other work on the machine changes them least.",
  "Two programs show what is left to gain. The first makes its line anew, from constant text and the event's IDs; time, trace ID, and domain are always the same, and nothing is checked. The second writes the same line as the default handler for the same event, and is written only for speed: it checks the types, reads the trace ID and the clock, and finds the domains, but it has no message for an error, no warning, and no log detail. It is about as fast as a handler with this line can be.",
].join("\n\n");

type Id = (typeof HANDLERS)[number]["id"];

export const limit: Group = { measure, report };

function figureId(node: NodeVersion, id: Id, size: string): string {
  return `limit/${node}/${id}/${size}`;
}

async function measure({ quick, folder, figures, versions, log }: Bench): Promise<void> {
  NODES.forEach(
    (node) => (versions[`Node.js ${node}`] = peerVersion(`node${node}-${process.platform}-${process.arch}`)),
  );
  const ids = HANDLERS.map(({ id }) => id);
  const taskRoots = await bundleHandlers(
    folder,
    (id, built) => figures.add(`limit/size/${id}`, "bytes", built.codeSize!),
    ids,
  );
  const worker = await bundleWorker(folder);
  const output = drainedPipe(folder);
  const events = { small: smallEvent(), large: largeEvent() };
  const variants = SIZES.flatMap(([size]) => {
    const event = path.join(folder, `${size}.json`);
    writeFileSync(event, events[size]);
    return NODES.flatMap((node) =>
      ids.map((id) => {
        const figure = figureId(node, id, size);
        // Threads that collect garbage at once spin while other work has the processors.
        const flags = ["--single-threaded-gc"];
        const run = {
          node,
          worker,
          taskRoot: taskRoots[id]!,
          event,
          milliseconds: quick ? 60 : 400,
          output,
          clock: "cpu" as const,
          flags,
        };
        return {
          name: figure,
          figures: { [figure]: "µs" as const },
          run: async () => ({ [figure]: await runWorker(run) }),
        };
      }),
    );
  });
  await interleave(variants, figures, { rounds: quick ? 1 : 8, warmUps: 0, log });
  closeSync(output);
}

function report(figures: Figures) {
  return {
    title: "A warm event beside its limit",
    method: METHOD,
    tables: NODES.map((node) => ({
      head: [`Warm, Node.js ${node}`, ...SIZES.flatMap(([, label]) => [label, "× limit"])],
      rows: HANDLERS.map(({ id, label }) => [
        label,
        ...SIZES.flatMap(([size]) => [
          { figure: figureId(node, id, size) },
          { figure: figureId(node, id, size), times: figureId(node, "json-line", size) },
        ]),
      ]),
    })),
    goals: NODES.flatMap((node): Goal[] => [
      {
        what: `Warm small event against its limit, Node.js ${node}`,
        goal: "at most 1.5 ×",
        measured: figures.ratio(figureId(node, "ours", "small"), figureId(node, "json-line", "small")),
        met: (times) => times <= 1.5,
      },
      {
        what: `Warm 128 KB event against \`JSON.parse\`, Node.js ${node}`,
        goal: "at most 1.1 ×",
        measured: figures.ratio(figureId(node, "ours", "large"), figureId(node, "json-parse", "large")),
        met: (times) => times <= 1.1,
      },
    ]),
    plots: [],
  };
}
