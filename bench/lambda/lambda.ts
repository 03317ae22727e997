import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, openSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ExecutionEnvironment } from "../../cli/local-lambda/execution-environment";
import { functionEnvironment } from "../../cli/local-lambda/function-environment";
import { nodeFlags } from "../../cli/local-lambda/node-flags";
import { DEFAULTS } from "../../modules/settings/function-settings";
import { nodeBinary, type NodeVersion, peerFile } from "../measure/peers";

const RUNTIME_CLIENT = peerFile("aws-lambda-ric", "index.mjs");
/** That of a synchronous rule, which waits longest. */
const TIME_LIMIT_MS = 15_000;

/** The trace header of a request that X-Ray samples, or does not. */
export function traceHeader(sampled = true): string {
  return `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=${Number(sampled)}`;
}

/** The output and the inputs of a function. */
export interface LambdaOptions {
  /** File descriptor for what the function prints. */
  readonly output: number;
  /** Whether X-Ray samples its requests. @default true */
  readonly sampled?: boolean;
  /** Further environment variables. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Memory of the function. @default - that of the settings */
  readonly memorySizeMb?: number;
}

/** The variables that Powertools' documentation sets. */
const POWERTOOLS = {
  POWERTOOLS_SERVICE_NAME: "workmail",
  POWERTOOLS_METRICS_NAMESPACE: "WorkMailLambda",
};

/** The variables of a function in Lambda, with the project's defaults. */
export function lambdaEnvironment(
  node: NodeVersion,
  taskRoot: string,
  runtimeApi: string,
  environment: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  return functionEnvironment(
    {
      environment: {
        EMAIL_LOG_DETAIL: DEFAULTS.emailLogDetail,
        ...POWERTOOLS,
        ...environment,
      },
      functionName: DEFAULTS.functionName,
      functionVersion: "$LATEST",
      handler: DEFAULTS.handler,
      logFormat: "JSON",
      logGroupName: `/aws/lambda/${DEFAULTS.functionName}`,
      logLevel: "INFO",
      memorySizeMb: DEFAULTS.memorySizeMb,
      region: "us-east-1",
      runtime: `nodejs${node}.x`,
      taskRoot,
      // Nothing calls AWS, and nothing could.
      awsEndpoint: "http://127.0.0.1:9",
    },
    runtimeApi,
  );
}

/** A Lambda environment under the official runtime interface client. */
export class Lambda {
  private constructor(
    private readonly environment: ExecutionEnvironment,
    private readonly traceId: string,
  ) {}

  /** @throws Error when the client is not built */
  static async start(
    node: NodeVersion,
    taskRoot: string,
    { output, sampled, environment: variables, memorySizeMb = DEFAULTS.memorySizeMb }: LambdaOptions,
  ): Promise<Lambda> {
    if (!existsSync(peerFile("aws-lambda-ric", "rapid-client.node"))) {
      throw new Error(
        "The official runtime interface client (aws-lambda-ric) could not be built when the peers were installed. It builds on Linux with cmake, g++, make, python3, tar and xz: install these and run this again.",
      );
    }
    const runtime = `nodejs${node}.x`;
    const flags = nodeFlags(runtime, memorySizeMb);
    const environment = await ExecutionEnvironment.start({
      command: [nodeBinary(node), ...flags, RUNTIME_CLIENT],
      folder: taskRoot,
      env: (runtimeApi) => lambdaEnvironment(node, taskRoot, runtimeApi, variables),
      output,
    });
    return new Lambda(environment, traceHeader(sampled));
  }

  /** Milliseconds until the runtime asks for its first event. */
  async init(): Promise<number> {
    const end = await this.environment.init(TIME_LIMIT_MS);
    if (!("initMs" in end)) {
      throw new Error(`init: ${JSON.stringify(end)}`);
    }
    return end.initMs;
  }

  /** Milliseconds from handing over the event to its answer. */
  async invoke(event: string): Promise<number> {
    const { ending, durationMs } = await this.environment.invoke({
      requestId: randomUUID(),
      functionArn: `arn:aws:lambda:us-east-1:123456789012:function:${DEFAULTS.functionName}`,
      deadlineMs: Date.now() + TIME_LIMIT_MS,
      traceId: this.traceId,
      event,
    });
    if (!("payload" in ending)) {
      throw new Error(`invoke: ${JSON.stringify(ending)}`);
    }
    return durationMs;
  }

  peakMemoryMiB(): number {
    const peak = this.environment.peakMemoryMb();
    if (peak === undefined) {
      throw new Error("The system does not report the peak memory.");
    }
    return peak;
  }

  stop(): Promise<void> {
    return this.environment.stop();
  }
}

/** Where output goes that nobody reads. */
export function nowhere(): number {
  return openSync(os.devNull, "w");
}

/**
 * Opens a pipe that another process empties. Close it, and that process ends.
 *
 * @param folder where it gets a name
 */
export function drainedPipe(folder: string): number {
  const name = path.join(folder, "stdout");
  execFileSync("mkfifo", [name]);
  spawn("cat", [name], { stdio: "ignore" });
  // Waits until the reader is there.
  return openSync(name, "w");
}
