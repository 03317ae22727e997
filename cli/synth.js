// Runs main.ts, as fast as it can be: as a bundle of it and of CDKTF.
// Plain JavaScript, since this is what loads TypeScript.
const path = require("node:path");
const { APP_BUNDLE } = require("./app-bundle");
const { sourceBundle } = require("./source-bundle");

const project = path.dirname(__dirname);

async function main() {
  process.chdir(project);
  // CDKTF calls util.isArray, which Node.js 24 warns of; only CDKTF can change that.
  process.noDeprecation = true;
  // Node.js 22 and later keep what they have compiled.
  require("node:module").enableCompileCache?.(path.join(project, "dist", "compile-cache"));
  // Its process starts while this one loads CDKTF.
  require("esbuild").initialize({});
  const app = await sourceBundle("main.ts", "app", APP_BUNDLE);
  require(app);
}

void main();
