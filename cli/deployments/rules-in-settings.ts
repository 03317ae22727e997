import { DEFAULT_RULE } from "../../modules/email-flow-rule";
import { readSettings } from "../../modules/settings/read-settings";
import { hasSettings } from "../../modules/settings/settings-file";
import type { Region } from "../../modules/workmail";

/** The rules of a Region. */
interface RulesOfRegion {
  readonly region: Region;
  /** Whether WorkMail invokes the function. */
  readonly workMail: boolean;
  /** Whether a receipt rule of Amazon SES does. */
  readonly hasReceiptRule: boolean;
  readonly rules: readonly { readonly direction: "INBOUND" | "OUTBOUND" }[];
}

/**
 * Returns the email flow rules in the settings by Region, in their order; nothing if there is no settings file.
 *
 * @throws SettingsError
 */
export function rulesInSettings(): RulesOfRegion[] {
  if (!hasSettings()) {
    return [];
  }
  return readSettings().regions.map(({ region, workMail, sesReceiptRule, emailFlowRules }) => ({
    region,
    workMail,
    hasReceiptRule: sesReceiptRule !== undefined,
    rules: Object.values(emailFlowRules ?? { "": DEFAULT_RULE }),
  }));
}
