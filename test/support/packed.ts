import { folderWith } from "./folder";
import { runCommand } from "./run-command";

/** Runs npm, which says nothing unless it fails. */
export async function npm(cwd: string, ...args: string[]): Promise<string> {
  const result = await runCommand(["npm", ...args], { cwd });
  expect(result).toSucceed();
  return result.stdout.trim();
}

/** Packs the project as it would be published. */
export async function pack(): Promise<{ folder: string; name: string }> {
  const folder = folderWith({});
  const name = await npm(process.cwd(), "run", "--silent", "package", "--", `--pack-destination=${folder}`);
  return { folder, name };
}

/** Installs what a folder's package.json asks for, and what is named besides. */
export async function install(folder: string, ...packages: string[]): Promise<void> {
  await npm(folder, "install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", ...packages);
}
