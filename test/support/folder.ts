import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

const folders: string[] = [];

/** A new folder with these files, which is gone after the run: see global-teardown.js. */
export function folderWith(files: Record<string, string | Uint8Array>, name = "workmail-"): string {
  const folder = mkdtempSync(path.join(tmpdir(), name));
  folders.push(folder);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  }
  return folder;
}

/** Deletes the folders of a test file, for files whose folders are large. */
export function deleteFolders(): void {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
}
