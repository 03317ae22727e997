import { existsSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { build, type BuildFailure, type BuildOptions, type BuildResult, type Message, type Metafile } from "esbuild";
import { commonJsExports } from "./commonjs-exports";
import { hasErrorNames } from "./error-names";
import { filesBeside } from "./files-beside";
import { FunctionPackageError } from "./function-package-error";
import { bundledHandler } from "./handler-string";
import { isOfPackage, ownSources, SOURCE } from "./own-sources";
import { packageReads } from "./package-reads";
import { readsBeside } from "./reads-beside";

/** The source of a bundle. */
interface BundleProps {
  readonly entry: string;
  readonly handler: string;
  readonly runtime: string;
  readonly sourceMap: boolean;
  /** Patterns of files that are also put into the zip. */
  readonly files: readonly string[];
}

/** A bundle, and what it was made of. */
export interface Bundle {
  readonly code: Uint8Array;
  readonly map: Uint8Array;
  /** Bytes of each source in the code. */
  readonly sources: { readonly [file: string]: number };
  /** The files of the zip. */
  readonly files: { readonly [name: string]: Uint8Array };
  readonly warnings: readonly string[];
}

type Result = BuildResult<{ metafile: true; write: false }>;

/** Gives CommonJS sources inside an ES module the `require` that they call, if the code shows that they do. */
const REQUIRE = {
  use: /Dynamic require of "/,
  definition:
    'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
};

/** Files that a handler can import as text. */
const TEXT_ENDINGS = [
  ".css",
  ".csv",
  ".ejs",
  ".eml",
  ".hbs",
  ".htm",
  ".html",
  ".md",
  ".mustache",
  ".sql",
  ".txt",
  ".xml",
];

/**
 * Bundles a handler into an ES module.
 *
 * @throws FunctionPackageError if the entry does not exist, does not compile, does not export the handler, or reads a
 *   file that is not in the zip
 */
export async function bundle({ entry, handler, runtime, sourceMap, files: patterns }: BundleProps): Promise<Bundle> {
  checkEntry(entry);
  const { module, export: name } = bundledHandler(handler);
  const file = path.resolve(entry);
  let options: BuildOptions = {
    entryPoints: { [module]: file },
    // Beside the source: the paths in the source map are then the same in every folder.
    outdir: path.dirname(file),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: runtime.replace(/^nodejs(\d+)\.x$/, "node$1"),
    // Otherwise esbuild adds a condition of its own.
    conditions: [],
    // An ES module has neither.
    define: { __dirname: "import.meta.dirname", __filename: "import.meta.filename" },
    loader: Object.fromEntries(TEXT_ENDINGS.flatMap(inEveryCase).map((ending) => [ending, "text"])),
    plugins: [ownSources],
    sourcemap: sourceMap ? "linked" : "external",
    sourcesContent: false,
    legalComments: "none",
    charset: "utf8",
    logLevel: "silent",
  };
  const first = await run(options);
  const entryInput = Object.values(first.metafile.outputs).find(({ entryPoint }) => entryPoint)!.entryPoint!;
  checkExport(first.metafile, entryInput, { entry, handler, name });
  if (isCommonJs(first.metafile, entryInput)) {
    options = { ...options, ...exporting(file, module, name) };
  }
  if (needsNames(first.metafile)) {
    options.keepNames = true;
  }
  const banner = bannerOf((options.stdin ? await run(options) : first).outputFiles);
  const isFinal = banner === "" && !options.keepNames && !options.stdin;
  const result = isFinal ? first : await run({ ...options, banner: { js: banner } });
  const contents = contentsOf(result, module, sourceMap);
  const sources = Object.keys(sourcesIn(first.metafile));
  const files = withFilesBeside(contents.files, { entry, patterns, sources });
  const code = Buffer.from(contents.code).toString();
  return {
    ...contents,
    files,
    warnings: [
      ...result.warnings.map(described),
      ...packageReads({ entry, sources, code, isThere: (name) => isIn(files, name) }),
    ],
  };
}

/** Some programs write the ending of a file in upper case. */
function inEveryCase(ending: string): string[] {
  return [ending, ending.toUpperCase(), `.${ending.charAt(1).toUpperCase()}${ending.slice(2)}`];
}

function checkEntry(entry: string): void {
  if (!existsSync(entry)) {
    throw new FunctionPackageError(`${entry}: no such file, which the setting entry names`);
  }
  if (!statSync(entry).isFile()) {
    throw new FunctionPackageError(`${entry}: is a folder; the setting entry names the file that exports the handler`);
  }
  if (path.extname(entry) !== "" && !SOURCE.test(entry)) {
    throw new FunctionPackageError(
      `${entry}: the setting entry names a file in JavaScript or TypeScript; allowed: .js, .mjs, .cjs, .jsx, .ts, .mts, .cts, or .tsx at its end, in lower case`,
    );
  }
}

function run(options: BuildOptions): Promise<Result> {
  return build({ ...options, metafile: true, write: false }).catch((failure: BuildFailure) => {
    throw new FunctionPackageError(failure.errors.map(described).join("\n"));
  });
}

function described({ text, location }: Message): string {
  const allowed = text.startsWith("No loader is configured")
    ? `; allowed: JavaScript, TypeScript, JSON, and as text ${TEXT_ENDINGS.join(", ")}. Another file is put into the zip by the setting files`
    : "";
  return location
    ? `${location.file}:${location.line}:${location.column}: ${text}${allowed}\n    ${location.lineText.trim()}`
    : `${text}${allowed}`;
}

function isCommonJs({ inputs }: Metafile, entry: string): boolean {
  return inputs[entry]?.format === "cjs";
}

/** @throws FunctionPackageError when the entry does not export the handler */
function checkExport(
  metafile: Metafile,
  input: string,
  { entry, handler, name }: { readonly entry: string; readonly handler: string; readonly name: string },
): void {
  const { names, hasOthers } = isCommonJs(metafile, input)
    ? commonJsExports(input, metafile.inputs)
    : { names: Object.values(metafile.outputs).flatMap(({ exports }) => exports), hasOthers: false };
  if (!names.includes(name) && !hasOthers) {
    throw new FunctionPackageError(
      `${entry}: exports no ${name}, which the handler ${handler} names; it exports ${names.join(", ") || "nothing"}`,
    );
  }
}

/** Exports the handler of a CommonJS module by its name, as Lambda looks for it in an ES module. */
function exporting(file: string, module: string, name: string): BuildOptions {
  return {
    entryPoints: undefined,
    outdir: undefined,
    outfile: path.join(path.dirname(file), `${module}.mjs`),
    stdin: {
      contents: `const handler = require(${JSON.stringify(file)}).${name}; export { handler as ${name} };`,
      resolveDir: path.dirname(file),
      sourcefile: `${path.basename(file)}.mjs`,
    },
  };
}

function needsNames({ inputs }: Metafile): boolean {
  return Object.keys(inputs).some((file) => SOURCE.test(file) && hasErrorNames(file));
}

/** Returns the definition of `require` for code that uses it. */
function bannerOf(outputFiles: Result["outputFiles"]): string {
  const code = outputFiles.find(({ path }) => path.endsWith(".mjs"))!.text;
  return REQUIRE.use.test(code) ? REQUIRE.definition : "";
}

function contentsOf({ outputFiles, metafile }: Result, module: string, sourceMap: boolean) {
  const output = (ending: string) => {
    const file = outputFiles.find(({ path }) => path.endsWith(ending));
    if (file === undefined) {
      throw new Error(`esbuild wrote no ${ending}`);
    }
    return file.contents;
  };
  const code = output(`.mjs`);
  const map = output(`.mjs.map`);
  return {
    code,
    map,
    sources: sourcesIn(metafile),
    files: { [`${module}.mjs`]: code, ...(sourceMap ? { [`${module}.mjs.map`]: map } : {}) },
  };
}

function sourcesIn({ outputs }: Metafile): { [file: string]: number } {
  const inputs = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs));
  return Object.fromEntries(
    inputs.map(([file, { bytesInOutput }]) => [file, bytesInOutput] as const).filter(([, bytes]) => bytes > 0),
  );
}

