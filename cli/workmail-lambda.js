#!/usr/bin/env node
// The command line. In a clone its sources run, bundled when they have changed; the npm package has them bundled.
// Plain JavaScript, since this is what loads TypeScript.
const { existsSync } = require("node:fs");
const path = require("node:path");

/** Whether there are the packages that the sources need, of which one stands for those of the development. */
function isInstalled() {
  try {
    return ["esbuild", "commander"].every((name) => require.resolve(name));
  } catch {
    return false;
  }
}

async function main() {
  if (!existsSync(path.join(__dirname, "main.ts"))) {
    await import("../dist/cli/main.mjs");
    return;
  }
  if (!isInstalled()) {
    console.error(
      "The packages of this project are not installed, or only those that NODE_ENV=production leaves. Next: npm ci --include=dev",
    );
    process.exitCode = 1;
    return;
  }
  const { sourceBundle } = require("./source-bundle");
  require(await sourceBundle("cli/main.ts", "program", { packages: "external" }));
}

void main();
