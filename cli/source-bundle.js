// Bundles TypeScript sources for Node.js, and keeps the bundle in dist/ until a source or an installed package
// changes. Plain JavaScript, because this is what loads TypeScript.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { deleteOlder, writeWhole } = require("./bundle-files");

const project = path.dirname(__dirname);

/** The inputs of every bundle besides its sources. For packages, the list of the installed ones counts. */
const ALWAYS = [
  "package.json",
  "tsconfig.json",
  "node_modules/.package-lock.json",
  "cli/app-bundle.js",
  "cli/run-bundle.js",
  "cli/source-bundle.js",
];

/** Returns the hash of the sources of a bundle, and of the names beside them, which an import could mean instead. */
function fingerprint(sources) {
  const hash = createHash("sha256");
  for (const folder of new Set(sources.map((name) => path.dirname(name)))) {
    hash.update(scriptsIn(folder).join());
  }
  for (const name of [...ALWAYS, ...sources]) {
    hash.update(name).update(contentOf(name));
  }
  return hash.digest("hex").slice(0, 16);
}

function scriptsIn(folder) {
  try {
    return fs.readdirSync(path.join(project, folder)).filter((name) => /\.[cm]?[jt]sx?$/.test(name));
  } catch {
    return [];
  }
}

function contentOf(name) {
  try {
    // Without path.join: it is slow before V8 has optimized it, and there are a hundred names.
    return fs.readFileSync(`${project}/${name}`);
  } catch {
    return "";
  }
}

/** Returns the sources of the last bundle; nothing if there is none. */
function lastSources(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return [];
  }
}

/** Gives each source its own folder, so that it finds the files beside it: from the bundle, since a clone may move. */
const ownFolders = {
  name: "own-folders",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/](cli|modules|scripts)[\\/].*\.ts$/ }, async ({ path: file }) => {
      const source = await fs.promises.readFile(file, "utf8");
      const folder = path.posix.join("../..", path.relative(project, path.dirname(file)).replaceAll("\\", "/"));
      const own = `const __dirname = require("node:path").join(__filename, "..", ${JSON.stringify(folder)}); `;
      return { contents: /\b__dirname\b/.test(source) ? own + source : source, loader: "ts" };
    });
  },
};

/**
 * Returns the path of the bundle of a source file.
 *
 * @param entry path of the source file in the project
 * @param name folder of the bundle in dist/
 * @param options more options for esbuild
 */
async function sourceBundle(entry, name, { plugins = [], ...options }) {
  const folder = path.join(project, "dist", name);
  const list = `${folder}.json`;
  const fileOf = (sources) => path.join(folder, `${fingerprint(sources)}.js`);
  const last = fileOf(lastSources(list));
  if (fs.existsSync(last)) {
    return last;
  }
  const { outputFiles, metafile } = await require("esbuild").build({
    absWorkingDir: project,
    entryPoints: [entry],
    outdir: folder,
    bundle: true,
    platform: "node",
    target: "node20",
    // A UMD build, which some packages have as main, requires its files in a way that no bundler sees.
    mainFields: ["module", "main"],
    plugins: [ownFolders, ...plugins],
    logLevel: "warning",
    metafile: true,
    write: false,
    ...options,
  });
  const sources = Object.keys(metafile.inputs).filter((input) => !/(^|\/)node_modules\//.test(input));
  const file = fileOf(sources);
  fs.mkdirSync(folder, { recursive: true });
  writeWhole(file, outputFiles[0].contents);
  writeWhole(list, JSON.stringify(sources));
  deleteOlder(folder);
  return file;
}

module.exports = { sourceBundle };
