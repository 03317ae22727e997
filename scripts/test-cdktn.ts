import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { Command } from "commander";
import { fail, UserError } from "../modules/user-error";
import { withCdktn } from "./cdktn-imports";

const PROJECT = path.dirname(__dirname);
const CDKTN = path.join(PROJECT, "test", "cdktn");
/** The packages that CDK Terrain replaces. */
const REPLACED = ["cdktf", "@cdktf"];
/** Packages that the app and CDK Terrain must share. */
const OWN = ["cdktn", "@cdktn", "constructs"];

new Command("npm run test:cdktn --")
  .description(
    "Runs types, synth, unit tests and the generation of the Terraform module with CDK Terrain (cdktn, @cdktn/provider-aws) in place of CDKTF, in a copy of this project, and compares what is synthesized with what CDKTF makes.",
  )
  .addHelpText(
    "after",
    `
It installs CDK Terrain into test/cdktn the first time, for which it needs the
npm registry.

Exit code: 0 all is the same; 1 something is not, and the text says what.

Example:
  npm run test:cdktn`,
  )
  .action(main)
  .parseAsync()
  .catch(fail);

async function main(): Promise<void> {
  install();
  const copy = mkdtempSync(path.join(tmpdir(), "workmail-cdktn-"));
  const remove = () => rmSync(copy, { recursive: true, force: true });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      remove();
      process.exit(130);
    });
  }
  try {
    console.error("Copying the project");
    copySources(copy);
    linkPackages(copy);
    // Some tests ask Git which files there are.
    execFileSync("git", ["init", "--quiet"], { cwd: copy });
    execFileSync("git", ["add", "--all"], { cwd: copy });
    checkThatCdktfIsGone(copy);
    await step(copy, "Types", ["node_modules/typescript-7/bin/tsc", "--noEmit"]);
    await step(copy, "Synth with CDK Terrain", ["cli/synth.js"]);
    await step(PROJECT, "Synth with CDKTF", ["cli/synth.js"], {
      CDKTF_OUTDIR: path.join(copy, "cdktf.expected"),
      WORKMAIL_SETTINGS: "workmail.example.json",
    });
    const stacks = compareStacks(copy);
    await step(copy, "Terraform module", ["--import", "tsx", "scripts/generate.ts"]);
    const files = compareModule(copy);
    await step(copy, "Unit tests", ["node_modules/.bin/jest", "--selectProjects", "unit"]);
    console.log(
      `With CDK Terrain: types, ${stacks} stacks (the same but for CDKTF's own comments), ${files} files of the module (byte for byte), and all unit tests except those of the lint rules.`,
    );
  } finally {
    remove();
  }
}

function install(): void {
  if (existsSync(path.join(CDKTN, "node_modules", "cdktn"))) {
    return;
  }
  console.error("Installing CDK Terrain into test/cdktn");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: CDKTN,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** The files that Git tracks, and new ones that it does not ignore. */
function copySources(copy: string): void {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: PROJECT,
    encoding: "utf8",
  });
  for (const name of listed.split("\0").filter(Boolean)) {
    const from = path.join(PROJECT, name);
    // The lint rules are about files, and the copy's packages are links to files elsewhere.
    if (!existsSync(from) || name.startsWith("test/lint/")) {
      continue;
    }
    const to = path.join(copy, name);
    mkdirSync(path.dirname(to), { recursive: true });
    const content = readFileSync(from);
    writeFileSync(to, /\.(ts|js|mjs|md)$/.test(name) ? withCdktn(content.toString()) : content);
  }
}

function linkPackages(copy: string): void {
  const installed = path.join(PROJECT, "node_modules");
  const folder = path.join(copy, "node_modules");
  mkdirSync(folder);
  for (const name of readdirSync(installed)) {
    if (REPLACED.includes(name) || OWN.includes(name)) {
      continue;
    }
    // The workspace is a part of the copy.
    const target =
      name === "terraform-aws-workmail-lambda-function" ? path.join(copy, "function") : path.join(installed, name);
    symlinkSync(target, path.join(folder, name));
  }
  for (const name of OWN) {
    symlinkSync(path.join(CDKTN, "node_modules", name), path.join(folder, name));
  }
}

/** Otherwise a forgotten import would use the package that is replaced. */
function checkThatCdktfIsGone(copy: string): void {
  const require = createRequire(path.join(copy, "main.ts"));
  for (const name of ["cdktf", "@cdktf/provider-aws/package.json"]) {
    try {
      require.resolve(name);
    } catch {
      continue;
    }
    throw new UserError(`${name} can be had in ${copy}: nothing is tested.`);
  }
}

async function step(
  cwd: string,
  title: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<void> {
  console.error(title);
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text: Buffer) => (output += text.toString()));
  }
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) {
    throw new UserError(`${title} failed:\n${output}`);
  }
  const [tests] = /^Tests: .*$/m.exec(output) ?? [];
  if (tests !== undefined) {
    console.error(`  ${tests}`);
  }
}

/** @returns how many there are */
function compareStacks(copy: string): number {
  const stacks = (outdir: string) => path.join(copy, outdir, "stacks");
  const names = readdirSync(stacks("cdktf.expected")).sort();
  const read = (outdir: string, name: string) =>
    withoutComments(JSON.parse(readFileSync(path.join(stacks(outdir), name, "cdk.tf.json"), "utf8")));
  const different = names.filter(
    (name) => JSON.stringify(read("cdktf.out", name)) !== JSON.stringify(read("cdktf.expected", name)),
  );
  if (different.length > 0 || names.length === 0) {
    throw new UserError(`CDK Terrain makes something else of ${different.join(", ") || "nothing"}.`);
  }
  return names.length;
}

/** CDKTF says in comments what made a stack, and with which version. */
function withoutComments(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutComments);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== "//")
      .map(([name, it]) => [name, withoutComments(it)]),
  );
}

/** @returns how many files there are */
function compareModule(copy: string): number {
  const folder = path.join("modules", "terraform");
  const files = readdirSync(path.join(PROJECT, folder), {
    withFileTypes: true,
  }).filter((it) => it.isFile());
  const different = files.filter(
    ({ name }) => !readFileSync(path.join(PROJECT, folder, name)).equals(readFileSync(path.join(copy, folder, name))),
  );
  if (different.length > 0) {
    throw new UserError(`CDK Terrain makes other files: ${different.map(({ name }) => name).join(", ")}.`);
  }
  return files.length;
}
