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
  readonly sesReceiptRule?: {
    readonly ruleSetName: string;
    readonly recipients?: readonly string[];
    readonly invocationType?: "RequestResponse";
  };
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
    settings: settingsFor(settings, rules, names),
  };
}

function rulesIn({ emailFlowRules }: RegionSettings): { readonly name?: string; readonly rule: Rule }[] {
  return emailFlowRules === undefined
    ? [{ rule: DEFAULT_RULE }]
    : Object.entries(emailFlowRules).map(([name, rule]) => ({ name, rule }));
}

function continues(region: RegionSettings, { direction, runSynchronously }: Rule): string[] {
  if (runSynchronously) {
    return direction === "INBOUND"
      ? [
          'the answers letThrough and drop for the whole email, as the dispositions CONTINUE and STOP_RULE_SET: sesReceiptRule with "invocationType": "RequestResponse"',
        ]
      : [];
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
            ? "the answers BOUNCE, MOVE_TO_JUNK, and BYPASS_SPAM_CHECK, and answers per recipient. A bounce action of a receipt rule can bounce email"
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

/** Calls that have no successor in SES, with the reason. */
const NO_SUCCESSOR: readonly (readonly [RegExp, string])[] = [
  [/\.bounce\(|["']BOUNCE["']/, "BOUNCE has no disposition"],
  [/\.moveToJunk\(|["']MOVE_TO_JUNK["']/, "MOVE_TO_JUNK has no disposition"],
  [/\.bypassSpamCheck\(|["']BYPASS_SPAM_CHECK["']/, "BYPASS_SPAM_CHECK has no disposition"],
  [/\bmessageOf\(/, "the content is not in the Message Flow API"],
];

function handlerNeeds(files: readonly HandlerFile[] | undefined, rules: readonly Rule[]): string[] {
  const isAnswering = rules.some(({ runSynchronously }) => runSynchronously);
  const continued = rules.filter(({ direction, runSynchronously }) =>
    isAnswering ? runSynchronously && direction === "INBOUND" : true,
  );
  const sources = [
    ...(continued.some(({ direction }) => direction === "INBOUND") ? ["sesReceipt"] : []),
    ...(continued.some(({ direction }) => direction !== "INBOUND") ? ["sesSending"] : []),
  ];
  if (sources.length === 0) {
    return [];
  }
  const create = isAnswering ? "createSynchronousHandler" : "createHandler";
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

function settingsFor(
  { regions }: Settings,
  rules: readonly Rule[],
  { ruleSet, configurationSet = YOUR_SET }: Names,
): SesSettings {
  const isAnswering = rules.some(({ runSynchronously }) => runSynchronously);
  const inbound = rules.filter(
    ({ direction, runSynchronously }) => direction === "INBOUND" && (runSynchronously || !isAnswering),
  );
  // SES replaces no content: the function cannot be called by both.
  const hasReceipts = inbound.length > 0 && regions.every(({ messageContent }) => messageContent !== "REPLACE");
  const recipients = recipientsOf(inbound.flatMap(({ destinationPatterns }) => destinationPatterns));
  return {
    ...(hasReceipts && {
      sesReceiptRule: {
        ruleSetName: ruleSet,
        ...(recipients && { recipients }),
        ...(isAnswering && { invocationType: "RequestResponse" as const }),
      },
    }),
    ...(!isAnswering &&
      inbound.length < rules.length && { sesSendingEvents: { configurationSetName: configurationSet } }),
  };
}

/** Returns WorkMail's patterns as SES has them: `*.example.com` is the domain and its subdomains. */
function recipientsOf(patterns: readonly string[]): string[] | undefined {
  if (patterns.includes("*")) {
    return undefined;
  }
  return [...new Set(patterns.flatMap((it) => (it.startsWith("*.") ? [it.slice(2), it.slice(1)] : [it])))];
}
