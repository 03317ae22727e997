import { readSettings } from "../../modules/settings/read-settings";
import { hasSettings } from "../../modules/settings/settings-file";

/** The rule of a Region whose settings name none. */
const DEFAULT_RULE = { direction: "OUTBOUND" } as const;

/**
 * Returns the email flow rules in the settings by Region, in their order; nothing if there is no settings file.
 *
 * @throws SettingsError
 */
export function rulesInSettings() {
  if (!hasSettings()) {
    return [];
  }
  return readSettings().regions.map(({ region, emailFlowRules }) => ({
    region,
    rules: Object.values(emailFlowRules ?? { "": DEFAULT_RULE }),
  }));
}
