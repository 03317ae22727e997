import { mkdirSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { exclusively, Occupied } from "../../cli/processes/exclusive";
import { runCommand } from "./run-command";

/** Runs npm, which says nothing unless it fails. */
export async function npm(cwd: string, ...args: string[]): Promise<string> {
  const result = await runCommand(["npm", ...args], { cwd });
  expect(result).toSucceed();
  return result.stdout.trim();
}

/**
 * Packs the project as it would be published: once for all files of a run, since it builds in dist/ of this clone.
 *
 * @returns a folder that others read, too
 */
export async function pack(): Promise<{ folder: string; name: string }> {
  // The run's own folder, which its teardown deletes.
  const folder = path.join(tmpdir(), "packed");
  for (;;) {
    try {
      return await exclusively(path.join(tmpdir(), "packing"), "npm run package", async () => {
        mkdirSync(folder, { recursive: true });
        const [name = await npm(process.cwd(), "run", "--silent", "package", "--", `--pack-destination=${folder}`)] =
          readdirSync(folder);
        return { folder, name };
      });
    } catch (error) {
      if (!(error instanceof Occupied)) {
        throw error;
      }
    }
  }
}

/** Installs what a folder's package.json asks for, and what is named besides. */
export async function install(folder: string, ...packages: string[]): Promise<void> {
  await npm(folder, "install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", ...packages);
}
