import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { type Emulator, startEmulator } from "../../cli/emulator/emulator";
import { sandboxEnvironment } from "../../cli/processes/sandbox-environment";
import { copyProject } from "../../scripts/project-copy";
import { deployedResources } from "./deployed-resources";

const REGION = "eu-west-1";
/** The time that a run may take on a busy machine. */
const LIMIT_MS = 600_000;
const NEIGHBOR = "neighbor";

/** How a command ended. */
export interface CommandEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** A command that runs. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandEnd>;
}

/** How a command is run. */
export interface CommandOptions {
  /** The environment whose settings are used. */
  readonly environment?: string;
  /** Further environment variables. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A copy of the project, an AWS emulator, and somebody else's deployment beside those that are tried. */
export class World {
  readonly folder = path.join(mkdtempSync(path.join(tmpdir(), "workmail-chaos-")), "project");
  /** How long each command took when nobody disturbed it, and how many calls of AWS it made. */
  readonly #durations = new Map<string, number>();
  #emulator?: Emulator;
  #neighbor = "";
  /** The parts of a default deployment, with the neighbor's name. */
  #expected: readonly string[] = [];

  async start(): Promise<void> {
    copyProject(this.folder);
    this.#emulator = await startEmulator();
    this.writeSettings(NEIGHBOR);
    const deployed = await this.run(["deploy", "--auto-approve"], { environment: NEIGHBOR });
    if (deployed.code !== 0) {
      throw new Error(`The first deployment failed:\n${deployed.stderr}`);
    }
    this.#expected = await this.resources(NEIGHBOR);
    this.#neighbor = await this.#neighborNow();
  }

  async stop(): Promise<void> {
    await this.#emulator?.stop();
    rmSync(path.dirname(this.folder), { recursive: true, force: true });
  }

  get endpoint(): URL {
    return this.#emulator!.endpoint;
  }

  /** Options for a client of the AWS SDK. */
  get client() {
    return {
      region: REGION,
      endpoint: this.endpoint.href,
      credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" },
    };
  }

  /** Writes the settings of an environment, with few resources: the queue by itself takes half a minute. */
  writeSettings(environment: string, settings: object = {}): void {
    writeFileSync(
      path.join(this.folder, `workmail.${environment}.json`),
      JSON.stringify({
        failureQueue: false,
        alarms: false,
        logQueries: false,
        memorySizeMb: 128,
        regions: { [REGION]: { allowAnyOrganization: true } },
        ...settings,
      }),
    );
  }

  /** Starts a command of workmail-lambda, as a person does. */
  launch(args: readonly string[], { environment, env }: CommandOptions = {}): RunningCommand {
    const startedAt = Date.now();
    const child = spawn(process.execPath, ["cli/workmail-lambda.js", ...args], {
      cwd: this.folder,
      env: {
        ...sandboxEnvironment(this.endpoint),
        ...(environment !== undefined && { WORKMAIL_SETTINGS: `workmail.${environment}.json` }),
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].on("data", (text: Buffer) => (output[stream] += text.toString()));
    }
    const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
    const ended = once(child, "close").then(([code]) => {
      clearTimeout(limit);
      const ms = Date.now() - startedAt;
      if (code === 0) {
        this.#durations.set(args[0]!, ms);
      }
      return { code: code as number | null, ...output, ms };
    });
    return { child, ended };
  }

  run(args: readonly string[], options?: CommandOptions): Promise<CommandEnd> {
    return this.launch(args, options).ended;
  }

  /** Returns how many milliseconds a command took when it last ran to its end. */
  durationOf(command: string): number {
    return this.#durations.get(command) ?? this.#durations.get("deploy")!;
  }

  /** Returns what an environment has, in AWS and in its state; a line for each. */
  async resources(environment: string): Promise<string[]> {
    return [...(await deployedResources(this.client, environment)), ...this.#stateOf(environment)].sort();
  }

  /** Returns what an environment must have when it is deployed. */
  expected(environment: string, memorySizeMb = 128): string[] {
    return this.#expected
      .map((line) => line.replaceAll(NEIGHBOR, environment).replace("memory 128", `memory ${memorySizeMb}`))
      .sort();
  }

  /** Returns whether the neighbor has something else than before, in AWS or in its state. */
  async touchedNeighbor(): Promise<string[]> {
    return (await this.#neighborNow()) === this.#neighbor ? [] : ["the deployment of another environment"];
  }

  async #neighborNow(): Promise<string> {
    const states = this.stateFiles(NEIGHBOR).map((file) => readFileSync(file, "utf8"));
    return JSON.stringify([await this.resources(NEIGHBOR), states]);
  }

  /** Returns the state files of an environment, without Terraform's own copies. */
  stateFiles(environment: string): string[] {
    const folder = path.join(this.folder, "state", environment);
    if (!existsSync(folder)) {
      return [];
    }
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".tfstate"))
      .map((name) => path.join(folder, name));
  }

  #stateOf(environment: string): string[] {
    return this.stateFiles(environment).flatMap((file) => statedIn(file).map(({ address }) => `state ${address}`));
  }
}

/** A resource in a state. */
export interface StatedResource {
  readonly address: string;
  readonly id: string;
}

/** Returns the resources that a state file holds. */
export function statedIn(file: string): StatedResource[] {
  const text = readFileSync(file, "utf8");
  if (text === "") {
    return [];
  }
  const { resources } = JSON.parse(text) as {
    readonly resources: readonly {
      readonly mode: string;
      readonly type: string;
      readonly name: string;
      readonly instances: readonly { readonly index_key?: string; readonly attributes: { readonly id: string } }[];
    }[];
  };
  return resources
    .filter(({ mode }) => mode === "managed")
    .flatMap(({ type, name, instances }) =>
      instances.map(({ index_key, attributes }) => ({
        address: `${type}.${name}${index_key === undefined ? "" : `["${index_key}"]`}`,
        id: attributes.id,
      })),
    );
}
