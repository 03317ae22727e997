import { synchronousRules } from "../email-flow-rule";
import type { RegionSettings, Settings } from "../settings/settings";
import { UserError } from "../user-error";
import type { FunctionPackage } from "./function-package";

/** Whether a source of the function package is in a bundle, here or from the npm package. */
function has(sources: object, name: string): boolean {
  return Object.keys(sources).some((file) => new RegExp(`(^|/)function/(src|dist)/${name}\\.\\w+$`).test(file));
}

/**
 * Returns what is odd between the settings and the handler that was bundled; nothing of an existing zip.
 *
 * @throws UserError when the receipt rule of Amazon SES waits for an answer that the handler does not give, or does not
 *   wait for the one that it gives
 */
export function packageHints(settings: Settings, { sources }: FunctionPackage): string[] {
  const { entry } = settings.package;
  if (entry === undefined || sources === undefined) {
    return [];
  }
  const errors = settings.regions.flatMap((region) => answerErrors(region, entry, sources));
  if (errors.length > 0) {
    throw new UserError(errors.join("\n"));
  }
  const deduplicates = has(sources, "deduplication");
  const hasTable = settings.regions.some(({ deduplication }) => deduplication);
  const synchronous = settings.regions.flatMap(({ region, emailFlowRules }) =>
    synchronousRules(emailFlowRules).map((name) => `${name} in ${region}`),
  );
  const answered = settings.regions.filter(
    ({ sesReceiptRule }) => sesReceiptRule?.invocationType === "RequestResponse",
  );
  return [
    ...(hasTable && !deduplicates
      ? [
          `deduplication: true creates a table that ${entry} does not use: wrap its handler in deduplicate, of terraform-aws-workmail-lambda/function/deduplication.`,
        ]
      : []),
    ...(deduplicates && synchronous.length > 0
      ? [
          `${entry} uses deduplicate, and WorkMail waits for its answer to ${synchronous.join(", ")}: a repeated call gets no answer, unless storeResult: true stores the first one, and the rule's fallback action applies.`,
        ]
      : []),
    ...(deduplicates && answered.length > 0
      ? [
          `${entry} uses deduplicate, and SES waits for its answer in ${answered.map(({ region }) => region).join(", ")}: a repeated call gets no answer, unless storeResult: true stores the first one, and SES continues with the next rule.`,
        ]
      : []),
  ];
}

const SOURCES = "terraform-aws-workmail-lambda/function/sources";

/** Handlers of which nothing is known are not refused: they can answer as they like. */
function answerErrors({ region, sesReceiptRule }: RegionSettings, entry: string, sources: object): string[] {
  if (sesReceiptRule === undefined) {
    return [];
  }
  const answersSes = has(sources, "sources/create-synchronous-handler");
  const answersNothing = has(sources, "sources/create-handler") || has(sources, "handler");
  const answersWorkMail = has(sources, "synchronous/create-synchronous-handler");
  const given = `${entry}: sesReceiptRule.invocationType is "${sesReceiptRule.invocationType}" in ${region}`;
  if (sesReceiptRule.invocationType === "RequestResponse") {
    return !answersSes && (answersNothing || answersWorkMail)
      ? [
          `${given}, and the handler has no answer for SES; allowed: a handler of createSynchronousHandler, of ${SOURCES}`,
        ]
      : [];
  }
  return answersSes && !answersNothing
    ? [
        `${given}, and nobody waits for the handler's answer; allowed: "RequestResponse", or a handler of createHandler, of ${SOURCES}`,
      ]
    : [];
}
