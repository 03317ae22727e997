/**
 * Builds the zip of a handler without deploying it: reproducible, so that the same source always has the same hash.
 *
 * @packageDocumentation
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import * as path from "node:path";
import { build, type BuildFailure, type Metafile } from "esbuild";
import { unzipSync } from "fflate";
import { replaceFile } from "../replace-file";
import { DEFAULTS } from "../settings/function-settings";
import { UserError } from "../user-error";
import { codeSha256Of } from "./code-sha256";
import { filesBeside } from "./files-beside";
import { readsBeside } from "./reads-beside";
import { reproducibleZip } from "./reproducible-zip";

/** A zip for Lambda, the same for all Regions. */
export interface FunctionPackage {
  /** Absolute path of the zip. */
  readonly path: string;
  /** Base64 of the zip's SHA-256, which Lambda shows as CodeSha256. */
  readonly sourceCodeHash: string;
  /** Size of the zip in bytes. */
  readonly size: number;
  /** Size of the bundled JavaScript in bytes; undefined for an existing zip. */
  readonly codeSize?: number;
  /** Bytes of each source file in the JavaScript, by its path; undefined for an existing zip. */
  readonly sources?: { readonly [file: string]: number };
}

/** The source of a zip, and how to bundle it. */
export interface FunctionPackageProps {
  /**
   * TypeScript or JavaScript file that exports the handler.
   * @default "function/src/handler.ts"
   */
  readonly entry?: string;
  /**
   * Path of an existing zip, instead of an entry file.
   * @default - the entry file is bundled
   */
  readonly packagePath?: string;
  /**
   * Files that are also put into the zip, as paths from the folder of the entry: `*` stands for characters of one name,
   * `**` for any number of folders. The handler finds them with `new URL("./name", import.meta.url)`.
   * @default - only the bundle
   */
  readonly files?: readonly string[];
  /** File, without extension, and export that Lambda calls. @default "index.handler" */
  readonly handler?: string;
  /** Runtime whose syntax the bundle may use. @default "nodejs22.x" */
  readonly runtime?: string;
  /**
   * Put the source map into the zip. The function then needs the environment variable
   * `NODE_OPTIONS=--enable-source-maps`. Otherwise the source map stays beside the zip.
   * @default false
   */
  readonly sourceMap?: boolean;
}

/**
 * An error in the handler's source or in the zip.
 *
 * @hideconstructor
 */
export class FunctionPackageError extends UserError {
  /** The name of the class. */
  override readonly name = "FunctionPackageError";
}

/**
 * Gives CommonJS packages inside an ES module the `require` that they call for
 * Node's own modules.
 */
const REQUIRE =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

/** Files that are imported as strings. */
const TEXTS = { ".html": "text", ".txt": "text", ".eml": "text" } as const;

/** No synthesis takes longer to copy its package into the stacks. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Bundles a handler, or takes an existing zip, and writes it to `SHA256/workmail-function.zip` (or the zip's own name)
 * in a folder. A zip below its hash never changes, even when another process builds at the same time.
 * `workmail-function.zip` in the folder itself is a copy of the last one that was bundled.
 *
 * @param props the handler's source or the zip
 * @param folder the folder to write to; it is created if it does not exist
 * @throws FunctionPackageError if the entry does not exist, does not compile, does not export the handler, or reads a
 *   file that is not in the zip; if a pattern of `files` matches nothing; if the zip is not one, or has no handler
 */
export async function createFunctionPackage(props: FunctionPackageProps, folder: string): Promise<FunctionPackage> {
  if (props.packagePath !== undefined) {
    const zip = await readPackage(props.packagePath, props.handler ?? DEFAULTS.handler);
    return keep(zip, path.basename(props.packagePath), folder);
  }
  const { files, code, map, sources } = await bundle(props);
  const zip = reproducibleZip(files);
  const kept = await keep(zip, "workmail-function.zip", folder);
  await ensure(kept.path.replace(/\.zip$/, ".mjs.map"), map);
  // For a configuration that names a fixed path.
  await ensure(path.join(folder, "workmail-function.zip"), zip);
  await ensure(path.join(folder, "workmail-function.mjs.map"), map);
  return { ...kept, codeSize: code.length, sources };
}

/** Writes a zip to where its hash says, and deletes those that no run can be using. */
async function keep(zip: Uint8Array, name: string, folder: string): Promise<FunctionPackage> {
  const own = path.resolve(folder, createHash("sha256").update(zip).digest("hex"));
  const file = path.join(own, name);
  await ensure(file, zip);
  // It may have been there for long.
  await utimes(own, new Date(), new Date());
  await deleteOld(folder);
  return { path: file, sourceCodeHash: codeSha256Of(zip), size: zip.length };
}

/** Writes a file unless it has this content. */
async function ensure(file: string, content: Uint8Array): Promise<void> {
  const present = await readFile(file).catch(() => undefined);
  if (present?.equals(content) !== true) {
    replaceFile(file, content);
  }
}

async function deleteOld(folder: string): Promise<void> {
  const packages = (await readdir(folder)).filter((name) => /^[0-9a-f]{64}$/.test(name));
  for (const one of packages.map((name) => path.join(folder, name))) {
    // Another run may have deleted it meanwhile.
    const used = await stat(one).catch(() => undefined);
    if (used !== undefined && Date.now() - used.mtimeMs > KEPT_MS) {
      await rm(one, { recursive: true, force: true });
    }
  }
}

