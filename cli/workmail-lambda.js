#!/usr/bin/env node
// The command line. In a clone its sources run as they are; the npm package has
// them bundled. Plain JavaScript, since this is what loads TypeScript.
const { existsSync } = require("node:fs");
const path = require("node:path");

async function main() {
  const sources = path.join(__dirname, "main.ts");
  if (!existsSync(sources)) {
    await import("../dist/cli/main.mjs");
    return;
  }
  const { register } = await import("tsx/esm/api");
  register();
  require("tsx/cjs");
  require(sources);
}

void main();
