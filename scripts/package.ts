import { execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { build, type BuildOptions, type Metafile, type Plugin } from "esbuild";
import ts from "typescript";
import { fail, UserError } from "../modules/user-error";
import { thirdPartyNotices } from "./release/third-party-notices";

/** The entry points of the npm package for deployments. */
const LIBRARY_ENTRIES = ["modules/index.ts", "modules/package/function-package.ts"];
const LIBRARY = path.join("dist", "lib");

/** The command line, and the folders of programs that it starts as files. */
const CLI_ENTRY = "cli/main.ts";
const CLI = path.join("dist", "cli");
const PROGRAMS = [path.join("cli", "processes"), path.join("cli", "local-lambda")];

/**
 * Packages that the command line loads where it is installed: a native program, CDKTF, which may be missing, and what
 * only the demo needs, which runs in a clone. An import of node:http would load undici for its export WebSocket, 20 ms.
 */
const INSTALLED = /^(esbuild|cdktf|constructs|openpgp|@cdktf\/.*|(node:)?http)$/;

const SHARED = {
  bundle: true,
  platform: "node",
  target: "node20",
  mainFields: ["module", "main"],
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
} satisfies BuildOptions;

/** Builds what the npm package holds, and packs it. The arguments go to `npm pack`. */
async function main() {
  for (const folder of [LIBRARY, CLI]) {
    rmSync(folder, { recursive: true, force: true });
  }
  execFileSync(process.execPath, [path.join("function", "build.mjs")], { stdio: "inherit" });
  const sources = { ...(await buildLibrary()), ...(await buildCli()) };
  declareTypes();
  copyPrograms();
  const notices = thirdPartyNotices("The JavaScript here", sources, [path.resolve("."), path.resolve("function")]);
  writeFileSync(path.join("dist", "THIRD-PARTY-LICENSES.txt"), `${notices.join("\n\n")}\n`);
  // .npmrc keeps npm from running scripts, so that no prepack could build.
  execFileSync("npm", ["pack", "--silent", ...process.argv.slice(2)], { stdio: "inherit" });
}

/** Bundles the library with all packages that a user does not get with it. */
async function buildLibrary(): Promise<Record<string, number>> {
  const { metafile } = await build({
    ...SHARED,
    entryPoints: LIBRARY_ENTRIES,
    outdir: LIBRARY,
    external: installedPackages().flatMap((name) => [name, `${name}/*`]),
    format: "cjs",
  });
  return sourcesIn(metafile);
}

/** Returns the packages that a user gets with this one, or has beside it. */
function installedPackages(): string[] {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as Record<
    "dependencies" | "peerDependencies",
    Record<string, string>
  >;
  return Object.keys({ ...dependencies, ...peerDependencies });
}

/** Returns the bytes of each source file in a bundle. */
function sourcesIn({ outputs }: Metafile): Record<string, number> {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const files = inputs.filter(([file, { bytesInOutput }]) => bytesInOutput > 0 && !file.startsWith("installed:"));
  return Object.fromEntries(files.map(([file, { bytesInOutput }]) => [file, bytesInOutput]));
}

/** Bundles the command line with its packages, one chunk for what each command needs. */
async function buildCli(): Promise<Record<string, number>> {
  const { metafile } = await build({
    ...SHARED,
    entryPoints: [CLI_ENTRY],
    outdir: CLI,
    // esbuild splits ES modules only.
    format: "esm",
    splitting: true,
    outExtension: { ".js": ".mjs" },
    // Names stay, for the stack of an error that nobody foresaw.
    minifySyntax: true,
    minifyWhitespace: true,
    // Short, because each of more than a hundred chunks has it.
    banner: {
      js: 'import{createRequire as $r}from"node:module";const require=$r(import.meta.url),__dirname=import.meta.dirname;',
    },
    plugins: [requireInstalled],
  });
  return sourcesIn(metafile);
}

/** `require` resolves folders, such as @cdktf/provider-aws/lib/provider; `import` would not. */
const requireInstalled: Plugin = {
  name: "require-installed",
  setup(bundler) {
    bundler.onResolve({ filter: INSTALLED }, ({ path, namespace }) =>
      namespace === "installed" ? { path, external: true } : { path, namespace: "installed" },
    );
    bundler.onLoad({ filter: /.*/, namespace: "installed" }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
    }));
  },
};

function copyPrograms(): void {
  for (const folder of PROGRAMS) {
    const programs = readdirSync(folder).filter((it) => /\.(mjs|sh)$/.test(it));
    for (const program of programs) {
      copyFileSync(path.join(folder, program), path.join(CLI, program));
    }
  }
}

/** Writes the type declarations that the entries reach. */
function declareTypes(): void {
  const { config } = ts.readConfigFile("tsconfig.json", (file) => ts.sys.readFile(file)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ".");
  const declarations = new Map<string, string>();
  const program = ts.createProgram(LIBRARY_ENTRIES, {
    ...options,
    types: ["node"],
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: "modules",
    outDir: LIBRARY,
  });
  const { diagnostics } = program.emit(undefined, (file, text) => declarations.set(path.normalize(file), text));
  const errors = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (errors.length > 0) {
    throw new Error(
      ts.formatDiagnostics(errors, {
        getCanonicalFileName: (name) => name,
        getCurrentDirectory: () => process.cwd(),
        getNewLine: () => "\n",
      }),
    );
  }
  const entries = LIBRARY_ENTRIES.map((entry) => declarationOf(path.join(LIBRARY, path.relative("modules", entry))));
  for (const file of reachable(entries, declarations)) {
    ts.sys.writeFile(file, declarations.get(file)!);
  }
}

/**
 * Returns the declarations that these ones reach.
 *
 * @throws UserError when one of them needs a package that a user does not get: its types would silently be any
 */
function reachable(entries: readonly string[], declarations: ReadonlyMap<string, string>): Set<string> {
  const found = new Set(entries);
  for (const file of found) {
    for (const { fileName } of ts.preProcessFile(declarations.get(file)!).importedFiles) {
      if (fileName.startsWith(".")) {
        found.add(declarationOf(path.join(path.dirname(file), `${fileName}.ts`)));
      } else if (!installedPackages().some((name) => fileName === name || fileName.startsWith(`${name}/`))) {
        throw new UserError(`${file} needs ${fileName}: add it to the dependencies, or keep it out of the types.`);
      }
    }
  }
  return found;
}

function declarationOf(source: string): string {
  return source.replace(/\.ts$/, ".d.ts");
}

main().catch(fail);
