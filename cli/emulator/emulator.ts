import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../modules/user-error";
import { startReason } from "../processes/find-executable";
import { LogFile } from "../processes/log-file";
import { type OwnProcess, type ProcessEnd, startProcess, stopProcessGroup } from "../processes/processes";
import { runProgram } from "../processes/run-program";
import { emulatorEndpoint } from "../processes/sandbox-environment";
import { ENDPOINT_VARIABLE, findMoto, HOST, type Moto } from "./moto";

const START_LIMIT_MS = 60_000;
const ANSWER_LIMIT_MS = 10_000;

/** An AWS emulator that answers. */
export interface Emulator {
  readonly endpoint: URL;
  /** Its product and address, for people. */
  readonly description: string;
  /** Of the process that was started; undefined when the user's own emulator is used. */
  readonly pid?: number;
  /** Ends what was started, and nothing else. Doing so again does no harm. */
  stop(): Promise<void>;
}

/** Options of the emulator. */
export interface EmulatorOptions {
  /**
   * The address of one that is running.
   *
   * @default - what WORKMAIL_EMULATOR_ENDPOINT says; otherwise moto is started
   */
  readonly endpoint?: URL | string;
  /** Where moto listens on 127.0.0.1. @default - a free port */
  readonly port?: number;
  /** Whether moto goes on when this process ends, until {@link stopEmulator}. @default false */
  readonly keep?: boolean;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Gives up starting. It does not stop an emulator that has started. */
  readonly signal?: AbortSignal;
}

/** moto is installed and does not start: the message has what it printed last. */
class EmulatorBroken extends UserError {
  override readonly name = "EmulatorBroken";

  constructor({ name, repair }: Moto, what: string, printed: readonly string[]) {
    const last = printed.findLast((line) => line.trim() !== "") ?? "nothing";
    super(
      `${name} ${what}, and printed last: ${last.trim()}. Next: ${repair}, or name another AWS emulator (${ENDPOINT_VARIABLE}).`,
    );
  }
}

/** The system does not start moto. */
class EmulatorNotStarted extends UserError {
  override readonly name = "EmulatorNotStarted";

  constructor({ name, repair }: Moto, error: unknown) {
    super(
      `${name} cannot be started: ${startReason(error)}. Next: ${repair}, or name another AWS emulator (${ENDPOINT_VARIABLE}).`,
    );
  }
}

/**
 * Returns what would be used as AWS emulator, for people, without starting it.
 *
 * @throws EmulatorMissing, or UserError when it does not work
 */
export async function findEmulator(env: NodeJS.ProcessEnv): Promise<string> {
  const endpoint = env[ENDPOINT_VARIABLE];
  if (endpoint) {
    return (await useEmulator(emulatorEndpoint(endpoint), undefined)).description;
  }
  const moto = await findMoto(env);
  const signal = AbortSignal.timeout(START_LIMIT_MS);
  const { code, stderr } = await runProgram(moto.command, moto.help, { env: moto.env, signal }).catch(
    (error: unknown) => {
      throw new EmulatorNotStarted(moto, error);
    },
  );
  if (code !== 0) {
    const what =
      code === null ? `has not started within ${START_LIMIT_MS / 1000} seconds` : `ended with exit code ${code}`;
    throw new EmulatorBroken(moto, what, stderr.split("\n"));
  }
  return `moto (${moto.name})`;
}

/** Returns the AWS emulator that the user names, or starts moto, which is then empty.
 *
 * @throws EmulatorMissing
 * @throws UserError when the named one does not answer as an emulator does, its
 * address is refused (see emulatorEndpoint), or the port is in use
 */
export async function startEmulator({
  endpoint,
  port,
  keep = false,
  env = process.env,
  signal,
}: EmulatorOptions = {}): Promise<Emulator> {
  const named = endpoint ?? (env[ENDPOINT_VARIABLE] || undefined);
  if (named !== undefined) {
    return useEmulator(emulatorEndpoint(named), signal);
  }
  const moto = await findMoto(env);
  if (port !== undefined) {
    await checkFree(port);
  }
  return startMoto(moto, { port: port ?? 0, keep, signal });
}

