/** The answers that a receipt rule of Amazon SES understands. It takes any other for CONTINUE. */
const DISPOSITIONS = ["CONTINUE", "STOP_RULE", "STOP_RULE_SET"];

/** The answer that a receipt rule expects, in words. */
export const DISPOSITION = DISPOSITIONS.join(", ").replace(/, (?=\w+$)/, ", or ");

/** Returns the disposition in an answer; undefined without one that SES understands. */
export function dispositionIn(answer: unknown): string | undefined {
  const { disposition } = (answer ?? {}) as { readonly disposition?: unknown };
  return DISPOSITIONS.find((it) => it === disposition);
}
