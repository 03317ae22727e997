import * as path from "node:path";
import { unpack } from "../../cli/local-lambda/unpack";
import { createFunctionPackage, type FunctionPackage } from "../../modules/package/function-package";
import { DEFAULTS } from "../../modules/settings/function-settings";
import { PEERS } from "../measure/peers";

/** One handler, and how it is called. */
export interface Handler {
  readonly id: string;
  readonly label: string;
  /** @default - the file in peers/handlers that is called as the id is */
  readonly entry?: string;
  /** Whether X-Ray samples the request. @default true */
  readonly sampled?: boolean;
  /** The sample event of its cold start. @default - the one that all handlers get */
  readonly event?: string;
}

/** A handler that accepts the events of all sources. */
const ALL_SOURCES = program("all-sources");

export const HANDLERS: readonly Handler[] = [
  { id: "bare", label: "Bare handler that prints its event (floor)" },
  { id: "json-parse", label: "`JSON.parse` alone (limit)" },
  {
    id: "ours",
    label: "**Default handler of this project**",
    entry: DEFAULTS.entry,
  },
  { id: "all-sources", label: "**All sources**, event of WorkMail", entry: ALL_SOURCES },
  { id: "all-sources-ses", label: "the same, event of Amazon SES", entry: ALL_SOURCES, event: "ses-receipt" },
  { id: "hello-world", label: "AWS's hello-world sample, in TypeScript" },
  { id: "zod", label: "zod, one line of JSON" },
  { id: "powertools-logger-metrics", label: "Powertools logger, metrics" },
  { id: "powertools", label: "Powertools parser, logger, metrics, tracer" },
  {
    id: "powertools-unsampled",
    label: "the same, request not sampled",
    entry: peerHandler("powertools"),
    sampled: false,
  },
  { id: "powertools-middy", label: "Powertools with all four, by middy" },
];

/** Handlers that show how fast any handler that logs can be; they are measured beside the default handler only. */
const LIMITS: readonly Handler[] = [
  { id: "json-line", label: "`JSON.parse` and the write of a finished line (limit)" },
  { id: "only-line", label: "A new line for each email, and nothing else", entry: program("only-line") },
  { id: "by-hand", label: "The default handler's line, written only for speed", entry: program("by-hand") },
];

/**
 * Bundles and zips handlers the way the project's own is, and unpacks them.
 *
 * @param ids the handlers' names; by default those that are compared with each other
 * @returns the folders, by the handlers' names
 */
export async function bundleHandlers(
  folder: string,
  onBuilt?: (id: string, built: FunctionPackage) => void,
  ids: readonly string[] = HANDLERS.map(({ id }) => id),
): Promise<Record<string, string>> {
  const taskRoots: Record<string, string> = {};
  for (const { id, entry = peerHandler(id) } of [...HANDLERS, ...LIMITS].filter((one) => ids.includes(one.id))) {
    const taskRoot = path.join(folder, "handlers", id);
    const built = await createFunctionPackage({ entry }, taskRoot);
    unpack(built.path, taskRoot);
    onBuilt?.(id, built);
    taskRoots[id] = taskRoot;
  }
  return taskRoots;
}

function peerHandler(id: string): string {
  return path.join(PEERS, "handlers", `${id}.ts`);
}

function program(id: string): string {
  return path.join(__dirname, "..", "programs", `${id}.ts`);
}
