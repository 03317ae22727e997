import { readFileSync, statSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { Listr, type ListrTask } from "listr2";
import { emailFlowRuleInstructions } from "../../../modules/email-flow-rule";
import { parseSettings } from "../../../modules/settings/settings";
import { EXAMPLE_SETTINGS_FILE } from "../../../modules/settings/settings-file";
import { fail, UserError } from "../../../modules/user-error";
import { consoleUrl } from "../../../modules/workmail";
import type { DeploymentOutputs } from "../../deployments/deployment-outputs";
import { type Emulator, EmulatorMissing, startEmulator, stopEmulator } from "../../emulator/emulator";
import { Sandbox, zipOf } from "../../emulator/sandbox";
import type { InvocationResult } from "../../local-lambda/local-lambda";
import { TerraformMissing } from "../../terraform/binary";
import { ProviderMissing } from "../../terraform/folder";
import type { Check } from "../../verification/verify-deployment";
import { readSession, removeSession, writeSession } from "./session";

/** The event of AWS's documentation: an outbound email, sent on behalf of another user. */
const SAMPLE_EVENT = "function/events/outbound-2018.json";

interface Options {
  readonly keep?: boolean;
  readonly stop?: boolean;
  readonly json?: boolean;
  readonly port?: number;
}

/** What the demo has found out. */
interface Findings {
  outputs: Record<string, DeploymentOutputs>;
  checks: Record<string, Check[]>;
  invocations: Record<string, InvocationResult>;
  /** What is missing on this machine, and how to get it. */
  missing: string[];
}

/** The command line: what it says of itself is its documentation. */
const program = new Command("npm run demo --")
  .description(
    "Deploys the example settings to an AWS emulator on this machine with real Terraform, asks AWS's API whether all is as it should be, sends the sample email event through the deployed artifact, prints what to type into the WorkMail console, and cleans up. It never talks to AWS.",
  )
  .option("--keep", "leave the deployment and the emulator standing")
  .option("--stop", "end what --keep left standing")
  .option("--port <number>", "port of the emulator on 127.0.0.1", parsePort)
  .option("--json", "print the findings as JSON, and no progress")
  .addHelpText(
    "after",
    `
Environment:
  WORKMAIL_EMULATOR_ENDPOINT  address of an AWS emulator that is running already
  TERRAFORM_BINARY_NAME       another program than terraform, such as tofu

Exit code: 0 done, also where something was missing and left out, which the last
lines then say; 1 something failed; 130 interrupted.

Examples:
  npm run demo
  npm run demo -- --keep
  npm run demo -- --stop
  npm run --silent demo -- --json`,
  );

async function demo({ keep, json, port }: Options, signal: AbortSignal) {
  if (readSession() !== undefined) {
    throw new UserError("A demo is standing already: npm run demo -- --stop ends it.");
  }
  const sandbox = new Sandbox();
  const findings: Findings = {
    outputs: {},
    checks: {},
    invocations: {},
    missing: [],
  };
  let emulator: Emulator | undefined;
  let deployed = false;
  let kept = false;

  const tasks: ListrTask[] = [
    {
      title: "Bundle the handler and synthesize one stack for each Region",
      task: async (_, task) => {
        await sandbox.synthesize(EXAMPLE_SETTINGS_FILE);
        const [stack] = sandbox.stacks;
        const size = stack ? statSync(zipOf(stack)).size : 0;
        task.title = `Synthesized ${sandbox.stacks.map(({ name }) => name).join(", ")} with one artifact of ${size} bytes`;
      },
    },
    {
      title: "Find Terraform and its AWS provider",
      task: async (_, task) => {
        const found = await orMissing(findings, () => sandbox.findTerraform());
        task.title = found
          ? `${found.product} ${found.version}; ${found.providers.description}`
          : "No Terraform: nothing is deployed";
      },
    },
    {
      title: "Start the AWS emulator",
      task: async (_, task) => {
        emulator = await orMissing(findings, () => startEmulator({ port, signal, keep }));
        if (emulator !== undefined) {
          sandbox.use(emulator);
        }
        task.title = emulator?.description ?? "No emulator: nothing is deployed";
      },
    },
    {
      title: "Deploy all Regions with Terraform",
      skip: () => findings.missing.length > 0,
      task: async (_, task) => {
        deployed = true;
        const steps = new Map(sandbox.stacks.map(({ name }) => [name, "waiting"]));
        const outputs = await orMissing(findings, () =>
          sandbox.deploy({
            signal,
            onProgress: ({ stack, step }) => {
              if (steps.get(stack) !== step) {
                steps.set(stack, step);
                task.output = [...steps].map(([name, step]) => `${name}: ${step}`).join("  ");
              }
            },
          }),
        );
        for (const { name } of outputs ? sandbox.stacks : []) {
          findings.outputs[name] = outputs![name]!;
        }
        task.title = outputs ? `Deployed ${Object.keys(outputs).join(", ")}` : "No AWS provider: nothing is deployed";
      },
    },
    {
      title: "Ask AWS's API",
      skip: () => findings.missing.length > 0,
      task: async (_, task) => {
        for (const [stack, outputs] of Object.entries(findings.outputs)) {
          findings.checks[stack] = await sandbox.check(outputs);
        }
        const checks = Object.values(findings.checks).flat();
        const failed = checks.filter(({ state }) => state === "failed");
        if (failed.length > 0) {
          throw new Error(`AWS's API tells something else:\n${JSON.stringify(failed, null, 2)}`);
        }
        const passed = checks.filter(({ state }) => state === "passed");
        task.title = `AWS's API confirms function, artifact, permission, role, log group, queue and alarms of each Region (${passed.length} checks)`;
      },
    },
    {
      title: "Send the sample email event through the artifact",
      task: async (_, task) => {
        const event: unknown = JSON.parse(readFileSync(SAMPLE_EVENT, "utf8"));
        if (findings.missing.length > 0) {
          findings.invocations["not deployed"] = await sandbox.invokeBuilt(event);
        }
        for (const [stack, outputs] of Object.entries(findings.outputs)) {
          findings.invocations[stack] = await sandbox.invoke(outputs, event);
        }
        for (const [stack, { error }] of Object.entries(findings.invocations)) {
          if (error) {
            throw new Error(`${stack}: ${error.errorType}: ${error.errorMessage}`);
          }
        }
        task.title = `The sample email event (${SAMPLE_EVENT}) went through the ${deployed ? "deployed" : "built"} artifact`;
      },
    },
    {
      title: "Leave the deployment standing",
      enabled: () => keep === true,
      skip: () => findings.missing.length > 0,
      task: () => {
        const { endpoint, pid } = emulator!;
        writeSession({ folder: sandbox.folder, endpoint: endpoint.href, pid });
        kept = true;
      },
    },
    {
      title: "Destroy all Regions",
      enabled: () => keep !== true,
      skip: () => findings.missing.length > 0,
      task: async () => {
        await sandbox.destroy({ signal });
        deployed = false;
      },
    },
  ];

  try {
    await new Listr(tasks, {
      renderer: json ? "silent" : "default",
      fallbackRenderer: "simple",
      // Interruptions are handled below: what was started is taken away first.
      registerSignalListeners: false,
      rendererOptions: { collapseSubtasks: false },
    }).run();
    print(findings, json === true);
    if (kept && !json) {
      printHowToLook(findings, emulator!);
    }
  } finally {
    if (!kept) {
      // Another's emulator outlives the demo: what was deployed there must not.
      if (deployed && emulator?.pid === undefined) {
        await sandbox.destroy();
      }
      await emulator?.stop();
      sandbox.remove();
    }
  }
}

/** Runs a step; what is missing on this machine is noted and left out. */
async function orMissing<Result>(findings: Findings, step: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof TerraformMissing || error instanceof ProviderMissing || error instanceof EmulatorMissing) {
      findings.missing.push(error.message);
      return undefined;
    }
    throw error;
  }
}

