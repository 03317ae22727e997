import { rmSync } from "node:fs";
import * as path from "node:path";
import { build } from "esbuild";
import ts from "typescript";
import { fail } from "../modules/user-error";

/** What the npm package offers to those who deploy, by the name of its export. */
const ENTRIES = ["modules/index.ts", "modules/function-package.ts"];
const FOLDER = path.join("dist", "lib");

/** Builds the constructs for npm: JavaScript and type declarations. */
async function main() {
  rmSync(FOLDER, { recursive: true, force: true });
  await build({
    entryPoints: ENTRIES,
    outdir: FOLDER,
    bundle: true,
    packages: "external",
    format: "cjs",
    platform: "node",
    target: "node20",
    logLevel: "warning",
  });
  declareTypes();
}

function declareTypes(): void {
  const { config } = ts.readConfigFile("tsconfig.json", (file) =>
    ts.sys.readFile(file),
  ) as { config: unknown };
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
  const faults = [
    ...ts.getPreEmitDiagnostics(program),
    ...program.emit().diagnostics,
  ];
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
