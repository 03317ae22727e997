import { DEFAULT_RULE } from "../../../modules/email-flow-rule";
import type { RegionSettings, Settings } from "../../../modules/settings/settings";

/** How one email flow rule continues in a Region. */
interface RuleReport {
  readonly region: string;
  /** Without a name, the administrator chose it. */
  readonly name?: string;
  readonly direction: "INBOUND" | "OUTBOUND";
  /** The parts that stay as they are, each with the setting that it needs. */
  readonly continues: readonly string[];
  readonly noSuccessor: readonly string[];
}

/** The settings that the rules need in Amazon SES. */
export interface SesSettings {
  readonly sesReceiptRule?: { readonly ruleSetName: string; readonly recipients?: readonly string[] };
  readonly sesSendingEvents?: { readonly configurationSetName: string };
}

/** How a deployment continues without WorkMail. */
export interface MigrationReport {
  readonly file: string;
  readonly rules: readonly RuleReport[];
  /** Changes that the handler needs, in sentences. */
  readonly handler: readonly string[];
  /** Settings to add. */
  readonly settings: SesSettings;
}

/** Names of resources in SES. */
export interface Names {
  readonly ruleSet: string;
  readonly configurationSet?: string;
}

type Rule = NonNullable<RegionSettings["emailFlowRules"]>[string];

/** Stands for the configuration set whose name is not given. */
const YOUR_SET = "YOUR_CONFIGURATION_SET";

/**
 * Returns how a deployment continues with Amazon SES.
 *
 * @param handler the source of the handler; undefined if it is a zip
 */
export function reportOf(settings: Settings, handler: string | undefined, names: Names): MigrationReport {
  const withWorkMail = settings.regions.filter(({ workMail }) => workMail);
  const named = withWorkMail.flatMap((region) => rulesIn(region).map((rule) => ({ region, ...rule })));
  const rules = named.map(({ rule }) => rule);
  return {
    file: settings.file,
    rules: named.map(({ region, name, rule }) => ({
      region: region.region,
      ...(name !== undefined && { name }),
      direction: rule.direction,
      continues: continues(region, rule),
      noSuccessor: withoutSuccessor(region, rule),
    })),
    handler: handlerNeeds(handler, rules),
    settings: settingsFor(rules, names),
  };
}

function rulesIn({ emailFlowRules }: RegionSettings): { readonly name?: string; readonly rule: Rule }[] {
  return emailFlowRules === undefined
    ? [{ rule: DEFAULT_RULE }]
    : Object.entries(emailFlowRules).map(([name, rule]) => ({ name, rule }));
}

function continues(region: RegionSettings, { direction, runSynchronously }: Rule): string[] {
  if (runSynchronously) {
    return [];
  }
  const source =
    direction === "INBOUND"
      ? "the handler's logic, called by a receipt rule: sesReceiptRule"
      : "the handler's logic, called with the events of what SES sends: sesSendingEvents";
  return [
    source,
    "metrics, log lines, alarms, and the failure queue",
    ...(region.deduplication ? ["deduplication, with the key of each source"] : []),
  ];
}

function withoutSuccessor(region: RegionSettings, rule: Rule): string[] {
  const { direction, runSynchronously, senderPatterns, destinationPatterns } = rule;
  const isInbound = direction === "INBOUND";
  const hasSenders = senderPatterns.join() !== "*";
  return [
    ...(runSynchronously
      ? [
          isInbound
            ? "the answer: BOUNCE, DROP, MOVE_TO_JUNK, and BYPASS_SPAM_CHECK. The actions of a receipt rule can bounce email and stop the rule set"
            : "the answer: BOUNCE and DROP of outbound email",
          "ruleTimeoutMinutes and fallbackAction",
        ]
      : []),
    ...(hasSenders ? ["senderPatterns: check email.sentBy in the handler"] : []),
    ...(!isInbound && destinationPatterns.join() !== "*"
      ? ["destinationPatterns: check email.recipients in the handler"]
      : []),
    ...(region.messageContent === "REPLACE" && runSynchronously ? ["replaced content"] : []),
    ...(region.messageContent === "NONE"
      ? []
      : [
          isInbound
            ? "the content through the Message Flow API: an S3 action of a receipt rule can store it"
            : "the content through the Message Flow API",
        ]),
  ];
}

const SOURCES_ENTRY = "terraform-aws-workmail-lambda/function/sources";

function handlerNeeds(handler: string | undefined, rules: readonly Rule[]): string[] {
  const asynchronous = rules.filter(({ runSynchronously }) => !runSynchronously);
  const sources = [
    ...(asynchronous.some(({ direction }) => direction === "INBOUND") ? ["sesReceipt"] : []),
    ...(asynchronous.some(({ direction }) => direction !== "INBOUND") ? ["sesSending"] : []),
  ];
  if (sources.length === 0) {
    return [];
  }
  const needed = `createHandler of ${SOURCES_ENTRY} with { sources: [${["workMail", ...sources].join(", ")}] }`;
  if (handler === undefined) {
    return [`The zip must contain a handler that accepts the events of SES: ${needed}.`];
  }
  const missing = sources.filter((source) => !new RegExp(`\\b${source}\\b`).test(handler));
  return missing.length === 0 ? [] : [`The handler does not name ${missing.join(" and ")}. It needs ${needed}.`];
}

function settingsFor(rules: readonly Rule[], { ruleSet, configurationSet = YOUR_SET }: Names): SesSettings {
  if (rules.some(({ runSynchronously }) => runSynchronously)) {
    return {};
  }
  const inbound = rules.filter(({ direction }) => direction === "INBOUND");
  const recipients = recipientsOf(inbound.flatMap(({ destinationPatterns }) => destinationPatterns));
  return {
    ...(inbound.length > 0 && { sesReceiptRule: { ruleSetName: ruleSet, ...(recipients && { recipients }) } }),
    ...(inbound.length < rules.length && { sesSendingEvents: { configurationSetName: configurationSet } }),
  };
}

/** Returns WorkMail's patterns as SES has them: `*.example.com` is the domain and its subdomains. */
function recipientsOf(patterns: readonly string[]): string[] | undefined {
  if (patterns.includes("*")) {
    return undefined;
  }
  return [...new Set(patterns.flatMap((it) => (it.startsWith("*.") ? [it.slice(2), it.slice(1)] : [it])))];
}
