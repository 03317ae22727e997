// Runs main.ts, as fast as it can be: as a bundle of it and of CDKTF.
// Plain JavaScript, since this is what loads TypeScript.
const { enableCompileCache } = require("node:module");
const path = require("node:path");
const { APP_BUNDLE } = require("./app-bundle");
const { RUNNABLE, runBundle } = require("./run-bundle");
const { sourceBundle } = require("./source-bundle");

const project = path.dirname(__dirname);

async function main() {
  process.chdir(project);
  // CDKTF calls util.isArray, which Node.js 24 warns of; only CDKTF can change that.
  process.noDeprecation = true;
  // For esbuild, which cannot be in the bundle. Node.js 20 has no such cache.
  enableCompileCache?.(path.join(project, "dist", "modules"));
  // It loads worker threads for synchronous calls, which only handlers in CommonJS need, and which work without.
  process.env.ESBUILD_WORKER_THREADS = "0";
  // Its process starts while this one loads CDKTF.
  require("esbuild").initialize({});
  const app = await sourceBundle("main.ts", "app", { ...APP_BUNDLE, ...RUNNABLE });
  await runBundle(app).synthesized;
  // Otherwise Node.js waits until V8 has optimized code that is not needed any more.
  if (process.stdout.writableLength + process.stderr.writableLength === 0) {
    process.exit();
  }
}

void main();
