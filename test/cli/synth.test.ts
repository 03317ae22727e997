import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { App } from "cdktf";
import { createFunctionPackage } from "../../modules/package/function-package";
import { parseSettings } from "../../modules/settings/settings";
import { addStacks } from "../../modules/stacks/add-stacks";
import { copyProject } from "../../scripts/project-copy";
import { folderWith } from "../support/folder";
import { type CommandResult, runCommand } from "../support/run-command";

function newProject(name: string): string {
  const project = path.join(folderWith({}), name);
  copyProject(project);
  return project;
}

function synth(cwd: string, env: NodeJS.ProcessEnv = {}) {
  return runCommand([process.execPath, "cli/synth.js"], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
  });
}

function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Every file below a folder, with its content. */
function contentsOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return Object.fromEntries(
    files
      .filter((file) => statSync(path.join(folder, file)).isFile())
      .sort()
      .map((file) => [file, readFileSync(path.join(folder, file)).toString("base64")]),
  );
}

/** Settings for which most kinds of resources are created. */
const MANY = {
  regions: {
    "us-east-1": { organizationIds: [`m-${"1".repeat(32)}`] },
    "eu-west-1": { organizationIds: [`m-${"2".repeat(32)}`, `m-${"3".repeat(32)}`], memorySizeMb: 512 },
  },
  liveAlias: true,
  deduplication: true,
  dashboard: true,
  logQueries: true,
  alarmEmail: "operations@example.com",
  environmentVariables: { LITERAL: "${not.terraform} 1e5 %{ if }", EMPTY: "" },
  tags: { Team: "mail", "1e5": "2e-3" },
  messageContent: "REPLACE",
  emailFlowRules: {
    Inbound: { direction: "INBOUND", runSynchronously: true, ruleTimeoutMinutes: 5, fallbackAction: "Default" },
  },
  secretArns: { TOKEN_ARN: "arn:aws:secretsmanager:us-east-1:111122223333:secret:mail-AbCdEf" },
};

/** A finished package: to bundle it takes longer than the rest of a synth. */
const DEDUPLICATING = path.resolve("modules/terraform/workmail-function-deduplicating.zip");

/** Sources that a synchronous rule excludes. */
const SES = {
  emailFlowRules: undefined,
  messageContent: undefined,
  sesSendingEvents: { configurationSetName: "mail" },
};

