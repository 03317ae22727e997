#!/usr/bin/env node
const { spawn } = require("node:child_process");
require("tsx/cjs");
const { cdktfCli } = require("../cdktf-cli.ts");

const cli = spawn(process.execPath, [cdktfCli(), ...process.argv.slice(2)], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) {
  // A terminal sends Ctrl-C to both. This one waits for the other.
  process.on(signal, () => signal === "SIGTERM" && cli.kill(signal));
}
cli.on("close", (code) => (process.exitCode = code ?? 1));
