import * as path from "node:path";
import { commandLine } from "../../../modules/command-line";
import { printLine } from "../../../modules/print";
import { exclusively } from "../../processes/exclusive";
import { printJson } from "../../terminal/output";
import { OUTDIR, readStacks } from "../../terraform/stacks";
import { runApp } from "../../terraform/synthesize";

/**
 * Synthesizes the stacks of the settings, and prints where they are. Of two runs, the second one waits for about a
 * second, and is then refused.
 */
export async function synth({ json = false }: { readonly json?: boolean }): Promise<void> {
  const outdir = process.env.CDKTF_OUTDIR ?? OUTDIR;
  // CDKTF deletes what is there, also what another run is writing.
  const stacks = await exclusively(path.join(outdir, "claims"), commandLine(["synth"]), async () => {
    await runApp({ outdir });
    return readStacks(outdir).map(({ name, folder }) => ({ name, file: path.join(folder, "cdk.tf.json") }));
  });
  if (json) {
    printJson(stacks);
    return;
  }
  for (const { name, file } of stacks) {
    printLine(`${name}  ${file}`);
  }
  printLine(`Next: ${commandLine(["deploy"])}`);
}
