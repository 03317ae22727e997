import { isDeepStrictEqual } from "node:util";
import { DEFAULT_RULE } from "../../../modules/email-flow-rule";
import { waitingFor } from "../../../modules/settings/ses";
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

/** Settings for Amazon SES. */
interface SesSettings {
  readonly sesReceiptRule?: {
    readonly ruleSetName: string;
    readonly recipients?: readonly string[];
    readonly invocationType?: "RequestResponse";
  };
  readonly sesSendingEvents?: { readonly configurationSetName: string };
}

/** The settings that the rules need in Amazon SES and that are not there: at the top, or where Regions differ. */
export type AddedSettings = SesSettings | { readonly regions: Readonly<Record<string, SesSettings>> };

/** How a deployment continues without WorkMail. */
export interface MigrationReport {
  readonly file: string;
  readonly rules: readonly RuleReport[];
  /** Changes that the handler needs, in sentences. */
  readonly handler: readonly string[];
  /** Settings to add. */
  readonly settings: AddedSettings;
}

/** Names of resources in SES. */
export interface Names {
  readonly ruleSet: string;
  readonly configurationSet?: string;
}

/** A file of the handler. */
export interface HandlerFile {
  readonly file: string;
  readonly text: string;
}

type Rule = NonNullable<RegionSettings["emailFlowRules"]>[string];

/** Stands for the configuration set whose name is not given. */
const YOUR_SET = "YOUR_CONFIGURATION_SET";

/**
 * Returns how a deployment continues with Amazon SES.
 *
 * @param handler the files of the handler; undefined if it is a zip
 */
export function reportOf(
  settings: Settings,
  handler: readonly HandlerFile[] | undefined,
  names: Names,
): MigrationReport {
  const withWorkMail = settings.regions.filter(({ workMail }) => workMail);
  const named = withWorkMail.flatMap((region) => rulesIn(region).map((rule) => ({ region, ...rule })));
  return {
    file: settings.file,
    rules: named.map(({ region, name, rule }) => ({
      region: region.region,
      ...(name !== undefined && { name }),
      direction: rule.direction,
      continues: continues(region, rule),
      noSuccessor: withoutSuccessor(region, rule),
    })),
    handler: handlerNeeds(
      handler,
      named.map(({ rule }) => rule),
    ),
    settings: settingsFor(settings, names),
  };
}

function rulesIn({ emailFlowRules }: RegionSettings): { readonly name?: string; readonly rule: Rule }[] {
  return emailFlowRules === undefined
    ? [{ rule: DEFAULT_RULE }]
    : Object.entries(emailFlowRules).map(([name, rule]) => ({ name, rule }));
}

/** Returns whether something waits for an answer of the function, which then answers every event. */
function isAnswering(region: RegionSettings): boolean {
  return waitingFor(region).length > 0;
}

/** Returns the setting with which SES calls the function for what a rule is about; undefined where it cannot. */
function callerOf(region: RegionSettings, { direction, runSynchronously }: Rule): keyof SesSettings | undefined {
  if (!isAnswering(region)) {
    return direction === "INBOUND" ? "sesReceiptRule" : "sesSendingEvents";
  }
  return direction === "INBOUND" && runSynchronously && region.messageContent !== "REPLACE"
    ? "sesReceiptRule"
    : undefined;
}

function continues(region: RegionSettings, rule: Rule): string[] {
  const caller = callerOf(region, rule);
  if (caller === undefined) {
    return [];
  }
  if (rule.runSynchronously) {
    return [
      'the answers letThrough and drop for the whole email, as the dispositions CONTINUE and STOP_RULE_SET: sesReceiptRule with "invocationType": "RequestResponse"',
    ];
  }
  return [
    caller === "sesReceiptRule"
      ? "the handler's logic, called by a receipt rule: sesReceiptRule"
      : "the handler's logic, called with the events of what SES sends: sesSendingEvents",
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
            ? "the answers BOUNCE, MOVE_TO_JUNK, and BYPASS_SPAM_CHECK, and answers per recipient. A bounce action of a receipt rule can bounce email"
            : "the answer: BOUNCE and DROP of outbound email",
          "ruleTimeoutMinutes and fallbackAction",
        ]
      : []),
    ...(!runSynchronously && isAnswering(region)
      ? [
          `the call of this function, which answers every event (${waitingFor(region).join(", ")}): deploy one of its own for this rule`,
        ]
      : []),
    ...(hasSenders ? ["senderPatterns: check email.sentBy in the handler"] : []),
    ...(!isInbound && destinationPatterns.join() !== "*"
      ? ["destinationPatterns: check email.recipients in the handler"]
      : []),
    ...(region.messageContent === "REPLACE" && runSynchronously
      ? [
          isInbound
            ? 'replaced content. The receipt rule needs another messageContent than "REPLACE"'
            : "replaced content",
        ]
      : []),
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

