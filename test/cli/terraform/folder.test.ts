import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Terraform } from "../../../cli/terraform/binary";
import { ProviderMissing, terraformIn } from "../../../cli/terraform/folder";
import { TerraformFailed, TerraformInterrupted, type TerraformOptions } from "../../../cli/terraform/run";

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

describe("terraformIn", () => {
  /** Terraform in an empty folder, with a script in place of the program. */
  function inFolder(script: string, options: Partial<TerraformOptions> = {}) {
    const terraform: Terraform = {
      product: "Terraform",
      version: "1.11.4",
      binary: program("terraform", script),
      providers: {
        kind: "default",
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

  it("runs in the default workspace and the folder's own data folder, whatever the environment names", async () => {
    const lines: string[] = [];
    const env = { PATH: process.env.PATH, TF_DATA_DIR: "/shared", TF_WORKSPACE: "default" };
    const onLine = (line: string) => lines.push(line);
    await inFolder('echo "$TF_WORKSPACE ${TF_DATA_DIR-none}"', { env, onLine }).apply();

    expect(lines).toEqual(["default none"]);
  });

  it("applies a saved plan, and plans a destruction", async () => {
    const lines: string[] = [];
    const folder = inFolder('echo "$*"', { onLine: (line) => lines.push(line) });
    await folder.plan("one.plan", { destroy: true });
    await folder.applyPlan("one.plan");

    const file = path.resolve("one.plan");
    expect(lines).toEqual([
      `plan -input=false -detailed-exitcode -destroy -out=${file} -no-color`,
      `apply -input=false ${file} -no-color`,
    ]);
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
    async function interrupted(script: string, graceMs: number, finishMs = 0) {
      const abort = new AbortController();
      return inFolder(script, {
        signal: abort.signal,
        graceMs,
        finishMs,
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

    it("lets Terraform finish its changes first, and interrupts it when that takes too long", async () => {
      const script = "trap 'exit 1' INT; echo ready; sleep 0.3";
      const note = jest.spyOn(console, "error").mockReturnValue();
      expect(await interrupted(script, 20_000, 20_000)).toBeUndefined();
      expect(await interrupted(`${script}; while :; do sleep 0.05; done`, 20_000, 500)).toMatchObject({
        name: "TerraformInterrupted",
        killed: false,
      });
      expect(note.mock.calls.flat()).toEqual([
        expect.stringMatching(/: interrupted\. Terraform finishes its changes first, for at most 20 s\.$/),
        expect.stringMatching(/for at most 0\.5 s\.$/),
      ]);
      note.mockRestore();
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
      // As long as another process takes.
      await inFolder("true").apply();
      expect(() => rmSync(path.join(root, "begun"))).toThrow("ENOENT");
    });
  });
});
