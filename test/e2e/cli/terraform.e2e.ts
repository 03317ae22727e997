import * as path from "node:path";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, DataResource, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { type Emulator, startEmulator } from "../../../cli/emulator/emulator";
import { sandboxEnvironment } from "../../../cli/processes/sandbox-environment";
import { findTerraform, type Terraform } from "../../../cli/terraform/binary";
import { ProviderMissing, terraformIn } from "../../../cli/terraform/folder";
import {
  deployStacks,
  destroyStacks,
  readStacks,
  type Stack,
  type StackProgress,
  StacksFailed,
} from "../../../cli/terraform/stacks";
import { folderWith } from "../../support/folder";

let terraform: Terraform;

beforeAll(async () => {
  terraform = await findTerraform({
    env: process.env,
    workFolder: folderWith({}),
  });
});

/** Synthesizes stacks as CDKTF does, and reads them back. */
function synth(build: (app: App) => void): Stack[] {
  const outdir = path.join(folderWith({}), "cdktf.out");
  const app = new App({ outdir });
  build(app);
  app.synth();
  return readStacks(outdir);
}

/** A stack of two resources, which needs no provider: the second runs a command. */
class CommandStack extends TerraformStack {
  constructor(app: App, id: string, command: string) {
    super(app, id);
    new LocalBackend(this, { path: "terraform.tfstate" });
    const first = new DataResource(this, "first", { input: { id } });
    new DataResource(this, "second", {
      dependsOn: [first],
      provisioners: [{ type: "local-exec", command }],
    });
    new TerraformOutput(this, "input", { value: first.output });
  }
}

/** Prints "sleeping" when it runs. Terraform prints "Executing: …" before that, with the command as it is here. */
const SLEEP = "echo sleep''ing; sleep 300";

/** The steps in the order in which they began. */
function recorder() {
  const steps: string[] = [];
  const onProgress = ({ stack, step, line }: StackProgress) => {
    if (line === undefined) {
      steps.push(`${stack} ${step}`);
    }
  };
  return { steps, onProgress };
}

describe("stacks that depend on each other", () => {
  it("are deployed in their order, and destroyed in the reverse", async () => {
    const stacks = synth((app) => {
      const a = new CommandStack(app, "a", "true");
      const b = new CommandStack(app, "b", "true");
      b.addDependency(a);
    });
    const deploying = recorder();
    const destroying = recorder();
    const options = { terraform, env: process.env };

    const outputs = await deployStacks(stacks, { ...options, ...deploying });
    const deployed = await terraformIn(stacks[1]!.folder, options).resources();
    await destroyStacks(stacks, { ...options, ...destroying });

    expect(outputs).toEqual({
      a: { input: { id: "a" } },
      b: { input: { id: "b" } },
    });
    expect(deployed).toEqual(["terraform_data.first", "terraform_data.second"]);
    expect(deploying.steps).toEqual(["a init", "a apply", "a done", "b init", "b apply", "b done"]);
    expect(destroying.steps).toEqual(["b init", "b destroy", "b done", "a init", "a destroy", "a done"]);
    for (const { folder } of stacks) {
      expect(await terraformIn(folder, options).resources()).toEqual([]);
    }
  });

  it("are distinguished when one fails: deployed, deployed in part, and not begun", async () => {
    const stacks = synth((app) => {
      new CommandStack(app, "other", "true");
      const broken = new CommandStack(app, "broken", "echo no luck; exit 7");
      const later = new CommandStack(app, "later", "true");
      later.addDependency(broken);
    });

    const error = await deployStacks(stacks, {
      terraform,
      env: process.env,
    }).catch((reason: unknown) => reason as StacksFailed);

    expect(error).toBeInstanceOf(StacksFailed);
    const { message, results } = error as StacksFailed;
    expect(results).toEqual([
      {
        name: "broken",
        state: "failed",
        error: expect.anything() as unknown,
        // Terraform keeps what failed half-way, tainted.
        resources: ["terraform_data.first", "terraform_data.second"],
      },
      { name: "later", state: "skipped", because: "since broken failed" },
      { name: "other", state: "done" },
    ]);
    const { folder } = stacks.find(({ name }) => name === "broken")!;
    expect(message).toContain(
      `2 of 3 stacks could not be deployed:
  broken: failed, its state holds terraform_data.first, terraform_data.second
  later: not begun, since broken failed
  other: deployed

broken: "terraform apply" failed in ${folder} (exit code 1).`,
    );
    expect(message).toMatch(/exit status 7[^]*no luck/);
  });

  it("end soon when interrupted, with their state, and nothing more begins", async () => {
    const stacks = synth((app) => {
      const slow = new CommandStack(app, "slow", SLEEP);
      const later = new CommandStack(app, "later", "true");
      later.addDependency(slow);
    });
    const abort = new AbortController();
    const startedAt = Date.now();

    const error = await deployStacks(stacks, {
      terraform,
      env: process.env,
      signal: abort.signal,
      onProgress: ({ line }) => {
        if (line?.includes("sleeping")) {
          abort.abort();
        }
      },
    }).catch((reason: unknown) => reason as StacksFailed);

    expect(Date.now() - startedAt).toBeLessThan(60_000);
    expect((error as StacksFailed).results).toEqual([
      { name: "later", state: "skipped", because: "since slow failed" },
      {
        name: "slow",
        state: "failed",
        error: expect.objectContaining({
          name: "TerraformInterrupted",
          killed: false,
        }) as unknown,
        resources: ["terraform_data.first", "terraform_data.second"],
      },
    ]);
  });

  it("say what to do when another run holds the lock of the state", async () => {
    const stacks = synth((app) => new CommandStack(app, "locked", SLEEP));
    const abort = new AbortController();
    let second: Promise<unknown> | undefined;
    await deployStacks(stacks, {
      terraform,
      env: process.env,
      signal: abort.signal,
      onProgress: ({ line }) => {
        if (line?.includes("sleeping")) {
          second ??= deployStacks(stacks, { terraform, env: process.env })
            .catch((reason: unknown) => (reason as Error).message)
            .finally(() => abort.abort());
        }
      },
    }).catch(() => undefined);
    expect(await second).toMatch(
      /\nAnother run, perhaps on another machine, is changing this state\.[^]*\n {2}terraform -chdir=cdktf\.out\/stacks\/locked force-unlock [0-9a-f]{8}-[0-9a-f-]+$/,
    );
  });
});

