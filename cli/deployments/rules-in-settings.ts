import type { EmailSource } from "../../function/src/email-source";
import { DEFAULT_RULE } from "../../modules/email-flow-rule";
import { readSettings } from "../../modules/settings/read-settings";
import { hasSettings } from "../../modules/settings/settings-file";
import type { Region } from "../../modules/workmail";

/** The rules of a Region. */
interface RulesOfRegion {
  readonly region: Region;
  /** The caller of the function: WorkMail, or without WorkMail a source in Amazon SES. */
  readonly source: EmailSource;
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
    source: workMail ? "workmail" : sesReceiptRule ? "ses-receipt" : "ses-sending",
    rules: Object.values(emailFlowRules ?? { "": DEFAULT_RULE }),
  }));
}

/** Returns the caller of the function: WorkMail if it calls it in a Region, or if there are no settings. */
export function callerIn(regions: readonly RulesOfRegion[]): EmailSource {
  const sources = regions.map(({ source }) => source);
  return sources.includes("workmail") ? "workmail" : (sources[0] ?? "workmail");
}
