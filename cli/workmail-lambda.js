#!/usr/bin/env node
// The command line. In a clone its sources run, bundled when they have changed; the npm package has them bundled.
// Plain JavaScript, since this is what loads TypeScript.
const { existsSync } = require("node:fs");
const path = require("node:path");

async function main() {
  if (!existsSync(path.join(__dirname, "main.ts"))) {
    await import("../dist/cli/main.mjs");
    return;
  }
  const { sourceBundle } = require("./source-bundle");
  require(await sourceBundle("cli/main.ts", "program", { packages: "external" }));
}

void main();
