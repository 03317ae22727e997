import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

const CONFIGURATION = path.join(__dirname, "..", "..", ".oxfmtrc.json");

/** Returns the contents of files, by their paths, as `npm run format` leaves them. */
export function formatted(files: Readonly<Record<string, string>>): Record<string, string> {
  const folder = mkdtempSync(path.join(tmpdir(), "workmail-format-"));
  try {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), content);
    }
    // The program itself: Windows cannot start the files of node_modules/.bin.
    const oxfmt = path.join(path.dirname(require.resolve("oxfmt/package.json")), "bin", "oxfmt");
    execFileSync(process.execPath, [oxfmt, "--config", CONFIGURATION, "."], { cwd: folder, stdio: "pipe" });
    return Object.fromEntries(Object.keys(files).map((file) => [file, readFileSync(path.join(folder, file), "utf8")]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
