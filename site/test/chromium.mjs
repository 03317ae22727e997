import { existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Starts the Chromium of this machine without a window.
 *
 * @throws Error if there is none
 */
export async function startChromium() {
  const folders = process.env.PATH.split(path.delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const executablePath = process.env.CHROMIUM ?? candidates.find((file) => existsSync(file));
  if (executablePath === undefined) {
    throw new Error(
      "The site cannot be tested because Chromium is missing. Install it (apt-get install chromium), " +
        "or set the environment variable CHROMIUM to its path.",
    );
  }
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}