async function useEmulator(endpoint: URL, signal: AbortSignal | undefined): Promise<Emulator> {
  const error = await errorOf(endpoint, signal);
  if (error !== undefined) {
    throw new UserError(
      `${endpoint.href} ${error}. Start an AWS emulator there, or name no endpoint (${ENDPOINT_VARIABLE}) to have moto started.`,
    );
  }
  return {
    endpoint,
    description: `the AWS emulator at ${endpoint.href}`,
    stop: () => Promise.resolve(),
  };
}

/** Asks who the caller is, with keys that do not exist. AWS would refuse, even behind another host name; an
 * emulator returns an account.
 *
 * @returns what is wrong with the answer; undefined when nothing is
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
async function errorOf(endpoint: URL, signal: AbortSignal | undefined): Promise<string | undefined> {
  const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        // Emulators read the service and the Region from here.
        Authorization:
          "AWS4-HMAC-SHA256 Credential=emulator/20250101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=none",
      },
      body: "Action=GetCallerIdentity&Version=2011-06-15",
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    const body = await response.text();
    return response.ok && /<Account>\d{12}<\/Account>/.test(body)
      ? undefined
      : `is not an AWS emulator: it answered sts:GetCallerIdentity with HTTP ${response.status}`;
  } catch (error) {
    signal?.throwIfAborted();
    return `does not answer (${reason(error)})`;
  }
}

/** The reason is in the cause of fetch's error, or, for a name with several addresses, in its code. */
function reason(error: unknown): string {
  const { cause, message } = error as {
    readonly cause?: { readonly message?: string; readonly code?: string };
    readonly message: string;
  };
  return cause?.message || cause?.code || message;
}

async function checkFree(port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, HOST);
    await once(server, "listening");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(
      code === "EADDRINUSE"
        ? `Port ${port} on ${HOST} is in use: name another one, or none to get a free one.`
        : `Port ${port} on ${HOST} cannot be used (${message}): name another one, or none to get a free one.`,
    );
  }
  server.close();
  await once(server, "close");
}

async function startMoto(
  moto: Moto,
  { port, keep, signal }: Required<Pick<EmulatorOptions, "port" | "keep">> & Pick<EmulatorOptions, "signal">,
): Promise<Emulator> {
  signal?.throwIfAborted();
  const output = new LogFile();
  const server = await startProcess(moto.command, await moto.serve(port), {
    env: moto.env,
    stdio: ["ignore", output.descriptor, output.descriptor],
    outlives: keep,
  }).catch((error: unknown) => {
    output.close();
    throw new EmulatorNotStarted(moto, error);
  });
  const stop = async () => void (await server.stop());
  try {
    const endpoint = await announcedEndpoint(server, output, moto, signal);
    const error = await errorOf(endpoint, signal);
    if (error !== undefined) {
      throw new Error(`${endpoint.href} ${error}.`);
    }
    return {
      endpoint,
      description: `moto at ${endpoint.href} (process ${server.pid})`,
      pid: server.pid,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    output.close();
  }
}

/** Waits until moto says where it listens, which is how it chooses a free port itself. */
async function announcedEndpoint(
  server: OwnProcess,
  output: LogFile,
  moto: Moto,
  signal: AbortSignal | undefined,
): Promise<URL> {
  let end: ProcessEnd | undefined;
  void server.ended.then((ended) => (end = ended));
  const deadline = Date.now() + START_LIMIT_MS;
  const lines: string[] = [];
  while (end === undefined && Date.now() < deadline) {
    await sleep(50, undefined, { signal });
    lines.push(...output.read());
    for (const line of lines) {
      const [, url] = /Running on (http:\S+)/.exec(line) ?? [];
      if (url !== undefined) {
        return new URL(url);
      }
    }
  }
  const what =
    end === undefined ? `has not started within ${START_LIMIT_MS / 1000} seconds` : `ended with exit code ${end.code}`;
  throw new EmulatorBroken(moto, what, [...lines, ...output.read()]);
}

/**
 * Ends an emulator that was kept, unless another program has its process id by now.
 *
 * @param pid what {@link Emulator.pid} was
 */
export async function stopEmulator(pid: number): Promise<void> {
  if (Number.isInteger(pid) && pid > 1 && commandOf(pid).includes("moto_server")) {
    await stopProcessGroup(pid);
  }
}

/** Returns the command line of a process; "" when there is none. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    // Only Linux has such files.
    return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? "";
  }
}
