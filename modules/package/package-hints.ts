import { synchronousRules } from "../email-flow-rule";
import type { Settings } from "../settings/settings";
import type { FunctionPackage } from "./function-package";

/** The source of deduplicate, here or in the npm package. */
const DEDUPLICATION = /(^|\/)function\/(src|dist)\/deduplication\.\w+$/;

/** Returns what is odd between the settings and the handler that was bundled; nothing of an existing zip. */
export function packageHints(settings: Settings, { sources }: FunctionPackage): string[] {
  const { entry } = settings.package;
  if (entry === undefined || sources === undefined) {
    return [];
  }
  const deduplicates = Object.keys(sources).some((file) => DEDUPLICATION.test(file));
  const hasTable = settings.regions.some(({ deduplication }) => deduplication);
  const synchronous = settings.regions.flatMap(({ region, emailFlowRules }) =>
    synchronousRules(emailFlowRules).map((name) => `${name} in ${region}`),
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
  ];
}