function print(findings: Findings, json: boolean): void {
  const complete = findings.missing.length === 0;
  if (json) {
    console.log(JSON.stringify({ complete, ...findings }, null, 2));
    return;
  }
  const [invocation] = Object.values(findings.invocations);
  console.log("\nWhat the function logged and counted (CloudWatch gets it as it is):");
  console.log(invocation?.logs.join("\n"));
  console.log("\nWhat it returned:");
  console.log(JSON.stringify(invocation?.payload));
  for (const [stack, outputs] of Object.entries(findings.outputs)) {
    const { email_flow_rule_instructions, ...facts } = outputs;
    console.log(`\nOutputs of ${stack}:`);
    for (const [name, value] of Object.entries(facts)) {
      console.log(`  ${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`);
    }
    console.log(`\n${email_flow_rule_instructions}`);
  }
  if (complete) {
    console.log("Next: cp workmail.example.json workmail.json, enter your organizations, and npm run deploy");
    return;
  }
  console.log(`\n${instructionsWithoutDeployment()}`);
  console.log("Left out: deploying, and asking AWS's API. To have it all:");
  for (const reason of findings.missing) {
    console.log(`  - ${reason}`);
  }
}

/** The rule's steps for the example settings, with a stand-in for the account. */
function instructionsWithoutDeployment(): string {
  const { regions } = parseSettings(readFileSync(EXAMPLE_SETTINGS_FILE, "utf8"), EXAMPLE_SETTINGS_FILE);
  return regions
    .map(({ region, functionName, organizationIds = [] }) =>
      emailFlowRuleInstructions({
        functionArn: `arn:aws:lambda:${region}:ACCOUNT_ID:function:${functionName}`,
        functionName,
        region,
        consoleUrls: organizationIds.map((id) => `   ${consoleUrl(region, id)}`).join("\n"),
      }),
    )
    .join("\n");
}

function printHowToLook(findings: Findings, { endpoint }: Emulator): void {
  const [outputs] = Object.values(findings.outputs);
  console.log(`
The deployment is standing. Look at it, for example with the AWS CLI:
  export AWS_ENDPOINT_URL=${endpoint.href} AWS_ACCESS_KEY_ID=emulator AWS_SECRET_ACCESS_KEY=emulator
  aws lambda get-policy --region ${outputs?.region} --function-name ${outputs?.function_name}
End it:
  npm run demo -- --stop`);
}

/** Ends what an earlier run left standing. */
async function stop(): Promise<void> {
  const session = readSession();
  if (session === undefined) {
    console.log("No demo is standing.");
    return;
  }
  const sandbox = new Sandbox(session.folder);
  if (session.pid === undefined) {
    await sandbox.findTerraform();
    sandbox.use(await startEmulator({ endpoint: session.endpoint }));
    await sandbox.destroy();
  } else {
    await stopEmulator(session.pid);
  }
  sandbox.remove();
  removeSession();
  console.log("The demo is ended: nothing of it is left.");
}

function parsePort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InvalidArgumentError("Allowed: 1 to 65535.");
  }
  return port;
}

async function run(): Promise<void> {
  const options = program.parse().opts<Options>();
  if (options.stop) {
    await stop();
    return;
  }
  const interruption = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => interruption.abort());
  }
  try {
    await demo(options, interruption.signal);
  } catch (error) {
    if (!interruption.signal.aborted) {
      throw error;
    }
    console.error("Interrupted: what the demo had started is gone.");
    process.exitCode = 130;
  }
}

run().catch(fail);