async function bundle({
  entry = DEFAULTS.entry,
  files: patterns = [],
  handler = DEFAULTS.handler,
  runtime = DEFAULTS.runtime,
  sourceMap = DEFAULTS.sourceMap,
}: FunctionPackageProps) {
  const { module, name } = parseHandler(handler);
  if (!existsSync(entry)) {
    throw new FunctionPackageError(`${entry}: no such file, which the setting entry names`);
  }
  const run = (banner: string) =>
    build({
      entryPoints: { [module]: path.resolve(entry) },
      // Beside the source: the paths in the source map are then the same in every folder.
      outdir: path.dirname(path.resolve(entry)),
      outExtension: { ".js": ".mjs" },
      bundle: true,
      minify: true,
      format: "esm",
      platform: "node",
      target: runtime.replace(/^nodejs(\d+)\.x$/, "node$1"),
      conditions: ["source"],
      loader: TEXTS,
      // An ES module has neither.
      define: { __dirname: "import.meta.dirname", __filename: "import.meta.filename" },
      sourcemap: sourceMap ? "linked" : "external",
      sourcesContent: false,
      banner: { js: banner },
      legalComments: "none",
      charset: "utf8",
      metafile: true,
      write: false,
      logLevel: "silent",
    }).catch((failure: BuildFailure) => {
      throw new FunctionPackageError(describeFailure(failure));
    });

  let result = await run("");
  if (callsRequire(result.metafile)) {
    result = await run(REQUIRE);
  }
  const exported = Object.values(result.metafile.outputs).flatMap(({ exports }) => exports);
  if (!exported.includes(name)) {
    throw new FunctionPackageError(
      `${entry}: exports no ${name}, which the handler ${handler} names; it exports ${exported.join(", ") || "nothing"}`,
    );
  }
  const output = (ending: string) => {
    const file = result.outputFiles.find(({ path }) => path.endsWith(ending));
    if (file === undefined) {
      throw new Error(`esbuild wrote no ${ending}`);
    }
    return file.contents;
  };
  const sources = sourcesIn(result.metafile);
  const code = output(`${module}.mjs`);
  const map = output(`${module}.mjs.map`);
  return {
    code,
    map,
    sources,
    files: withFilesBeside(
      {
        [`${module}.mjs`]: code,
        ...(sourceMap ? { [`${module}.mjs.map`]: map } : {}),
      },
      { entry, patterns, sources: Object.keys(sources) },
    ),
  };
}

type Files = Readonly<Record<string, Uint8Array>>;

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
  const isThere = (name: string) => names.some((it) => it === name || it.startsWith(`${name}/`));
  const errors = [
    ...unmatched.map((pattern) => `files: ${pattern} matches no file in the folder of ${entry}`),
    ...Object.keys(bundled)
      .filter((name) => name in beside)
      .map((name) => `files: ${name} in the folder of ${entry} has the name of the bundle`),
    ...sources
      .filter((file) => /\.[cm]?[jt]sx?$/.test(file) && !/(^|\/)node_modules\//.test(file))
      .flatMap((file) => readsBeside(readFileSync(file, "utf8")).map((read) => ({ file, ...read })))
      .filter(({ name }) => !isThere(name))
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

function sourcesIn({ outputs }: Metafile): { [file: string]: number } {
  const inputs = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs));
  return Object.fromEntries(
    inputs.map(([file, { bytesInOutput }]) => [file, bytesInOutput] as const).filter(([, bytes]) => bytes > 0),
  );
}

/** Splits `index.handler` into the file and the export that Lambda looks for. */
function parseHandler(handler: string) {
  const [module = "", name = ""] = handler.split(".");
  return { module, name };
}

function callsRequire(metafile: Metafile): boolean {
  return Object.values(metafile.outputs).some((output) =>
    output.imports.some(({ kind, external }) => external && kind === "require-call"),
  );
}

function describeFailure(failure: BuildFailure): string {
  return failure.errors
    .map(({ text, location }) =>
      location
        ? `${location.file}:${location.line}:${location.column}: ${text}\n    ${location.lineText.trim()}`
        : text,
    )
    .join("\n");
}

async function readPackage(packagePath: string, handler: string): Promise<Uint8Array> {
  const zip = await readFile(packagePath).catch((error: Error) => {
    throw new FunctionPackageError(`${packagePath}: ${error.message}`);
  });
  const { module } = parseHandler(handler);
  const files = listZip(packagePath, zip);
  const expected = [".mjs", ".js", ".cjs"].map((ending) => module + ending);
  if (!expected.some((name) => files.includes(name))) {
    throw new FunctionPackageError(
      `${packagePath}: the handler ${handler} needs one of ${expected.join(", ")} at the top of the zip, which holds ${files.slice(0, 10).join(", ") || "nothing"}`,
    );
  }
  return zip;
}

function listZip(packagePath: string, zip: Uint8Array): string[] {
  const names: string[] = [];
  try {
    unzipSync(zip, {
      filter: ({ name }) => {
        names.push(name);
        return false;
      },
    });
  } catch (error) {
    throw new FunctionPackageError(`${packagePath}: not a zip file (${(error as Error).message})`);
  }
  return names;
}
