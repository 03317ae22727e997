import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  findTerraform,
  ProviderMissing,
  type Terraform,
  TerraformFailed,
  terraformIn,
  TerraformInterrupted,
  TerraformMissing,
  type TerraformOptions,
} from "../../../cli/terraform/terraform";

const HOW =
  "Install Terraform 1.5.7 or later (https://developer.hashicorp.com/terraform/install) or OpenTofu (https://opentofu.org), or name its program in TERRAFORM_BINARY_NAME.";

let root: string;
let bin: string;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "terraform-test-"));
  bin = path.join(root, "bin");
  mkdirSync(bin);
});

afterEach(() => rmSync(root, { recursive: true }));

/** A stand-in for Terraform: a shell script. */
function program(name: string, script: string): string {
  const file = path.join(bin, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

function find(env: NodeJS.ProcessEnv = {}): Promise<Terraform> {
  return findTerraform({
    env: { PATH: bin, ...env },
    home: root,
    workFolder: root,
    optionalSoftware: root,
  });
}

describe("findTerraform", () => {
  it("finds Terraform on PATH", async () => {
    const binary = program("terraform", 'echo "Terraform v1.11.4"');
    program("tofu", 'echo "OpenTofu v1.9.0"');

    expect(await find()).toMatchObject({
      product: "Terraform",
      version: "1.11.4",
      binary,
      providers: { kind: "registry" },
    });
  });

  it("finds OpenTofu where there is no Terraform, with its own registry", async () => {
    const binary = program("tofu", 'echo "OpenTofu v1.9.0"');

    const terraform = await find();

    expect(terraform).toMatchObject({
      product: "OpenTofu",
      version: "1.9.0",
      binary,
    });
    expect(terraform.providers.description).toMatch(/^hashicorp\/aws comes from registry\.opentofu\.org /);
  });

  it("takes the program that TERRAFORM_BINARY_NAME names, by name or by path", async () => {
    program("terraform", 'echo "Terraform v1.11.4"');
    const binary = program("own", 'echo "Terraform v1.6.0"');

    expect(await find({ TERRAFORM_BINARY_NAME: "own" })).toMatchObject({
      version: "1.6.0",
    });
    expect(await find({ TERRAFORM_BINARY_NAME: binary })).toMatchObject({
      version: "1.6.0",
    });
  });

  it.each(["1.5.7", "1.5.10", "1.10.0", "2.0.0", "1.12.0-alpha20250101"])("takes version %s", async (version) => {
    program("terraform", `echo "Terraform v${version}"`);

    expect(await find()).toMatchObject({ version });
  });

  it.each(["1.5.6", "1.4.10", "0.15.0"])("refuses version %s", async (version) => {
    const binary = program("terraform", `echo "Terraform v${version}"`);

    await expect(find()).rejects.toThrow(new TerraformMissing(`${binary} is Terraform ${version}, which is too old.`));
  });

  it("says what to do when there is none", async () => {
    const error = await find().catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(TerraformMissing);
    expect((error as Error).message).toBe(`Neither terraform nor tofu is on PATH. ${HOW}`);
  });

  it("says so when TERRAFORM_BINARY_NAME names none, even where there is Terraform", async () => {
    program("terraform", 'echo "Terraform v1.11.4"');

    await expect(find({ TERRAFORM_BINARY_NAME: "terrafrom" })).rejects.toThrow(
      `TERRAFORM_BINARY_NAME is "terrafrom", which is no program on PATH. ${HOW}`,
    );
  });

  it("refuses a program that is no Terraform", async () => {
    const binary = program("terraform", "echo hello");

    await expect(find()).rejects.toThrow(
      `${binary} does not tell its version ("${binary} version" printed "hello"). ${HOW}`,
    );
  });
});

describe("terraformIn", () => {
  /** Terraform in an empty folder, with a script in place of the program. */
  function inFolder(script: string, options: Partial<TerraformOptions> = {}) {
    const terraform: Terraform = {
      product: "Terraform",
      version: "1.11.4",
      binary: program("terraform", script),
      providers: {
        kind: "registry",
        description: "from the registry",
        environment: { FROM_PROVIDERS: "1", TAKEN_OUT: undefined },
        sharesCache: false,
      },
    };
    return terraformIn(root, {
      terraform,
      env: { PATH: process.env.PATH, TAKEN_OUT: "1" },
      ...options,
    });
  }

  it("runs in the folder, with what the provider source adds", async () => {
    const lines: string[] = [];
    const folder = inFolder(
      'echo "$PWD"; echo "$*"; echo "$FROM_PROVIDERS, $TAKEN_OUT, $TF_IN_AUTOMATION, $CHECKPOINT_DISABLE"',
      { onLine: (line) => lines.push(line) },
    );

    await folder.apply();

    expect(lines).toEqual([root, "apply -input=false -auto-approve -no-color", "1, , true, true"]);
  });

  it.each([
    [0, false],
    [2, true],
  ])("a plan that ends with %d: changes %s", async (code, changes) => {
    expect(await inFolder(`exit ${code}`).plan()).toBe(changes);
  });

  it("a plan that ends with 1 has failed", async () => {
    await expect(inFolder("exit 1").plan()).rejects.toThrow(TerraformFailed);
  });

  it("gives the outputs' values", async () => {
    const folder = inFolder(
      `echo '{ "name": { "sensitive": false, "type": "string", "value": "a" },'
       echo '  "urls": { "sensitive": true, "value": [1] } }'`,
    );

    expect(await folder.outputs()).toEqual({ name: "a", urls: [1] });
  });

  it("knows a folder without state", async () => {
    expect(await inFolder("echo 'No state file was found!' >&2; exit 1").resources()).toEqual([]);
    await expect(inFolder("echo 'Error: other' >&2; exit 1").resources()).rejects.toThrow("Error: other");
  });

  it("fails with what Terraform wrote to standard error", async () => {
    const folder = inFolder("echo out; echo 'Error: no such role' >&2; exit 1");

    await expect(folder.apply()).rejects.toThrow(
      `"terraform apply" failed in ${root} (exit code 1).\nError: no such role`,
    );
  });

  it("says how to get the provider when init cannot", async () => {
    const stderr = "Error: Failed to query available provider packages";
    const error = await inFolder(`echo '${stderr}' >&2; exit 1`)
      .init()
      .catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(ProviderMissing);
    expect((error as Error).message).toBe(
      `Terraform cannot get the AWS provider (from the registry). Make the registry reachable, or put a mirror made by "terraform providers mirror FOLDER" into ~/.terraform.d/plugins, or name another place in a CLI configuration file (TF_CLI_CONFIG_FILE). Terraform says:\n${stderr}`,
    );
  });

  it("fails as usual when init fails for another reason", async () => {
    await expect(inFolder("echo 'Error: no backend' >&2; exit 1").init()).rejects.toThrow(TerraformFailed);
  });

  describe("when interrupted", () => {
    /** Aborts once the script says that it is ready. */
    async function interrupted(script: string, graceMs: number) {
      const abort = new AbortController();
      return inFolder(script, {
        signal: abort.signal,
        graceMs,
        onLine: (line) => line === "ready" && abort.abort(),
      })
        .apply()
        .catch((reason: unknown) => reason as TerraformInterrupted);
    }

    it("lets Terraform end what it is doing", async () => {
      const error = await interrupted(
        `trap 'echo saved > "${root}/state"; exit 1' INT
         echo ready
         while :; do sleep 0.05; done`,
        20_000,
      );

      expect(error).toBeInstanceOf(TerraformInterrupted);
      expect(error).toMatchObject({
        killed: false,
        message: `"terraform apply" in ${root} was interrupted; its state is saved.`,
      });
    });

    it("kills it when that takes too long", async () => {
      const error = await interrupted("trap '' INT TERM; echo ready; while :; do sleep 0.05; done", 200);

      expect(error).toMatchObject({
        killed: true,
        message: `"terraform apply" in ${root} did not end when interrupted and was killed: its state may lack what it made last.`,
      });
    });

    it("takes a command that was done nevertheless for done", async () => {
      expect(await interrupted("trap 'exit 0' INT; echo ready; while :; do sleep 0.05; done", 20_000)).toBeUndefined();
    });

    it("does not begin", async () => {
      const folder = inFolder(`touch "${root}/begun"`, {
        signal: AbortSignal.abort(),
      });

      await expect(folder.apply()).rejects.toMatchObject({
        name: "AbortError",
      });
      await sleep(50);
      expect(() => rmSync(path.join(root, "begun"))).toThrow("ENOENT");
    });
  });
});
