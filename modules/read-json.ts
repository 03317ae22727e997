import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";

/** The expected tokens. The parser's own message and the text are not shown: the text may contain a secret. */
const EXPECTED: { readonly [code: string]: string } = {
  InvalidSymbol: "JSON, with names and strings in double quotes",
  InvalidNumberFormat: "a number",
  PropertyNameExpected: "a name in double quotes",
  ValueExpected: "a value",
  ColonExpected: "a colon",
  CommaExpected: "a comma",
  CloseBraceExpected: "} at the end of the object",
  CloseBracketExpected: "] at the end of the list",
  EndOfFileExpected: "the end of the file",
  UnexpectedEndOfComment: "*/ at the end of the comment",
  UnexpectedEndOfString: "a double quote at the end of the string",
  UnexpectedEndOfNumber: "a digit",
  InvalidUnicode: "four hexadecimal digits after \\u",
  InvalidEscapeCharacter: 'one of " \\ / b f n r t u after \\',
  InvalidCharacter: "no control character, such as a tab, in a string",
};

/** The result of parsing JSON: the value, or the errors. */
export type ReadJson = { readonly value: unknown; readonly errors: readonly string[] };

/**
 * Reads JSON, with comments, trailing commas and a byte order mark allowed.
 * Says where it breaks and what was expected, and never quotes the text.
 */
export function readJson(text: string): ReadJson {
  // UTF-16 that was decoded as UTF-8.
  if (/^(\uFFFD\uFFFD|.?\0)/.test(text)) {
    return failed("is UTF-16; save it as UTF-8");
  }
  const json = text.replace(/^\uFEFF/, "");
  const errors: ParseError[] = [];
  const tree = parseTree(json, errors, { allowTrailingComma: true });
  // Those that follow are mostly consequences of the first.
  const [first] = errors;
  if (first !== undefined || tree === undefined) {
    const expected = first && EXPECTED[printParseErrorCode(first.error)];
    return failed(`is not valid JSON: ${position(json, first?.offset ?? 0)}: expected ${expected ?? "a value"}`);
  }
  return { value: getNodeValue(tree), errors: repeatedNames(tree, json) };
}

function failed(error: string): ReadJson {
  return { value: undefined, errors: [error] };
}

/** A name that is given twice: the parser, as JSON.parse, would silently take the last. */
function repeatedNames(node: Node, json: string): string[] {
  const own = node.type !== "object" ? [] : (node.children ?? []).flatMap((property) => property.children?.[0] ?? []);
  const names = own.map(({ value }) => value as string);
  return [
    ...own
      .filter(({ value }, index) => names.indexOf(value as string) !== index)
      .map(({ value, offset }) => `${position(json, offset)}: ${JSON.stringify(value)} is set twice`),
    ...(node.children ?? []).flatMap((child) => repeatedNames(child, json)),
  ];
}

function position(json: string, offset: number): string {
  const before = json.slice(0, offset).split(/\r\n|\r|\n/);
  return `line ${before.length}, column ${before.at(-1)!.length + 1}`;
}
