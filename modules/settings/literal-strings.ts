/**
 * The one rule for strings in settings: they are literal. Terraform would
 * evaluate ${…} and %{…}, and CDKTF takes its own tokens for references.
 */

/** References of CDKTF: to a value, a list, and a map. */
const TOKEN = /[$#&]\{TfToken\[/;
/** Terraform's expressions and directives. */
const TEMPLATE = /[$%]\{/;
/** Names that objects have of themselves, and that libraries drop for safety. */
const RESERVED = ["__proto__", "constructor", "prototype"];

/** Only here strings with templates make sense; {@link literal} escapes them. */
const ESCAPED = "environmentVariables";

/** Returns the errors of all strings and names in a value, each with its path and without the string. */
export function stringErrors(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value === "string") {
    return stringError(value, path, path.at(-2) === ESCAPED);
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([name, entry]) => [
    ...(RESERVED.includes(name)
      ? [`${[...path, name].join(".")}: not allowed as a name`]
      : stringError(name, path, false)),
    ...stringErrors(entry, [...path, name]),
  ]);
}

function stringError(text: string, path: readonly string[], isEscaped: boolean): string[] {
  const at = path.join(".") || "(the whole file)";
  if (TOKEN.test(text)) {
    return [`${at}: contains a reference of CDKTF ({TfToken[…]}); allowed: a string without it`];
  }
  return TEMPLATE.test(text) && !isEscaped
    ? [`${at}: contains \${ or %{, which Terraform evaluates; allowed: only in the values of ${ESCAPED}`]
    : [];
}

/** Returns strings as Terraform has to get them to take them literally. */
export function literal(texts: Readonly<Record<string, string>>): { [name: string]: string } {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.replace(/[$%](?=\{)/g, "$&$&")]));
}
