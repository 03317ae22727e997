import { existsSync } from "node:fs";
import { EXAMPLE_SETTINGS_FILE, hasSettings } from "./settings/settings-file";

/** Returns whether a CDKTF app is here: the project's, or one of your own. */
export function hasApp(): boolean {
  return existsSync("cdktf.json");
}

/** Returns whether a CDKTF app of your own is here: it needs no settings, and the project's own app always has some. */
export function isOwnApp(): boolean {
  return hasApp() && !hasSettings() && !existsSync(EXAMPLE_SETTINGS_FILE);
}
