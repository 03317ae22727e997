import { existsSync } from "node:fs";
import * as path from "node:path";
import { REGIONS } from "../workmail";

/** The settings file, and the one that is read if it does not exist. */
export const SETTINGS_FILE = "workmail.json";
export const EXAMPLE_SETTINGS_FILE = "workmail.example.json";

/** The environment variable that names another settings file. */
export const SETTINGS_VARIABLE = "WORKMAIL_SETTINGS";

/** Returns the settings file that WORKMAIL_SETTINGS names, or workmail.json. It need not exist. */
export function settingsFile(): string {
  return process.env[SETTINGS_VARIABLE] || SETTINGS_FILE;
}

/** Returns whether there are settings of your own: workmail.json, or a file that is named, even if it is missing. */
export function hasSettings(): boolean {
  return Boolean(process.env[SETTINGS_VARIABLE]) || existsSync(SETTINGS_FILE);
}

/**
 * Returns the environment in a file's name: workmail.ENVIRONMENT.json.
 *
 * @returns undefined without one; an error for a name that does not fit: its stacks would be those of workmail.json
 */
export function environmentOf(file: string): { readonly environment?: string; readonly error?: string } {
  const name = path.basename(file);
  const environment = /^workmail\.(.+)\.json$/.exec(name)?.[1];
  if (environment === undefined || name === EXAMPLE_SETTINGS_FILE) {
    return {};
  }
  // Its stack for all Regions would look like the stack of one Region.
  const isRegion = REGIONS.some((region) => environment === region || environment.endsWith(`-${region}`));
  if (isRegion || !/^[a-z0-9][a-z0-9-]{0,19}$/.test(environment)) {
    return {
      error: `the file's name: "${environment}" given; allowed: workmail.ENVIRONMENT.json, ENVIRONMENT of 1 to 20 lower-case letters, digits and hyphens, not ending with a Region`,
    };
  }
  return { environment };
}
