import { LONGEST_SYNCHRONOUS_TIMEOUT_SECONDS, synchronousRules } from "../email-flow-rule";
import { LONGEST_RECEIPT_TIMEOUT_SECONDS } from "../ses";
import { hasWorkMail, WORKMAIL_REGIONS } from "../workmail";
import type { RolloutSettings } from "./deployment-settings";
import { DEFAULTS } from "./function-settings";
import { given } from "./given";
import { RECEIPT_RULE_NAME, waitingFor } from "./ses";
import type { RegionSettings, Settings } from "./settings";

/** Values that Lambda or CloudWatch would reject because they are in another Region. */
const REGIONAL = [
  "alarmActionArns",
  "kmsKeyArn",
  "layers",
  "codeSigningConfigArn",
  "onFailureDestinationArn",
  "onSuccessDestinationArn",
] as const;
const DESTINATIONS = ["onFailureDestinationArn", "onSuccessDestinationArn"] as const;

/** Settings about WorkMail, which say nothing without it. */
const OF_WORKMAIL = ["emailFlowRules", "messageContent", "sourceAccount"] as const;

/** Rules between settings, each of which is valid by itself. */
const CHECKS: readonly {
  readonly settings: readonly string[];
  readonly errors: (settings: Settings, hasRollout: boolean) => string[];
}[] = [
  ...REGIONAL.map((name) => ({
    settings: [name],
    errors: ({ regions }: Settings) => regions.flatMap((region) => misplaced(name, region)),
  })),
  {
    settings: [...DESTINATIONS, "functionName", "accountId"],
    errors: ({ regions }) => regions.flatMap(ownDestinations),
  },
  { settings: ["files", "packagePath"], errors: fileErrors },
  { settings: ["emailFlowRules", "timeoutSeconds"], errors: ({ regions }) => regions.flatMap(timeoutErrors) },
  { settings: ["workMail"], errors: ({ regions }) => regions.flatMap(workMailRegionErrors) },
  {
    settings: ["workMail", "sesReceiptRule", "sesSendingEvents"],
    errors: ({ regions }) => regions.flatMap(sourceErrors),
  },
  {
    settings: ["workMail", ...OF_WORKMAIL],
    errors: ({ regions }) => regions.flatMap(withoutWorkMailErrors),
  },
  {
    settings: ["emailFlowRules", "sesReceiptRule", "sesSendingEvents"],
    errors: ({ regions }) => regions.flatMap(synchronousSesErrors),
  },
  {
    settings: ["sesReceiptRule", "timeoutSeconds", "messageContent"],
    errors: ({ regions }) => regions.flatMap(answeredReceiptErrors),
  },
  { settings: ["functionName", "sesReceiptRule"], errors: ({ regions }) => regions.flatMap(receiptRuleNameErrors) },
  { settings: ["emailFlowRules", "messageContent"], errors: ({ regions }) => regions.flatMap(contentErrors) },
  { settings: ["messageContent", "updatedContentBucket"], errors: ({ regions }) => regions.flatMap(bucketErrors) },
  { settings: ["environmentVariables", "secretArns"], errors: ({ regions }) => regions.flatMap(variableErrors) },
  { settings: ["liveAlias", "liveVersion"], errors: ({ regions }) => regions.flatMap(liveVersionErrors) },
  {
    settings: ["roleArn", "rolePath", "permissionsBoundaryArn", "policyStatements", "accountId"],
    errors: ({ regions }) => regions.flatMap(roleErrors),
  },
  {
    settings: ["logGroupName", "logGroupClass", "logRetentionInDays"],
    errors: ({ regions }) => regions.flatMap(logGroupErrors),
  },
  { settings: ["rollout"], errors: waveErrors },
  { settings: ["rollout", "liveVersion", "newVersionWeight"], errors: weightErrors },
  { settings: ["rollout", "singleStack"], errors: rolloutErrors },
  { settings: ["accountId", "singleStack"], errors: accountErrors },
];

/**
 * Returns the errors between settings.
 *
 * @param wrong settings with errors of their own, of which nothing more can be said
 */
export function crossErrors(settings: Settings, hasRollout: boolean, wrong: ReadonlySet<string>): string[] {
  return CHECKS.filter(({ settings: of }) => of.every((name) => !wrong.has(name))).flatMap(({ errors }) =>
    errors(settings, hasRollout),
  );
}

/** Returns the share that a wave gives the newest version in its Regions. */
export function weightOf(waves: RolloutSettings["waves"], region: string) {
  const wave = waves.find(({ regions }) => regions.some((it) => it === region));
  return wave?.newVersionWeight === undefined ? {} : { newVersionWeight: wave.newVersionWeight };
}

