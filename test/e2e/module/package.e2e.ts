import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { type Emulator, startEmulator } from "../../../cli/emulator/emulator";
import { sandboxEnvironment } from "../../../cli/processes/sandbox-environment";
import { cdktfCli } from "../../../scripts/cdktf-cli";
import { folderWith } from "../../support/folder";
import { install, pack } from "../../support/packed";
import { runCommand } from "../../support/run-command";

/** The npm package, as somebody has it who installs it into an empty folder. */

const NAME = "terraform-aws-workmail-lambda";

const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:mail-events";

/** The output of `terraform output -json` for a stack with a function that is not there. */
const OUTPUTS = Object.fromEntries(
  Object.entries({
    function_name: "mail-events",
    function_arn: ARN,
    region: "eu-west-1",
    principal: "workmail.eu-west-1.amazonaws.com",
    permission_statement_ids: ["AllowWorkMail"],
    organization_arns: ["arn:aws:workmail:eu-west-1:123456789012:organization/m-33333333333333333333333333333333"],
    role_arn: "arn:aws:iam::123456789012:role/mail-events-eu-west-1",
    log_group_name: "/aws/lambda/mail-events",
    failure_queue_url: "https://sqs.eu-west-1.amazonaws.com/123456789012/mail-events-failures",
    failure_queue_arn: "arn:aws:sqs:eu-west-1:123456789012:mail-events-failures",
    alarm_names: ["mail-events-errors"],
    code_sha256: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    live_version: null,
    email_flow_rule_function_arn: ARN,
    email_flow_rule_console_urls: {},
    email_flow_rule_instructions: "The steps",
  }).map(([name, value]) => [name, { sensitive: false, type: "string", value }]),
);

/** Imports everything that the package exports, with a wrong type to notice if one of them is any. */
const EVERY_EXPORT = `
import type { TerraformStack } from "cdktf";
import { WORKMAIL_REGIONS, WorkMailLambda, type WorkMailRegion } from "${NAME}";
import { type Email, createHandler, parseWorkMailEvent } from "${NAME}/function";
import { deduplicate } from "${NAME}/function/deduplication";
import event from "${NAME}/function/events/outbound-2018.json";
import { createFunctionPackage, type FunctionPackage } from "${NAME}/function-package";

export * as message from "${NAME}/function/message";
export * as mime from "${NAME}/function/mime";
export * as sources from "${NAME}/function/sources";
export * as synchronous from "${NAME}/function/synchronous";
export * as testing from "${NAME}/function/testing";
export const regions: readonly WorkMailRegion[] = WORKMAIL_REGIONS;
export const handler = deduplicate(createHandler((email: Email) => email.recipients.length));
export const { envelope } = parseWorkMailEvent(event);
export const zip: Promise<FunctionPackage> = createFunctionPackage({ entry: "entry.js" }, "dist");
export const make = (stack: TerraformStack) =>
  new WorkMailLambda(stack, "workmail", { filename: "function.zip", sourceCodeHash: "c2hhMjU2" });

// @ts-expect-error
createHandler((email) => email.recipients.length.unknown);
// @ts-expect-error
deduplicate(handler, { windowSeconds: "60" });
// @ts-expect-error
createFunctionPackage({ entry: 1 }, "dist");
// @ts-expect-error
regions.push("eu-central-1");
`;

/** The ways in which TypeScript finds the types of a package, with the source that uses them. */
const RESOLUTIONS: readonly (readonly [moduleResolution: string, module: string, file: string])[] = [
  ["node10", "commonjs", "every-export.ts"],
  ["node16", "node16", "every-export.ts"],
  ["node16", "node18", "every-export.mts"],
  ["nodenext", "nodenext", "every-export.ts"],
  ["nodenext", "nodenext", "every-export.mts"],
  ["bundler", "esnext", "every-export.ts"],
  ["bundler", "preserve", "every-export.mts"],
];

