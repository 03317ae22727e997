import * as path from "node:path";
import { deploymentIn } from "../support/deployment";
import { folderWith } from "../support/folder";
import { runCommand } from "../support/run-command";

/** A person waits for everything that a command loads before it answers: an AWS client takes longer than the answer. */

const outputs = path.join(
  folderWith({ "outputs.json": JSON.stringify({ mail: deploymentIn("eu-west-1") }) }),
  "outputs.json",
);

// In a clone the first command bundles the sources.
beforeAll(() => runCommand([process.execPath, "cli/workmail-lambda.js", "--version"]));

/** Runs a command, and returns its result with the packages that it has loaded. */
async function run(args: readonly string[]) {
  const print = path.resolve("test/support/print-packages.js");
  const result = await runCommand([process.execPath, "--require", print, "cli/workmail-lambda.js", ...args]);
  const [packages = ""] = result.stderr.trim().split("\n").slice(-1);
  return { result, packages: JSON.parse(packages) as string[] };
}

it.each([[["--help"]], [["event"]], [["verify", "--help"]], [["instructions", "--outputs", outputs]]])(
  "%j loads no package but the parser of the command line",
  async (args) => {
    const { result, packages } = await run(args);
    expect(result).toSucceed();
    expect(packages).toEqual(["commander"]);
  },
);

it.each([[["invoke", "missing.json"]], [["verify", "--outputs", "missing.json"]]])(
  "%j reports an error before it loads an AWS client or a watcher of files",
  async (args) => {
    const { result, packages } = await run(args);
    expect(result.stderr).toContain("missing.json: no such file");
    expect(packages.filter((it) => it.startsWith("@aws-sdk/client-") || it === "chokidar")).toEqual([]);
  },
);