type Files = Readonly<Record<string, Uint8Array>>;

/** Whether a zip has a file or a folder of this name. */
function isIn(files: Files, name: string): boolean {
  return Object.keys(files).some((it) => it === name || it.startsWith(`${name}/`));
}

/**
 * Adds the files that the patterns mean to those of the bundle.
 *
 * @throws FunctionPackageError that lists every pattern that matches nothing, every name that the bundle has, and every
 *   file that a source of yours reads and that is not there
 */
function withFilesBeside(
  bundled: Files,
  { entry, patterns, sources }: { entry: string; patterns: readonly string[]; sources: readonly string[] },
): Files {
  const { files: beside, unmatched } = filesBeside(patterns, path.dirname(path.resolve(entry)));
  const files: Files = { ...beside, ...bundled };
  const names = Object.keys(files).sort();
  const errors = [
    ...unmatched.map((pattern) => `files: ${pattern} matches no file in the folder of ${entry}`),
    ...Object.keys(bundled)
      .filter((name) => name in beside)
      .map((name) => `files: ${name} in the folder of ${entry} has the name of the bundle`),
    ...sources
      .filter((file) => SOURCE.test(file) && !isOfPackage(file))
      .flatMap((file) => readsBeside(readFileSync(file, "utf8")).map((read) => ({ file, ...read })))
      .filter(({ name }) => !isIn(files, name))
      .map(
        ({ file, line, name }) =>
          `${file}:${line}: reads ${name} beside the bundle, and the zip has no such file; allowed: ${names.join(", ")}, and what the setting files adds from the folder of ${entry}`,
      ),
  ];
  if (errors.length > 0) {
    throw new FunctionPackageError(errors.join("\n"));
  }
  return files;
}