const folder = folderWith({
  "outputs.json": JSON.stringify(OUTPUTS),
  "package.json": JSON.stringify({ private: true }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      target: "es2022",
      lib: ["es2022", "dom"],
      module: "nodenext",
      resolveJsonModule: true,
      strict: true,
      skipLibCheck: true,
      outDir: "out",
      types: [],
    },
    files: ["handler.mts", "handler.cts", "app.cts"],
  }),
  "tsconfig.wrong.json": JSON.stringify({
    extends: "./tsconfig.json",
    files: ["wrong.cts"],
  }),
  "entry.js": `
import { createHandler } from "${NAME}/function";
export const handler = createHandler((email) => email.recipients.length);
`,
  "handler.mts": `
import event from "${NAME}/function/events/outbound-2018.json" with { type: "json" };
import { type Email, parseWorkMailEvent, WorkMailEventError } from "${NAME}/function";
import { createFunctionPackage, type FunctionPackage } from "${NAME}/function-package";

export const count = (email: Email): number => email.recipients.length;
const { envelope } = parseWorkMailEvent(event);
const zip: FunctionPackage = await createFunctionPackage({ entry: "entry.js" }, "dist");
console.log(envelope.recipients.length, zip.size > 0, WorkMailEventError.name);
`,
  "handler.cts": `
import { createHandler, type WorkMailHandler } from "${NAME}/function";

const handler: WorkMailHandler<string | undefined> = createHandler((email) => email.subject);
console.log(typeof handler);
`,
  "app.cts": `
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { addOutputs, WORKMAIL_REGIONS, WorkMailLambda } from "${NAME}";

const app = new App({ outdir: "cdktf.out" });
for (const region of WORKMAIL_REGIONS) {
  const stack = new TerraformStack(app, region);
  new AwsProvider(stack, "aws", { region });
  const workmail = new WorkMailLambda(stack, "workmail", {
    region,
    organizationIds: ["m-33333333333333333333333333333333"],
    filename: "function.zip",
    sourceCodeHash: "c2hhMjU2",
    timeoutSeconds: 15,
  });
  addOutputs(stack, workmail);
}
app.synth();
`,
  "every-export.ts": EVERY_EXPORT,
  "every-export.mts": EVERY_EXPORT.replace('.json";', '.json" with { type: "json" };'),
  "mail.test.ts": `
import { strict as assert } from "node:assert";
import { parseWorkMailEvent } from "${NAME}/function";
import event from "${NAME}/function/events/outbound-2018.json";

declare const it: (title: string, run: () => void) => void;

it("reads the event", () => {
  assert.equal(parseWorkMailEvent(event).envelope.recipients.length, 2);
});
`,
  "wrong.cts": `
import { WorkMailLambda } from "${NAME}";
import type { TerraformStack } from "cdktf";

export const make = (stack: TerraformStack) =>
  new WorkMailLambda(stack, "workmail", {
    filename: "function.zip",
    sourceCodeHash: "c2hhMjU2",
    timeoutSeconds: "15",
  });
`,
});
const modules = path.join(folder, "node_modules");

let tarball: string;

beforeAll(async () => {
  const packed = await pack();
  tarball = path.join(packed.folder, packed.name);
  await install(folder, tarball);
});

function run(...command: string[]) {
  return runCommand(command, { cwd: folder });
}

function tsc(project: string) {
  return run(path.resolve("node_modules/.bin/tsc"), "--project", project);
}

/** Returns a file of a folder that the package offers as a whole, other than what explains it. */
function exampleIn(folder: string): string {
  return readdirSync(folder).find((name) => name !== "README.md")!;
}

/** Writes a tsconfig.json that adds to the one of `cdktf init`. */
function writeProject(compilerOptions: object, file: string) {
  const project = {
    extends: path.resolve(cdktfCli(), "../../templates/typescript/tsconfig.json"),
    compilerOptions: {
      ...compilerOptions,
      noEmit: true,
      esModuleInterop: true,
      // TypeScript 6 has node10 still, and warns.
      ignoreDeprecations: "6.0",
      types: ["node"],
      typeRoots: [path.resolve("node_modules/@types")],
      tsBuildInfoFile: "out/tsbuildinfo",
    },
    include: [],
    files: [file],
  };
  writeFileSync(path.join(folder, "tsconfig.resolution.json"), JSON.stringify(project));
}

