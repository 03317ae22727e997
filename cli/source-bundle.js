// Bundles TypeScript sources for Node.js, and keeps the bundle in dist/ until a source or an installed package
// changes. Plain JavaScript, because this is what loads TypeScript.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const project = path.dirname(__dirname);

const DAY_MS = 24 * 60 * 60 * 1000;

/** Names every file that can become part of a bundle. */
function sources() {
  const inFolders = ["cli", "function/src", "modules"].flatMap(sourcesIn).sort();
  return [...inFolders, "main.ts", "package.json", "node_modules/.package-lock.json"];
}

/** Without readdir's own recursion, which asks the file system about each file. */
function sourcesIn(folder) {
  return fs.readdirSync(path.join(project, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? sourcesIn(file) : /\.[jt]s$/.test(file) ? [file] : [];
  });
}

function fingerprint() {
  const hash = createHash("sha256");
  for (const name of sources()) {
    hash.update(name).update(fs.readFileSync(path.join(project, name)));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Gives each source its own folder, so that it finds the files beside it. */
const ownFolders = {
  name: "own-folders",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/](cli|modules|scripts)[\\/].*\.ts$/ }, async ({ path: file }) => ({
      contents: `const __dirname = ${JSON.stringify(path.dirname(file))}; ${await fs.promises.readFile(file, "utf8")}`,
      loader: "ts",
    }));
  },
};

/** Deletes what another run cannot be using or writing any more. */
function deleteOlder(folder) {
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    const modified = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - modified > DAY_MS) {
      fs.rmSync(file, { force: true });
    }
  }
}

/**
 * Returns the path of the bundle of a source file.
 *
 * @param entry path of the source file in the project
 * @param name folder of the bundle in dist/
 * @param options more options for esbuild
 */
async function sourceBundle(entry, name, { plugins = [], ...options }) {
  const folder = path.join(project, "dist", name);
  const file = path.join(folder, `${fingerprint()}.js`);
  if (fs.existsSync(file)) {
    return file;
  }
  // Renamed when complete, because another run may look for it.
  const unfinished = `${file}.${process.pid}`;
  await require("esbuild").build({
    absWorkingDir: project,
    entryPoints: [entry],
    outfile: unfinished,
    bundle: true,
    platform: "node",
    target: "node20",
    // A UMD build, which some packages have as main, requires its files in a way that no bundler sees.
    mainFields: ["module", "main"],
    plugins: [ownFolders, ...plugins],
    logLevel: "warning",
    ...options,
  });
  fs.renameSync(unfinished, file);
  deleteOlder(folder);
  return file;
}

module.exports = { sourceBundle };
