/**
 * Builds the zip of a handler without deploying it: reproducible, so that the same source always has the same hash.
 *
 * @packageDocumentation
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import * as path from "node:path";
import { printNote } from "../print";
import { replaceFile } from "../replace-file";
import { DEFAULTS } from "../settings/function-settings";
import { fileReason } from "../user-error";
import { bundle } from "./bundle";
import { codeSha256Of } from "./code-sha256";
import { DEFLATE_LIMIT, DEFLATE_VERSION } from "./deflate";
import { FunctionPackageError } from "./function-package-error";
import { reproducibleZip } from "./reproducible-zip";

export { FunctionPackageError };

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

const ZIP = "workmail-function.zip";

/** Beside a zip: a hash of what it was made of. */
const FINGERPRINT = "workmail-function.fingerprint";

/** No synthesis takes longer to copy its package into the stacks. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Bundles a handler, or takes an existing zip, and writes it to `SHA256/workmail-function.zip` (or the zip's own name)
 * in a folder. A zip below its hash never changes, even when another process builds at the same time.
 * `workmail-function.zip` in the folder itself is a copy of the last one that was bundled. Warnings are printed on
 * standard error.
 *
 * @param props the handler's source or the zip
 * @param folder the folder to write to; it is created if it does not exist
 * @throws FunctionPackageError if the entry does not exist, does not compile, does not export the handler, or reads a
 *   file that is not in the zip; if a pattern of `files` matches nothing; if Lambda does not take the zip, or finds no
 *   handler in it
 */
export async function createFunctionPackage(props: FunctionPackageProps, folder: string): Promise<FunctionPackage> {
  if (props.packagePath !== undefined) {
    const zip = await readPackage(props.packagePath, props.handler ?? DEFAULTS.handler);
    return keep(zip, path.basename(props.packagePath), folder);
  }
  const { files, code, map, sources, warnings } = await bundle({
    entry: props.entry ?? DEFAULTS.entry,
    handler: props.handler ?? DEFAULTS.handler,
    runtime: props.runtime ?? DEFAULTS.runtime,
    sourceMap: props.sourceMap ?? DEFAULTS.sourceMap,
    files: props.files ?? [],
  });
  for (const warning of warnings) {
    printNote(`Warning: ${warning}`);
  }
  const fingerprint = fingerprintOf(files);
  const zip = lastZip(files, fingerprint, folder) ?? (await reproducibleZip(files));
  const kept = keep(zip, ZIP, folder);
  ensure(path.join(path.dirname(kept.path), FINGERPRINT), Buffer.from(fingerprint));
  ensure(kept.path.replace(/\.zip$/, ".mjs.map"), map);
  // For a configuration that names a fixed path.
  ensure(path.join(folder, ZIP), zip);
  ensure(path.join(folder, "workmail-function.mjs.map"), map);
  return { ...kept, codeSize: code.length, sources };
}

type Files = Readonly<Record<string, Uint8Array>>;

/** Returns a hash of the files of a zip, and of how they are compressed. */
function fingerprintOf(files: Files): string {
  const hash = createHash("sha256").update(String(DEFLATE_VERSION));
  for (const [name, content] of Object.entries(files)) {
    hash.update(JSON.stringify([name, content.length])).update(content);
  }
  return hash.digest("hex");
}

/** Returns the last zip in a folder if it is of the same files. Those are small: their compression takes longest. */
function lastZip(files: Files, fingerprint: string, folder: string): Uint8Array | undefined {
  if (Object.values(files).some((content) => content.length > DEFLATE_LIMIT)) {
    return undefined;
  }
  try {
    const zip = readFileSync(path.join(folder, ZIP));
    const known = readFileSync(path.join(folderOf(zip, folder), FINGERPRINT), "utf8");
    return known === fingerprint ? zip : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the folder of a zip, which its hash names. */
function folderOf(zip: Uint8Array, folder: string): string {
  return path.resolve(folder, createHash("sha256").update(zip).digest("hex"));
}

/** Writes a zip to where its hash says, and deletes those that no run can be using. */
function keep(zip: Uint8Array, name: string, folder: string): FunctionPackage {
  const own = folderOf(zip, folder);
  const file = path.join(own, name);
  ensure(file, zip);
  // It may have been there for long.
  utimesSync(own, new Date(), new Date());
  deleteOld(folder);
  return { path: file, sourceCodeHash: codeSha256Of(zip), size: zip.length };
}

/** Writes a file unless it has this content. */
function ensure(file: string, content: Uint8Array): void {
  if (!hasContent(file, content)) {
    replaceFile(file, content);
  }
}

function hasContent(file: string, content: Uint8Array): boolean {
  try {
    return readFileSync(file).equals(content);
  } catch {
    return false;
  }
}

function deleteOld(folder: string): void {
  const packages = readdirSync(folder).filter((name) => /^[0-9a-f]{64}$/.test(name));
  for (const one of packages.map((name) => path.join(folder, name))) {
    // Another run may have deleted it meanwhile.
    const used = statSync(one, { throwIfNoEntry: false });
    if (used !== undefined && Date.now() - used.mtimeMs > KEPT_MS) {
      rmSync(one, { recursive: true, force: true });
    }
  }
}

/** Reads a zip that is already built. */
async function readPackage(packagePath: string, handler: string): Promise<Uint8Array> {
  const zip = readZip(packagePath);
  const { checkLambdaZip } = await import("./lambda-zip");
  checkLambdaZip(zip, packagePath, handler);
  return zip;
}

function readZip(packagePath: string): Buffer {
  try {
    return readFileSync(packagePath);
  } catch (error) {
    throw new FunctionPackageError(`${packagePath}: ${fileReason(error)}; the setting packagePath names a zip`);
  }
}
