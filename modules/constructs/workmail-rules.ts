import { hasToken } from "../tokens/check-props";
import type { PropRule } from "../tokens/check-rules";
import { type Condition, either, isSet, not } from "../tokens/condition";
import { hasWorkMail, WORKMAIL_REGIONS } from "../workmail";
import type { EmailFlowRulesValue } from "./email-flow-rules";
import { type ContentChoice, readsContent } from "./message-content";
import { isGiven, type SesProps } from "./ses-rules";

/** The props that depend on whether WorkMail may invoke the function. */
interface WorkMailProps extends SesProps, ContentChoice {
  readonly workMail: Condition;
  readonly region?: string;
  readonly emailFlowRules?: EmailFlowRulesValue;
  readonly sourceAccount?: string;
}

/** Returns the rules between `workMail` and other props. */
export function workMailRules(props: WorkMailProps): PropRule[] {
  const { workMail, region, emailFlowRules, sesReceiptRule, sesSendingEvents, sourceAccount } = props;
  const regions = WORKMAIL_REGIONS.join(", ");
  const ofWorkMail = (prop: string, variable: string, isUsed: Condition): PropRule => ({
    holds: either(workMail, not(isUsed)),
    error: `'${prop}' needs a function without 'workMail: false': it is about WorkMail`,
    errorAtPlan: `${variable} needs a call without workmail = false: it is about WorkMail.`,
  });
  return [
    {
      // The plan compares the Region of the provider.
      holds: either(not(workMail), region === undefined || hasToken(region) || hasWorkMail(region)),
      error: `'region' must be one of WorkMail's without 'workMail: false': ${regions}, got: "${region}"`,
      errorAtPlan: `The Region must be one of WorkMail's without workmail = false: ${regions}; given: ${region}.`,
    },
    {
      holds: either(workMail, either(isGiven(sesReceiptRule), isGiven(sesSendingEvents))),
      error: "'workMail: false' needs 'sesReceiptRule' or 'sesSendingEvents', which then invoke the function",
      errorAtPlan: "workmail = false needs ses_receipt_rule or ses_sending_events, which then invoke the function.",
    },
    ofWorkMail("emailFlowRules", "email_flow_rules", isGiven(emailFlowRules)),
    ofWorkMail("messageContent", "message_content", readsContent(props)),
    ofWorkMail("sourceAccount", "source_account", isSet(sourceAccount)),
  ];
}
