/**
 * How much of an email a log line or an error message looks at and spells out, so that one with thousands of
 * recipients neither floods the log nor takes long.
 */
export const ERRORS_SPELLED_OUT = 20;
export const DOMAINS_SPELLED_OUT = 10;
export const RECIPIENTS_LOOKED_AT = 100;
export const ERROR_CHARACTERS = 10_000;

/** How many metrics a line may have, and how many values a metric in it. CloudWatch drops what is beyond. */
export const MOST_AT_ONCE = 100;
