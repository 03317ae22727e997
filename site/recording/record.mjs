import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/**
 * Runs a command in a terminal, and returns what it writes there and when.
 *
 * It needs `script` of util-linux, which Linux distributions install by default.
 *
 * @returns chunks of output, each with the seconds that passed before it
 */
export function record(command, { columns, rows, folder }) {
  const logs = mkdtempSync(path.join(os.tmpdir(), "recording-"));
  try {
    const [output, timing] = ["output", "timing"].map((name) => path.join(logs, name));
    const inTerminal = `stty cols ${columns} rows ${rows} && ${command}`;
    execFileSync("script", ["-q", "-e", "-c", inTerminal, "--log-out", output, "--log-timing", timing], {
      cwd: folder,
      stdio: ["ignore", "inherit", "inherit"],
    });
    return chunksOf(readFileSync(output), readFileSync(timing, "utf8"));
  } finally {
    rmSync(logs, { recursive: true, force: true });
  }
}

/** Splits the output by the lines of the timing: seconds and bytes. */
function chunksOf(output, timing) {
  // script's own first line: "Script started on …".
  let position = output.indexOf("\n") + 1;
  return timing
    .trim()
    .split("\n")
    .map((line) => {
      const [seconds, bytes] = line.split(" ").map(Number);
      return { seconds, text: output.subarray(position, (position += bytes)) };
    });
}
