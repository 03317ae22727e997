import { isUtf8 } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { commandLine } from "../command-line";
import { printNote } from "../print";
import { fileReason, UserError } from "../user-error";
import { parseSettings, type Settings, SettingsError } from "./settings";
import { EXAMPLE_SETTINGS_FILE, SETTINGS_FILE, SETTINGS_VARIABLE, settingsFile } from "./settings-file";

/**
 * Reads the settings: the file that WORKMAIL_SETTINGS names, or workmail.json,
 * or, if that does not exist, the example.
 *
 * @param folder the folder of the project
 * @throws UserError when there is no file
 * @throws SettingsError
 */
export function readSettings(folder = process.cwd()): Settings {
  const file = settingsFile();
  const isNamed = Boolean(process.env[SETTINGS_VARIABLE]);
  if (!isNamed && !existsSync(path.resolve(folder, file))) {
    if (!existsSync(path.resolve(folder, EXAMPLE_SETTINGS_FILE))) {
      throw new UserError(`${SETTINGS_FILE} does not exist. Next: ${commandLine(["init"])}`);
    }
    printNote(
      `No ${SETTINGS_FILE}: taking the example settings. To have your own: cp ${EXAMPLE_SETTINGS_FILE} ${SETTINGS_FILE}`,
    );
    return readSettingsFile(folder, EXAMPLE_SETTINGS_FILE);
  }
  return readSettingsFile(folder, file);
}

function readSettingsFile(folder: string, file: string): Settings {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path.resolve(folder, file));
  } catch (error) {
    throw new SettingsError(file, [
      (error as NodeJS.ErrnoException).code === "ENOENT"
        ? `${SETTINGS_VARIABLE} names this file, which does not exist. Next: ${commandLine(["init", "--file", file])}`
        : `cannot be read: ${fileReason(error)}. Allowed: a file with settings in JSON`,
    ]);
  }
  const json = bytes.toString();
  // Other bytes would get into names and tags as replacement characters. UTF-16 has an error of its own.
  if (!isUtf8(bytes) && !/^\uFFFD\uFFFD/.test(json)) {
    throw new SettingsError(file, ["is not UTF-8; save it as UTF-8"]);
  }
  return parseSettings(json, file);
}