/** The paths in the exports, whatever the conditions. */
function targetsOf(exported: unknown): string[] {
  return typeof exported === "string" ? [exported] : Object.values(exported as object).flatMap(targetsOf);
}

describe("the package", () => {
  it("holds every file that its exports name", () => {
    const installed = path.join(modules, NAME);
    const { exports } = JSON.parse(readFileSync(path.join(installed, "package.json"), "utf8")) as { exports: unknown };
    const missing = targetsOf(exports)
      .map((target) => target.replace("*", () => exampleIn(path.dirname(target))))
      .filter((target) => !existsSync(path.join(installed, target)));
    expect(missing).toEqual([]);
  });

  it("is imported by the source that checks its types, from every export with types", () => {
    const { exports } = JSON.parse(readFileSync("package.json", "utf8")) as { exports: Record<string, unknown> };
    const typed = Object.entries(exports).filter(([, targets]) => JSON.stringify(targets).includes('"types"'));
    const imported = Array.from(EVERY_EXPORT.matchAll(/from "([^"]+)"/g), ([, name]) => name);
    expect(imported).toEqual(expect.arrayContaining(typed.map(([subpath]) => path.posix.join(NAME, subpath))));
  });

  it("brings no CDKTF to those who only write handlers", () => {
    const names = readdirSync(modules).filter((name) => ["cdktf", "constructs", "@cdktf"].includes(name));
    expect(names).toEqual([]);
  });

  it("installs at most 25 packages and 18 MB, 11 of them esbuild's program", () => {
    const files = readdirSync(modules, { recursive: true, encoding: "utf8" });
    const packages = files.filter((file) => /^(@[^/]+\/)?[^@.][^/]*\/package\.json$/.test(file));
    const bytes = files.map((file) => statSync(path.join(modules, file))).filter((it) => it.isFile());
    const megabytes = bytes.reduce((sum, { size }) => sum + size, 0) / 1e6;
    expect(packages).toContain(`${NAME}/package.json`);
    expect(packages.length).toBeLessThanOrEqual(25);
    expect(megabytes).toBeGreaterThan(3);
    expect(megabytes).toBeLessThanOrEqual(18);
  });

  // Its exports are read one by one, and WebSocket among them loads undici: 20 ms of each command that calls AWS.
  it("has no command that imports node:http", () => {
    const programs = path.join(modules, NAME, "dist", "cli");
    const chunks = readdirSync(programs).filter((file) => file.endsWith(".mjs"));
    const importing = chunks.filter((file) =>
      / from ?"(node:)?http"/.test(readFileSync(path.join(programs, file), "utf8")),
    );
    expect(chunks.length).toBeGreaterThan(10);
    expect(importing).toEqual([]);
  });

  it("holds the licenses of the packages whose code is in it", () => {
    const licenses = readFileSync(path.join(modules, NAME, "dist", "THIRD-PARTY-LICENSES.txt"), "utf8");
    for (const name of ["@aws-sdk/client-lambda", "commander", "listr2", "valibot"]) {
      expect(licenses).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\([\\w.-]+\\)$`, "m"));
    }
  });
});

describe("the command line without cdktf", () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator();
  });

  afterAll(() => emulator.stop());

  /** Runs a command as a shell does, with AWS's API in the emulator. */
  async function workmailLambda(line: string) {
    const command = `${path.join(modules, ".bin", "workmail-lambda")} ${line}`;
    const result = await runCommand(["sh", "-c", command], { cwd: folder, env: sandboxEnvironment(emulator.endpoint) });
    return { ...result, stack: /^ +at .*$|Cannot find (module|package).*/m.exec(result.stderr)?.[0] };
  }

  /** The commands that work where nothing but the package is, by the line that is typed. */
  const WORKS: Readonly<Record<string, { code: number; stdout?: RegExp; stderr?: RegExp }>> = {
    "init --yes --organization eu-west-1=m-33333333333333333333333333333333": { code: 0, stdout: /workmail\.json/ },
    "event --inbound": { code: 0, stdout: /"flowDirection": "INBOUND"/ },
    [`invoke inbound --json --zip node_modules/${NAME}/modules/terraform/workmail-function.zip`]: {
      code: 0,
      stdout: /"payload": \{/,
    },
    "verify --outputs - --json < outputs.json": { code: 2, stdout: /"passed": false[^]*"subject": "function"/ },
    "instructions --outputs - < outputs.json": { code: 0, stdout: /^The steps$/m },
    "rollback --outputs - --dry-run < outputs.json": { code: 1, stderr: /eu-west-1: .*liveAlias/ },
    "logs --outputs - < outputs.json": {
      code: 1,
      stderr: /^There is no log group \/aws\/lambda\/mail-events in eu-west-1/,
    },
    "doctor --json": { code: 0, stdout: /"passed": true[^]*"subject": "Terraform"[^]*account 123456789012/ },
    "redrive --outputs - --dry-run < outputs.json": { code: 1, stderr: /mail-events/ },
    build: { code: 1, stderr: /^function\/src\/handler\.ts: no such file/ },
    "migrate --json": { code: 2, stdout: /"rules": \[\s*\{\s*"region": "eu-west-1"/ },
    "completion bash": { code: 0, stdout: /^# bash completion for workmail-lambda/ },
    outputs: { code: 1, stderr: /cdktf\.out|synthesized/ },
  };

  it.each(Object.entries(WORKS))("runs %s", async (line, { code, stdout = /^/, stderr = /^/ }) => {
    const result = await workmailLambda(line);
    expect(result.stack).toBeUndefined();
    expect(result).toMatchObject({
      code,
      stdout: expect.stringMatching(stdout) as string,
      stderr: expect.stringMatching(stderr) as string,
    });
  });

  it("says in a sentence that it needs an app, for each other command that the help lists", async () => {
    const result = await workmailLambda("--help");
    expect(result).toSucceed();
    const { stdout } = result;
    const [, commands = ""] = /^Commands:\n([^]*?)\n\n/m.exec(`${stdout}\n\n`) ?? [];
    const listed = Array.from(commands.matchAll(/^ {2}([a-z][a-z-]*)( |$)/gm), ([, name]) => name!);
    const tried = Object.keys(WORKS).map((line) => line.split(" ")[0]!);
    expect(listed).toEqual(expect.arrayContaining(tried));
    for (const command of listed.filter((name) => !["help", ...tried].includes(name))) {
      const result = await workmailLambda(command);
      expect({ command, stack: result.stack, code: result.code, lines: result.stderr.trim().split("\n") }).toEqual({
        command,
        stack: undefined,
        code: 1,
        lines: [expect.stringMatching(/main\.ts|cdktf/)],
      });
    }
  });
});

describe("the scaffold of init", () => {
  const INIT = ["init", "--yes", "--scaffold", "--any-organization", "eu-west-1"];

  it.each([
    ["ES module, where nothing was before", {}],
    ["CommonJS, beside a package.json of your own", { "package.json": JSON.stringify({ private: true }) }],
  ])("compiles, passes its test, and is bundled and invoked, as %s", async (_, files) => {
    const project = folderWith(files);
    const inProject = (...command: string[]) => runCommand(command, { cwd: project });
    // As npx does, which installs the package elsewhere.
    expect(await inProject(path.join(modules, ".bin", "workmail-lambda"), ...INIT)).toSucceed();
    const file = path.join(project, "package.json");
    const named = JSON.parse(readFileSync(file, "utf8")) as { dependencies: object };
    // The version that is not published yet.
    named.dependencies = { [NAME]: `file:${tarball}` };
    writeFileSync(file, JSON.stringify(named));
    await install(project);
    expect(await inProject("npm", "run", "types")).toSucceed();
    const tested = await inProject("npm", "test");
    expect(tested).toSucceed();
    expect(tested.stdout).toMatch(/^. pass 1$/m);
    const npx = ["npx", "--offline", "workmail-lambda"];
    expect(await inProject(...npx, "build")).toSucceed();
    const zip = path.join("dist", "workmail-function.zip");
    const invoked = await inProject(...npx, "invoke", "--json", "--zip", zip);
    expect(invoked).toSucceed();
    const { results } = JSON.parse(invoked.stdout) as { results: { payload: unknown }[] };
    expect(results.map(({ payload }) => payload)).toEqual([{ external: expect.any(Number) as number }]);
  });
});

describe("a project with the package", () => {
  beforeAll(() => {
    mkdirSync(path.join(modules, "@cdktf"));
    for (const name of ["cdktf", "constructs", "@cdktf/provider-aws"]) {
      symlinkSync(path.resolve("node_modules", name), path.join(modules, name));
    }
  });

  it("type-checks, as ES module and as CommonJS", async () => {
    expect(await tsc("tsconfig.json")).toMatchObject({ code: 0, stdout: "" });
  });

  it.each(RESOLUTIONS)("type-checks with the resolution %s, as %s module, in %s", async (...resolution) => {
    const [moduleResolution, module, file] = resolution;
    writeProject({ moduleResolution, module }, file);
    expect(await tsc("tsconfig.resolution.json")).toMatchObject({ code: 0, stdout: "" });
  });

  it("runs tests with ts-jest, which checks types", async () => {
    writeProject({ moduleResolution: "node10", module: "commonjs" }, "mail.test.ts");
    const transform = { "\\.ts$": [require.resolve("ts-jest"), { tsconfig: "tsconfig.resolution.json" }] };
    const config = JSON.stringify({ rootDir: folder, testMatch: ["**/mail.test.ts"], transform });
    expect(await run(path.resolve("node_modules/.bin/jest"), "--config", config)).toSucceed();
  });

  it("gets an error for a wrong type", async () => {
    const { code, stdout } = await tsc("tsconfig.wrong.json");
    expect(code).not.toBe(0);
    expect(stdout).toContain("Type 'string' is not assignable to type 'number'");
  });

  it("parses events and makes zips in an ES module", async () => {
    const { stdout, stderr } = await run(process.execPath, "out/handler.mjs");
    expect({ stdout, stderr }).toMatchObject({
      stdout: "2 true WorkMailEventError\n",
    });
  });

  it("makes handlers in CommonJS", async () => {
    const { stdout, stderr } = await run(process.execPath, "out/handler.cjs");
    expect({ stdout, stderr }).toEqual({ stdout: "function\n", stderr: "" });
  });

  it("synthesizes the constructs in its own app", async () => {
    const { code, stderr } = await run(process.execPath, "out/app.cjs");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const stacks = path.join(folder, "cdktf.out", "stacks");
    for (const region of ["us-east-1", "us-west-2", "eu-west-1"]) {
      const { resource } = JSON.parse(readFileSync(path.join(stacks, region, "cdk.tf.json"), "utf8")) as {
        resource: { aws_lambda_permission: object };
      };
      expect(Object.values(resource.aws_lambda_permission)).toMatchObject([
        { principal: `workmail.${region}.amazonaws.com` },
      ]);
    }
  });

  it("runs the command line, with the package's own events and runtime", async () => {
    const npx = ["npx", "--offline", "workmail-lambda"];
    const help = await run(...npx, "--help");
    expect(help.stdout).toMatch(/^Usage: workmail-lambda /);
    const dist = path.join(folder, "dist");
    const zip = readdirSync(dist, { recursive: true, encoding: "utf8" }).find((file) => file.endsWith(".zip"))!;
    const result = await run(...[...npx, "invoke", "inbound", "--json"], ...["--zip", path.join(dist, zip)]);
    expect(result).toSucceed();
    const { stdout } = result;
    expect(JSON.parse(stdout)).toMatchObject({
      results: [{ event: "inbound", payload: 1 }],
    });
  });
});
