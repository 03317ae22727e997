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

it.each([[["--help"]], [["event"]], [["verify", "--help"]], [["instructions", "--outputs", outputs]]])(
  "%j loads no package but the parser of the command line",
  async (args) => {
    const print = path.resolve("test/support/print-packages.js");
    const result = await runCommand([process.execPath, "--require", print, "cli/workmail-lambda.js", ...args]);
    expect(result).toSucceed();
    const [packages = ""] = result.stderr.trim().split("\n").slice(-1);
    expect(JSON.parse(packages)).toEqual(["commander"]);
  },
);