describe("on an AWS emulator", () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator();
  });

  afterAll(() => emulator.stop());

  /** One log group in each Region. */
  function logGroups(): Stack[] {
    return synth((app) => {
      for (const region of ["us-east-1", "eu-west-1"]) {
        const stack = new TerraformStack(app, region);
        new LocalBackend(stack, { path: "terraform.tfstate" });
        stack.addOverride("terraform.required_providers.aws", {
          source: "hashicorp/aws",
          version: ">= 5.83, < 7.0",
        });
        new AwsProvider(stack, "aws", { region });
        const { arn } = new CloudwatchLogGroup(stack, "log_group", {
          name: "/end-to-end",
        });
        new TerraformOutput(stack, "arn", { value: arn });
      }
    });
  }

  it("stacks are deployed, planned again without a change, and destroyed", async () => {
    const stacks = logGroups();
    const env = sandboxEnvironment(emulator.endpoint);
    const options = { terraform, env };

    const outputs = await deployStacks(stacks, options);
    const changes = await Promise.all(stacks.map(({ folder }) => terraformIn(folder, options).plan()));
    await destroyStacks(stacks, options);

    expect(outputs).toEqual({
      "us-east-1": {
        arn: "arn:aws:logs:us-east-1:123456789012:log-group:/end-to-end",
      },
      "eu-west-1": {
        arn: "arn:aws:logs:eu-west-1:123456789012:log-group:/end-to-end",
      },
    });
    expect(changes).toEqual([false, false]);
    for (const { folder } of stacks) {
      expect(await terraformIn(folder, options).resources()).toEqual([]);
    }
  });

  it("stacks fail as one when Terraform cannot get the provider", async () => {
    const nowhere = folderWith({});
    const env = {
      ...sandboxEnvironment(emulator.endpoint),
      TF_CLI_ARGS_init: undefined,
      TF_CLI_CONFIG_FILE: undefined,
      TF_PLUGIN_CACHE_DIR: undefined,
      XDG_DATA_DIRS: nowhere,
      HOME: nowhere,
      // So that the registry is out of reach wherever this runs.
      HTTPS_PROXY: "http://127.0.0.1:9",
    };
    const alone = await findTerraform({
      env,
      home: nowhere,
      optionalSoftware: nowhere,
      workFolder: nowhere,
    });

    await expect(deployStacks(logGroups(), { terraform: alone, env })).rejects.toThrow(ProviderMissing);
  });
});
