// Runs main.ts, as fast as it can be: a bundle of it and of CDKTF is kept in
// dist/app/ and made again only when a source or an installed package has
// changed. Plain JavaScript, since this is what loads TypeScript.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const project = path.dirname(__dirname);
const bundles = path.join(project, "dist", "app");

/** Names the bundle after all that goes into it. */
function fingerprint() {
  const modules = fs
    .readdirSync(path.join(project, "modules"), { recursive: true })
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => path.join("modules", name));
  const installed = path.join("node_modules", ".package-lock.json");
  const hash = createHash("sha256");
  for (const name of ["main.ts", ...modules, "cli/synth.js", installed]) {
    hash.update(name).update(fs.readFileSync(path.join(project, name)));
  }
  return hash.digest("hex").slice(0, 16);
}

function bundle(file) {
  const { outputFiles } = require("esbuild").buildSync({
    absWorkingDir: project,
    entryPoints: ["main.ts"],
    outfile: file,
    bundle: true,
    minify: true,
    keepNames: true,
    platform: "node",
    target: "node20",
    external: ["esbuild"],
    // CDKTF loads it for AssetType.ARCHIVE alone, whose zips differ from machine
    // to machine: a third of the start-up for what must not be used.
    alias: { archiver: "./cli/archiver-stub.js" },
    write: false,
    logLevel: "warning",
  });
  fs.rmSync(bundles, { recursive: true, force: true });
  fs.mkdirSync(bundles, { recursive: true });
  // Renamed when it is whole: another run may be looking for it.
  const unfinished = `${file}.${process.pid}`;
  fs.writeFileSync(unfinished, outputFiles[0].contents);
  fs.renameSync(unfinished, file);
}

function report() {
  const output = process.env.CDKTF_OUTDIR ?? "cdktf.out";
  const manifest = path.join(output, "manifest.json");
  const { stacks } = JSON.parse(fs.readFileSync(manifest, "utf8"));
  for (const { name, synthesizedStackPath } of Object.values(stacks)) {
    console.log(`${name}  ${path.join(output, synthesizedStackPath)}`);
  }
  console.log("Next: npm run deploy");
}

process.chdir(project);
// Node.js 22 and later keep what they have compiled.
require("node:module").enableCompileCache?.(path.join(project, "dist", "compile-cache"));
const app = path.join(bundles, `${fingerprint()}.js`);
if (!fs.existsSync(app)) {
  bundle(app);
}
require(app);

// The CDKTF CLI tells for itself what it has synthesized.
const underCli = process.env.CDKTF_CONTEXT_JSON !== undefined;
process.once("beforeExit", (code) => {
  if (code === 0 && !underCli) {
    report();
  }
});
