/**
 * The value if it is one word, as IDs, directions, and names of errors are; otherwise undefined. A word holds no
 * address: it has neither `@` nor `.` nor a space.
 */
// Stryker disable next-line StringLiteral: any other text with more than a word does as well
export const wordOf = (value: unknown, text = `${(value as string | null | undefined) ?? ""}`): string | undefined =>
  // To look for what a word does not have is faster than to match it.
  /^$|[^\w-]/.test(text) || text[120] ? undefined : text;
