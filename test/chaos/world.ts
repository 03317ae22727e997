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
/** Somebody else's deployments, one for each kind of settings. */
const NEIGHBORS = ["neighbor0", "neighbor1"];

/** A function that replaces content while a synchronous rule waits, and may call other services. */
const CONTENT_SETTINGS = {
  messageContent: "REPLACE",
  emailFlowRules: {
    Log: {},
    Tag: { direction: "INBOUND", runSynchronously: true, fallbackAction: "Bounce" },
  },
  secretArns: { WEBHOOK: `arn:aws:secretsmanager:${REGION}:123456789012:secret:webhook-AbCdEf` },
  policyStatements: [
    { sid: "Archive", actions: ["s3:PutObject"], resources: ["arn:aws:s3:::archive-of-somebody/*"] },
    { sid: "Translate", actions: ["translate:TranslateText"], resources: ["*"] },
  ],
  regions: { [REGION]: { organizationIds: ["m-33333333333333333333333333333333"] } },
};

/** Returns whether an environment has a function that replaces content, as every second one has. */
export function hasContent(environment: string): boolean {
  return Number(/\d+$/.exec(environment)) % 2 === 0;
}

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
  #neighbors = "";
  /** The parts of each neighbor. */
  readonly #expected = new Map<string, readonly string[]>();

  async start(): Promise<void> {
    copyProject(this.folder);
    this.#emulator = await startEmulator();
    for (const neighbor of NEIGHBORS) {
      this.writeSettings(neighbor);
      const deployed = await this.run(["deploy", "--auto-approve"], { environment: neighbor });
      if (deployed.code !== 0) {
        throw new Error(`The first deployment failed:\n${deployed.stderr}`);
      }
      this.#expected.set(neighbor, await this.resources(neighbor));
    }
    this.#neighbors = await this.#neighborsNow();
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
        ...(hasContent(environment) && CONTENT_SETTINGS),
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
    const like = NEIGHBORS.find((neighbor) => hasContent(neighbor) === hasContent(environment))!;
    return this.#expected
      .get(like)!
      .map((line) => line.replaceAll(like, environment).replace("memory 128", `memory ${memorySizeMb}`))
      .sort();
  }

  /** Returns whether a neighbor has something else than before, in AWS or in its state. */
  async touchedNeighbor(): Promise<string[]> {
    return (await this.#neighborsNow()) === this.#neighbors ? [] : ["the deployment of another environment"];
  }

  async #neighborsNow(): Promise<string> {
    const states = NEIGHBORS.flatMap((neighbor) => this.stateFiles(neighbor)).map((file) => readFileSync(file, "utf8"));
    return JSON.stringify([await Promise.all(NEIGHBORS.map((neighbor) => this.resources(neighbor))), states]);
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
