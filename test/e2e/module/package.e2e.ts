import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import * as path from "node:path";
import { folderWith } from "../../support/folder";
import { install, pack } from "../../support/packed";
import { runCommand } from "../../support/run-command";

/** The npm package, as somebody has it who installs it into an empty folder. */

const NAME = "terraform-aws-workmail-lambda";

const folder = folderWith({
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

beforeAll(async () => {
  const tarball = await pack();
  await install(folder, path.join(tarball.folder, tarball.name));
});

function run(...command: string[]) {
  return runCommand(command, { cwd: folder });
}

function tsc(project: string) {
  return run(path.resolve("node_modules/.bin/tsc"), "--project", project);
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
      .map((target) => target.replace("*", "outbound-2018.json"))
      .filter((target) => !existsSync(path.join(installed, target)));
    expect(missing).toEqual([]);
  });

  it("brings no CDKTF to those who only write handlers", () => {
    expect(existsSync(path.join(modules, "cdktf"))).toBe(false);
    expect(existsSync(path.join(modules, "esbuild"))).toBe(true);
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

  it("is told of a wrong type", async () => {
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
    const { code, stdout, stderr } = await run(
      ...[...npx, "invoke", "inbound", "--json"],
      ...["--zip", "dist/workmail-function.zip"],
    );
    expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toMatchObject({
      results: [{ event: "inbound", payload: 1 }],
    });
  });
});