/** A zip that is already built stays as it is. */
function fileErrors({ package: { files, packagePath } }: Settings): string[] {
  return files.length > 0 && packagePath !== undefined
    ? [`files: ${given(files)}; allowed: without packagePath, for an entry that is bundled`]
    : [];
}

function workMailRegionErrors({ region, workMail }: RegionSettings): string[] {
  return workMail && !hasWorkMail(region)
    ? [
        `regions.${region}: without workMail: false; allowed with WorkMail: ${WORKMAIL_REGIONS.join(", ")}, where it exists`,
      ]
    : [];
}

/** Without any source, nothing would invoke the function. */
function sourceErrors({ region, workMail, sesReceiptRule, sesSendingEvents }: RegionSettings): string[] {
  return workMail || sesReceiptRule !== undefined || sesSendingEvents !== undefined
    ? []
    : [
        `workMail: false in ${region}; allowed: with sesReceiptRule or sesSendingEvents, which then invoke the function`,
      ];
}

function withoutWorkMailErrors(settings: RegionSettings): string[] {
  return OF_WORKMAIL.filter(
    (name) => !settings.workMail && settings[name] !== (DEFAULTS as { readonly [name: string]: unknown })[name],
  ).map(
    (name) =>
      `${name}: given in ${settings.region}; allowed: in Regions without workMail: false, under regions.REGION, since it is about WorkMail`,
  );
}

/** A handler that answers one source answers all of them, and nobody waits for an answer to a sending event. */
function synchronousSesErrors(settings: RegionSettings): string[] {
  const { region, sesReceiptRule, sesSendingEvents } = settings;
  const names = waitingFor(settings);
  const waiting = `${names.join(", ")} waits for an answer`;
  return names.length === 0
    ? []
    : [
        ...(sesReceiptRule === undefined || names.includes("sesReceiptRule")
          ? []
          : [
              `sesReceiptRule.invocationType: ${given(sesReceiptRule.invocationType)} in ${region}; allowed: "RequestResponse", since ${waiting}, and a handler answers every event`,
            ]),
        ...(sesSendingEvents === undefined
          ? []
          : [`sesSendingEvents: given in ${region}; allowed: with asynchronous rules only, and ${waiting}`]),
      ];
}

/** The limits of SES for a rule that waits for an answer. */
function answeredReceiptErrors({ region, sesReceiptRule, timeoutSeconds, messageContent }: RegionSettings): string[] {
  return sesReceiptRule?.invocationType !== "RequestResponse"
    ? []
    : [
        ...(timeoutSeconds > LONGEST_RECEIPT_TIMEOUT_SECONDS
          ? [
              `timeoutSeconds: ${given(timeoutSeconds)} in ${region}; allowed: at most ${LONGEST_RECEIPT_TIMEOUT_SECONDS}, since SES waits 30 seconds for the answer to sesReceiptRule`,
            ]
          : []),
        ...(messageContent === "REPLACE"
          ? [
              `messageContent: "REPLACE" given in ${region}; allowed: without sesReceiptRule.invocationType "RequestResponse", since SES replaces no content`,
            ]
          : []),
      ];
}

function receiptRuleNameErrors({ region, functionName, sesReceiptRule }: RegionSettings): string[] {
  return sesReceiptRule !== undefined && !RECEIPT_RULE_NAME.test(functionName)
    ? [
        `functionName: ${given(functionName)} in ${region}; allowed with sesReceiptRule: a letter or digit at both ends, since it becomes the rule's name`,
      ]
    : [];
}

function timeoutErrors({ region, emailFlowRules, timeoutSeconds }: RegionSettings): string[] {
  const synchronous = synchronousRules(emailFlowRules);
  return synchronous.length > 0 && timeoutSeconds > LONGEST_SYNCHRONOUS_TIMEOUT_SECONDS
    ? [
        `timeoutSeconds: ${given(timeoutSeconds)} in ${region}; allowed: at most ${LONGEST_SYNCHRONOUS_TIMEOUT_SECONDS}, since WorkMail waits 15 seconds for the answer to the synchronous rule ${synchronous.join(", ")}`,
      ]
    : [];
}

/** To an asynchronous rule, replaced content does nothing. */
function contentErrors({ region, emailFlowRules, messageContent }: RegionSettings): string[] {
  return messageContent === "REPLACE" && synchronousRules(emailFlowRules).length === 0
    ? [`messageContent: "REPLACE" given in ${region}; allowed: with a rule in emailFlowRules that runs synchronously`]
    : [];
}

function bucketErrors({ region, messageContent, updatedContentBucket }: RegionSettings): string[] {
  return updatedContentBucket !== undefined && messageContent !== "REPLACE"
    ? [`updatedContentBucket: ${given(updatedContentBucket)} in ${region}; allowed: with messageContent: "REPLACE"`]
    : [];
}