/** Calls that have no successor in SES, with the reason. */
const NO_SUCCESSOR: readonly (readonly [RegExp, string])[] = [
  [/\.bounce\(|["']BOUNCE["']/, "BOUNCE has no disposition"],
  [/\.moveToJunk\(|["']MOVE_TO_JUNK["']/, "MOVE_TO_JUNK has no disposition"],
  [/\.bypassSpamCheck\(|["']BYPASS_SPAM_CHECK["']/, "BYPASS_SPAM_CHECK has no disposition"],
  [/\bmessageOf\(/, "the content is not in the Message Flow API"],
];

function handlerNeeds(files: readonly HandlerFile[] | undefined, rules: readonly Rule[]): string[] {
  const answers = rules.some(({ runSynchronously }) => runSynchronously);
  const continued = rules.filter(({ direction, runSynchronously }) =>
    answers ? runSynchronously && direction === "INBOUND" : true,
  );
  const sources = [
    ...(continued.some(({ direction }) => direction === "INBOUND") ? ["sesReceipt"] : []),
    ...(continued.some(({ direction }) => direction !== "INBOUND") ? ["sesSending"] : []),
  ];
  if (sources.length === 0) {
    return [];
  }
  const create = answers ? "createSynchronousHandler" : "createHandler";
  const needed = `${create} of ${SOURCES_ENTRY} with { sources: [${["workMail", ...sources].join(", ")}] }`;
  if (files === undefined) {
    return [`The zip must contain a handler that accepts the events of SES: ${needed}.`];
  }
  const missing = sources.filter((source) => !files.some(({ text }) => new RegExp(`\\b${source}\\b`).test(text)));
  const where = files.length > 1 ? ` (${files.map(({ file }) => file).join(", ")})` : "";
  return [
    ...(missing.length === 0
      ? []
      : [`The handler does not name ${missing.join(" and ")}${where}. It needs ${needed}.`]),
    ...files.flatMap(withoutSuccessorIn),
  ];
}

/** Returns each line of a file that calls something without a successor. */
function withoutSuccessorIn({ file, text }: HandlerFile): string[] {
  return text
    .split("\n")
    .flatMap((line, index) =>
      NO_SUCCESSOR.filter(([call]) => call.test(line)).map(
        ([, reason]) => `${file}:${index + 1}: for an email of SES, ${reason}.`,
      ),
    );
}

function settingsFor({ regions }: Settings, names: Names): AddedSettings {
  const added = regions.map((region) => [region.region, region.workMail ? addedIn(region, names) : {}] as const);
  const [[, first] = ["", {}]] = added;
  // At the top, they would also hold in Regions that have their own.
  return added.every(([, own]) => isDeepStrictEqual(own, first))
    ? first
    : { regions: Object.fromEntries(added.filter(([, own]) => Object.keys(own).length > 0)) };
}

/** Returns what a Region lacks. */
function addedIn(region: RegionSettings, { ruleSet, configurationSet = YOUR_SET }: Names): SesSettings {
  const rules = rulesIn(region).map(({ rule }) => rule);
  const inbound = rules.filter((rule) => callerOf(region, rule) === "sesReceiptRule");
  const recipients = recipientsOf(inbound.flatMap(({ destinationPatterns }) => destinationPatterns));
  return {
    ...(inbound.length > 0 &&
      region.sesReceiptRule === undefined && {
        sesReceiptRule: {
          ruleSetName: ruleSet,
          ...(recipients && { recipients }),
          ...(isAnswering(region) && { invocationType: "RequestResponse" as const }),
        },
      }),
    ...(rules.some((rule) => callerOf(region, rule) === "sesSendingEvents") &&
      region.sesSendingEvents === undefined && { sesSendingEvents: { configurationSetName: configurationSet } }),
  };
}

/** Returns WorkMail's patterns as SES has them: `*.example.com` is the domain and its subdomains. */
function recipientsOf(patterns: readonly string[]): string[] | undefined {
  if (patterns.includes("*")) {
    return undefined;
  }
  return [...new Set(patterns.flatMap((it) => (it.startsWith("*.") ? [it.slice(2), it.slice(1)] : [it])))];
}
