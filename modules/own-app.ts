import { existsSync } from "node:fs";
import { EXAMPLE_SETTINGS_FILE, hasSettings } from "./settings/settings-file";

/** Returns whether a CDKTF app of your own is here: it needs no settings, and the project's own app always has some. */
export function isOwnApp(): boolean {
  return existsSync("cdktf.json") && !hasSettings() && !existsSync(EXAMPLE_SETTINGS_FILE);
}