function variableErrors({ region, environmentVariables, secretArns }: RegionSettings): string[] {
  return Object.keys(secretArns)
    .filter((name) => name in environmentVariables)
    .map((name) => `secretArns.${name}: also set in environmentVariables in ${region}; allowed: in one of them`);
}

function liveVersionErrors({ region, liveAlias, liveVersion }: RegionSettings): string[] {
  return liveVersion !== undefined && !liveAlias
    ? [`liveVersion: ${given(liveVersion)} in ${region}; allowed: with liveAlias: true`]
    : [];
}

/** An existing role stays as it is. */
function roleErrors(settings: RegionSettings): string[] {
  const { region, roleArn, rolePath, permissionsBoundaryArn, accountId } = settings;
  if (roleArn === undefined) {
    return [];
  }
  const onlyCreated = Object.entries({
    rolePath: rolePath === "/" ? undefined : rolePath,
    permissionsBoundaryArn,
    policyStatements: settings.policyStatements.length === 0 ? undefined : settings.policyStatements,
  });
  return [
    ...onlyCreated
      .filter(([, value]) => value !== undefined)
      .map(
        ([name, value]) =>
          `${name}: ${given(value)} in ${region}; allowed: without roleArn, for a role that is created`,
      ),
    ...(accountId === undefined || roleArn.split(":")[4] === accountId
      ? []
      : [`roleArn: ${given(roleArn)} in ${region}; allowed: a role of the account ${accountId}`]),
  ];
}

/** An existing log group stays as it is. */
function logGroupErrors({ region, logGroupName, logGroupClass, logRetentionInDays }: RegionSettings): string[] {
  return logGroupName === undefined
    ? []
    : Object.entries({ logGroupClass, logRetentionInDays })
        .filter(([name, value]) => value !== DEFAULTS[name as "logGroupClass"])
        .map(
          ([name, value]) =>
            `${name}: ${given(value)} in ${region}; allowed: without logGroupName, for a log group that is created`,
        );
}

/** Each Region in one wave, and no other. */
function waveErrors({ regions, waves }: Settings): string[] {
  const placed = waves.flatMap((wave) => wave.regions);
  return [
    ...regions
      .filter(({ region }) => !placed.includes(region))
      .map(({ region }) => `rollout.waves: ${region} is in no wave`),
    ...placed.flatMap((region, index) => [
      ...(regions.some((it) => it.region === region) ? [] : [`rollout.waves: ${region} is not among the regions`]),
      ...(placed.indexOf(region) === index ? [] : [`rollout.waves: ${region} is in more than one wave`]),
    ]),
  ];
}

/** Without a version to share with, the alias names the newest. */
function weightErrors({ regions, waves }: Settings): string[] {
  return regions
    .filter(({ liveVersion, newVersionWeight }) => newVersionWeight > 0 && liveVersion === undefined)
    .map(({ region, newVersionWeight }) =>
      weightOf(waves, region).newVersionWeight === undefined
        ? `newVersionWeight: ${given(newVersionWeight)} in ${region}; allowed: with liveVersion, the version that has the rest of the events`
        : `rollout.waves: newVersionWeight given for ${region}; allowed: with liveVersion, the version that has the rest of the events`,
    );
}

/** ARNs of another Region; those of buckets have none. */
function misplaced(name: (typeof REGIONAL)[number], { region, ...settings }: RegionSettings): string[] {
  return [settings[name] ?? []]
    .flat()
    .filter((arn) => !["", region].includes(arn.split(":")[3]!))
    .map((arn) => `${name}: ${given(arn)}; allowed in ${region}: an ARN in ${region}, set under regions.${region}`);
}

/** Destinations that are the function itself, as far as its account is known. */
function ownDestinations({ region, accountId, functionName, ...settings }: RegionSettings): string[] {
  const own = `arn:aws:lambda:${region}:${accountId}:function:${functionName}`;
  return DESTINATIONS.filter((name) => `${settings[name]}:`.startsWith(`${own}:`)).map(
    (name) => `${name}: ${given(settings[name])} in ${region}; allowed: another function than the one that is deployed`,
  );
}

function rolloutErrors({ singleStack }: Settings, hasRollout: boolean): string[] {
  return singleStack && hasRollout ? ["rollout: needs a stack for each Region, and singleStack is true"] : [];
}

function accountErrors({ singleStack, regions }: Settings): string[] {
  return singleStack && new Set(regions.map(({ accountId }) => accountId)).size > 1
    ? ["singleStack: needs the same accountId in all Regions"]
    : [];
}
