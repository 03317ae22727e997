import { spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { build } from "esbuild";
import { nodeBinary, type NodeVersion } from "../measure/peers";
import { lambdaEnvironment, traceHeader } from "./lambda";

/**
 * Bundles the program that runs one handler over and over.
 *
 * @returns its path
 */
export async function bundleWorker(folder: string): Promise<string> {
  const outfile = path.join(folder, "warm-worker.mjs");
  await build({
    entryPoints: [path.join(__dirname, "warm-worker.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
  });
  return outfile;
}

/** One handler's event after event, in a process of their own. */
export interface WarmRun {
  readonly node: NodeVersion;
  /** Of the bundled worker. */
  readonly worker: string;
  readonly taskRoot: string;
  /** The file that holds the event. */
  readonly event: string;
  /** Whether X-Ray samples the requests. @default true */
  readonly sampled?: boolean;
  /** How long it warms up, and then measures. */
  readonly milliseconds: number;
  /** File descriptor for what the handler prints. */
  readonly output: number;
  /** The time that is measured: of a clock, or only while the process had a processor. @default "wall" */
  readonly clock?: "wall" | "cpu";
  /** Flags for Node.js. @default - none */
  readonly flags?: readonly string[];
}

/** @returns microseconds that an event takes */
export async function runWorker(run: WarmRun): Promise<number> {
  const { node, worker, taskRoot, event, milliseconds, sampled, output, clock = "wall", flags = [] } = run;
  const bundle = path.join(taskRoot, "index.mjs");
  const child = spawn(nodeBinary(node), [...flags, worker, bundle, event, String(milliseconds), clock], {
    env: {
      ...lambdaEnvironment(node, taskRoot, "127.0.0.1:9"),
      _X_AMZN_TRACE_ID: traceHeader(sampled),
    },
    stdio: ["ignore", output, "inherit", "ipc"],
  });
  let sent: unknown;
  child.once("message", (message) => (sent = message));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0 || typeof sent !== "number") {
    throw new Error(`The warm worker ended with exit code ${code}.`);
  }
  return sent;
}
