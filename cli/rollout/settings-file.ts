import { existsSync } from "node:fs";
import { commandAgain, commandLine } from "../../modules/command-line";
import { isOwnApp } from "../../modules/own-app";
import { EXAMPLE_SETTINGS_FILE, SETTINGS_FILE, settingsFile } from "../../modules/settings/settings-file";
import { UserError } from "../../modules/user-error";

/**
 * Checks that the settings are the user's own: the organizations of the example exist nowhere but on an emulator.
 *
 * @throws UserError
 */
export function checkSettingsFile(command: string): void {
  if (isOwnApp()) {
    throw new UserError(
      `This command needs ${SETTINGS_FILE}, and an app of your own has none. Next: ${commandLine([command])}`,
    );
  }
  const settings = settingsFile();
  if (!existsSync(settings) && !process.env.AWS_ENDPOINT_URL) {
    throw new UserError(
      `${settings} does not exist, and the example settings name organizations that are not yours. Next: cp ${EXAMPLE_SETTINGS_FILE} ${settings}, enter your organizations, then ${commandAgain(command)}; to try the example on an emulator, ${commandLine(["demo"])}, or set AWS_ENDPOINT_URL`,
    );
  }
}