describe("cli/synth.js", () => {
  const one = newProject("one");
  const other = newProject("another folder");
  const bundlesIn = (project: string) => readdirSync(path.join(project, "dist", "app"));
  let bundles: string[];
  let first: CommandResult;
  let again: CommandResult;
  let elsewhere: CommandResult;
  let contents: Record<string, string>;
  let changed: CommandResult;

  // A new bundle takes three times as long as a run with the last one.
  beforeAll(async () => {
    await Promise.all([inOne(), inOther()]);

    async function inOne() {
      first = await synth(one);
      bundles = bundlesIn(one);
      again = await synth(one, { CDKTF_CONTEXT_JSON: "{}" });
    }

    async function inOther() {
      elsewhere = await synth(other, { TZ: "Asia/Tokyo", PATH: "" });
      contents = contentsOf(path.join(other, "cdktf.out"));
      appendFileSync(
        path.join(other, "main.ts"),
        '\nvoid import("node:os").then(({ EOL }) => process.stdout.write(EOL));\n',
      );
      await synth(other);
      changed = await synth(other);
    }
  });

  it("writes the same bytes in every folder", () => {
    expect(first).toSucceed();
    expect(elsewhere).toSucceed();
    expect(Object.keys(contents)).toContain("stacks/workmail-us-east-1/cdk.tf.json");
    expect(contentsOf(path.join(one, "cdktf.out"))).toEqual(contents);
  });

  it("keeps its bundle, makes a new one when a source has changed, and deletes those older than a day", async () => {
    expect(bundles).toHaveLength(1);
    expect(bundlesIn(one)).toEqual(bundles);

    const both = bundlesIn(other);
    expect(both).toHaveLength(2);

    const twoDaysAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
    both.forEach((name) => utimesSync(path.join(other, "dist", "app", name), twoDaysAgo, twoDaysAgo));
    appendFileSync(path.join(other, "main.ts"), "\n// changed again\n");
    // Two that bundle at the same time, each with its own output, which CDKTF deletes first.
    const outputs = ["cdktf.left", "cdktf.right"].map((name) => path.join(other, name));
    for (const result of await Promise.all(outputs.map((output) => synth(other, { CDKTF_OUTDIR: output })))) {
      expect(result).toSucceed();
    }
    const [after, ...old] = bundlesIn(other);
    expect(old).toEqual([]);
    expect(both).not.toContain(after);
  });

  it("puts the artifact into each stack, once built", () => {
    const zips = Object.entries(contents).filter(([file]) => file.endsWith(".zip"));
    expect(zips).toHaveLength(3);
    expect(new Set(zips.map(([, content]) => content)).size).toBe(1);
    const kept = readdirSync(path.join(other, "dist"), { recursive: true });
    expect(kept).toContain(path.join(sha256(Buffer.from(zips[0]![1], "base64")), "workmail-function.zip"));
  });

  it.each([
    ["many settings", MANY],
    ["one stack for all Regions", { ...MANY, ...SES, singleStack: true, packagePath: DEDUPLICATING }],
  ])("writes with a faster CDKTF what CDKTF itself writes: %s", async (_, values) => {
    const folder = folderWith({ "settings.json": JSON.stringify(values) });
    const settings = parseSettings(JSON.stringify(values), "settings.json");
    const app = new App({ outdir: path.join(folder, "itself") });
    addStacks(app, settings, await createFunctionPackage(settings.package, path.join(folder, "dist")));
    app.synth();
    const env = { WORKMAIL_SETTINGS: path.join(folder, "settings.json"), CDKTF_OUTDIR: path.join(folder, "faster") };
    expect(await synth(one, env)).toSucceed();
    const itself = contentsOf(path.join(folder, "itself"));
    expect(Object.keys(itself)).toContain("manifest.json");
    expect(contentsOf(path.join(folder, "faster"))).toEqual(itself);
  });

  it("compiles its bundle again if what V8 has compiled is missing, cut short, or changed", async () => {
    const folder = path.join(one, "dist", "compiled");
    const files = () => readdirSync(folder).map((name) => path.join(folder, name));
    const damages = [
      (content: Buffer) => content.subarray(0, content.length / 2),
      (content: Buffer) =>
        Buffer.from(content.map((byte, index) => (index === content.length - 99 ? byte ^ 255 : byte))),
      () => Buffer.alloc(0),
    ];
    for (const damage of damages) {
      files().forEach((file) => writeFileSync(file, damage(readFileSync(file))));
      const damaged = files().map((file) => statSync(file).ino);
      expect(await synth(one)).toSucceed();
      expect(files().map((file) => statSync(file).ino)).not.toEqual(damaged);
    }
    const places = () => files().map((file) => statSync(file).ino);
    const intact = places();
    await synth(one);
    expect(places()).toEqual(intact);
    // V8 rejects what it has compiled with other options: as the CDKTF CLI has them.
    await synth(one, { NODE_OPTIONS: "--stack-trace-limit=5" });
    expect(places()).toEqual(expect.arrayContaining(intact));
    expect(places().length).toBeGreaterThan(intact.length);
  });

  it("runs an app of yours that imports a module when it needs it, also once it is compiled", () => {
    expect([changed.code, changed.stdout]).toEqual([0, "\n"]);
  });

  it("needs no Terraform", () => {
    expect([elsewhere.code, elsewhere.stderr]).toEqual([0, expect.not.stringContaining("terraform")]);
  });

  it("says nothing of its own under the CDKTF CLI", () => {
    expect([again.code, again.stdout]).toEqual([0, ""]);
  });

  it("gives each stack the zip of its own source_code_hash, with others synthesizing other handlers at the same time", async () => {
    const runs = Array.from({ length: 4 }, (_, index) => `run${index}`);
    // Beside main.ts, each would ask for a new bundle.
    const handlers = path.join(one, "handlers");
    mkdirSync(handlers);
    const hashes = runs.map(async (run) => {
      const entry = path.join(handlers, `${run}.ts`);
      const settings = path.join(one, `workmail.${run}.json`);
      writeFileSync(entry, `export const handler = async () => "${run}";`);
      writeFileSync(settings, JSON.stringify({ entry, regions: { "us-east-1": { allowAnyOrganization: true } } }));
      const outdir = path.join(one, `cdktf.${run}`);
      const { code, stderr } = await synth(one, { WORKMAIL_SETTINGS: settings, CDKTF_OUTDIR: outdir });
      expect([code, stderr]).toEqual([0, ""]);
      const stack = path.join(outdir, "stacks", `workmail-${run}-us-east-1`);
      const { resource } = JSON.parse(readFileSync(path.join(stack, "cdk.tf.json"), "utf8")) as {
        resource: { aws_lambda_function: { function: { filename: string; source_code_hash: string } } };
      };
      const { filename, source_code_hash } = resource.aws_lambda_function.function;
      const zip = readFileSync(path.join(stack, filename));
      expect([run, source_code_hash]).toEqual([run, createHash("sha256").update(zip).digest("base64")]);
      return source_code_hash;
    });
    expect(new Set(await Promise.all(hashes)).size).toBe(runs.length);
  });

  it("fails in words when the settings are wrong", async () => {
    const file = path.join(folderWith({ "bad.json": "{" }), "bad.json");
    const { code, stdout, stderr } = await synth(one, {
      WORKMAIL_SETTINGS: file,
    });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/bad\.json: 1 error\n {2}is not valid JSON: line 1, column 2/);
    expect(stderr).not.toContain("    at ");
  });
});
