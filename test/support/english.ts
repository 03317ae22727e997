/** A pattern that plain American technical English does without. */
interface Pattern {
  readonly pattern: RegExp;
  readonly instead: string;
}

const PATTERNS: readonly Pattern[] = [
  { pattern: /\bfaults?\b/i, instead: "error" },
  { pattern: /\bmend(s|ed|ing)?\b/i, instead: "fix" },
  { pattern: /\b(tak(e|es|en|ing)|took) (\w+ )?away\b/i, instead: "delete" },
  { pattern: /\b(tells?|told|telling)\b/i, instead: "report, print, show" },
  { pattern: /(?<!\b(leave|leaves|left) )\balone\b/i, instead: "only" },
  { pattern: /\bone's own\b/i, instead: "your own" },
  // "Something else" and its sisters are plain English.
  { pattern: /(?<!\b(\w+thing|\w+body|\w+one|\w+where|who|what) )\belse\b/i, instead: "otherwise" },
  { pattern: /\b(lies|lain|lying)\b/i, instead: "is in, exists" },
  { pattern: /\b(stands?|stood|standing)\b(?! for\b|-in\b)/i, instead: "is in, is" },
  { pattern: /\ba text\b(?!\/)/i, instead: "a string, a message" },
  { pattern: /(?<!\bthere )\bis no\b(?! longer\b)/i, instead: "is not a" },
  {
    pattern:
      /\b(artefacts?|behaviours?|colours?|favour\w*|honour\w*|neighbour\w*|centre[sd]?|cancelled|cancelling|labelled|modelled|travelled|organis\w+|recognis\w+|initialis\w+|synthesis(e|ed|ing)|serialis\w+|normalis\w+|authoris\w+|summaris\w+|optimis\w+|minimis\w+|analys(e|ed|ing)|licences?|defences?|catalogues?|grey|whilst|spelt|learnt)\b/i,
    instead: "the American spelling",
  },
  // A question may begin so; a sentence whose subject is a clause may not.
  {
    pattern:
      /(?:^|[.:!?;|] |^[*-] |^\d+\. )(What|Who|Whoever|Whatever|Whose|Which)\b(?! to\b)[^.!?|]*(?![.!?|]*\?)(?:[.!|]|$)/,
    instead: "a noun as the subject",
  },
];

/** Text that people read, and where it is. */
export interface ReadText {
  readonly place: string;
  readonly text: string;
}

/** Returns what is not plain English in these texts. */
export function notPlain(texts: readonly ReadText[], exceptions: readonly RegExp[] = []): string[] {
  return texts.flatMap(({ place, text }) =>
    PATTERNS.flatMap(({ pattern, instead }) => {
      const [found] = pattern.exec(text) ?? [];
      return found === undefined || exceptions.some((exception) => exception.test(text))
        ? []
        : [`${place}: "${found.trim()}" in "${text.trim()}". Instead: ${instead}`];
    }),
  );
}
