/**
 * The value if it is one word, as IDs, directions, and names of errors are; otherwise undefined. A word holds no
 * address: it has neither `@` nor `.` nor a space.
 */
export const wordOf = (value: unknown): string | undefined =>
  // Stryker disable next-line StringLiteral: any other text with more than a word does as well
  /^[\w-]{1,120}$/.exec((value as string | null | undefined) ?? "")?.[0];
