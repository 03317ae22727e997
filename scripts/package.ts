import { copyFileSync, readdirSync, rmSync } from "node:fs";
import * as path from "node:path";
import { build } from "esbuild";
import ts from "typescript";
import { fail } from "../modules/user-error";

/** What the npm package offers to those who deploy, by the name of its export. */
const ENTRIES = ["modules/index.ts", "modules/package/function-package.ts"];
const FOLDER = path.join("dist", "lib");

/** The command line, and the folders of programs that it starts as they are. */
const COMMAND = { "workmail-lambda": "cli/main.ts" };
const PROGRAMS = [path.join("cli", "processes"), path.join("cli", "local-lambda")];

/** Builds the constructs for npm, JavaScript and type declarations, and the command line. */
async function main() {
  rmSync(FOLDER, { recursive: true, force: true });
  await bundle(ENTRIES);
  await bundle(COMMAND);
  copyPrograms();
  declareTypes();
}

async function bundle(entryPoints: string[] | Record<string, string>) {
  await build({
    entryPoints,
    outdir: FOLDER,
    bundle: true,
    packages: "external",
    format: "cjs",
    platform: "node",
    target: "node20",
    logLevel: "warning",
  });
}

function copyPrograms(): void {
  for (const folder of PROGRAMS) {
    const programs = readdirSync(folder).filter((it) => it.endsWith(".mjs"));
    for (const program of programs) {
      copyFileSync(path.join(folder, program), path.join(FOLDER, program));
    }
  }
}

function declareTypes(): void {
  const { config } = ts.readConfigFile("tsconfig.json", (file) => ts.sys.readFile(file)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ".");
  const program = ts.createProgram(ENTRIES, {
    ...options,
    types: ["node"],
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: "modules",
    outDir: FOLDER,
  });
  const faults = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
  if (faults.length > 0) {
    throw new Error(
      ts.formatDiagnostics(faults, {
        getCanonicalFileName: (name) => name,
        getCurrentDirectory: () => process.cwd(),
        getNewLine: () => "\n",
      }),
    );
  }
}

main().catch(fail);
