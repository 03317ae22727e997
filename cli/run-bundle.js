// Runs a bundle, with the code that V8 has compiled of it in an earlier run. Plain JavaScript, because this is what
// loads TypeScript. Unlike Node.js's own cache (22 and later), it works on every version, and reads no UTF-8.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { cachedDataVersionTag } = require("node:v8");
const vm = require("node:vm");
const { deleteOlder, writeWhole } = require("./bundle-files");

const CHECKSUM_BYTES = 20;

/** Options of esbuild for a bundle to run: the function that Node.js makes of a module, without a copy of its text. */
const RUNNABLE = {
  banner: { js: "(function (exports, require, module, __filename, __dirname) {" },
  footer: { js: "})" },
};

function checksumOf(code) {
  return createHash("sha1").update(code).digest();
}

/** Returns the compiled code; nothing if there is none, or it is damaged. */
function readCompiled(file) {
  try {
    const content = fs.readFileSync(file);
    const code = content.subarray(CHECKSUM_BYTES);
    return checksumOf(code).equals(content.subarray(0, CHECKSUM_BYTES)) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the compiled code, with the functions that were called until now. The next run can do without it. */
function writeCompiled(file, code) {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    writeWhole(file, Buffer.concat([checksumOf(code), code]));
    deleteOlder(path.dirname(file));
  } catch {
    // For example, in a folder that is read-only.
  }
}

/**
 * Runs a bundle, which is ASCII as esbuild writes it, and requires packages as this file does. It has no `import()`: on
 * Node.js 20, code that an earlier run has compiled cannot call it.
 *
 * @param file path of the bundle, made with RUNNABLE, in a folder in dist/
 * @returns what it exports
 */
function runBundle(file) {
  // Another version of V8 rejects it, and so does the same one with other options, such as those of the CDKTF CLI.
  const name = `${path.basename(file, ".js")}-${cachedDataVersionTag()}`;
  const compiled = path.join(path.dirname(path.dirname(file)), "compiled", name);
  const script = new vm.Script(fs.readFileSync(file, "latin1"), {
    filename: file,
    cachedData: readCompiled(compiled),
  });
  if (script.cachedDataRejected !== false) {
    process.once("exit", () => writeCompiled(compiled, script.createCachedData()));
  }
  const bundle = { exports: {} };
  script.runInThisContext()(bundle.exports, require, bundle, file, path.dirname(file));
  return bundle.exports;
}

module.exports = { RUNNABLE, runBundle };
