import { type IResolvable, type IResolveContext, Lazy, Token, Tokenization } from "cdktf";

/**
 * An expression of Terraform's own, for what CDKTF has no function. The values
 * in it may be tokens, texts with tokens in them, lists and objects.
 *
 * @example expression`${enabled.booleanValue} ? 1 : 0`
 */
export function expression(text: readonly string[], ...values: readonly unknown[]): IResolvable {
  return Lazy.anyValue({
    produce: (context) => {
      const isInner = context.suppressBraces;
      context.suppressBraces = true;
      const code = String.raw({ raw: text }, ...values.map(render(context)));
      context.suppressBraces = isInner;
      return isInner ? code : `\${${code}}`;
    },
  });
}

function render(context: IResolveContext) {
  return function rendered(value: unknown): string {
    if (typeof value === "string") {
      return renderText(context, value);
    }
    if (Token.isUnresolved(value)) {
      return String(context.resolve(value));
    }
    if (Array.isArray(value)) {
      return `[${value.map(rendered).join(", ")}]`;
    }
    if (typeof value === "object" && value !== null) {
      const entries = Object.entries(value).map(([name, entry]) => `${JSON.stringify(name)} = ${rendered(entry)}`);
      return `{${entries.join(", ")}}`;
    }
    return JSON.stringify(value);
  };
}

/** A string in quotes; a single token without. */
function renderText(context: IResolveContext, text: string): string {
  const { tokens, literals } = Tokenization.reverseString(text);
  if (tokens.length === 1 && literals.length === 0) {
    return String(context.resolve(text));
  }
  return tokens.reduce(
    (quoted, token) => quoted.replace(String(token), () => `\${${String(context.resolve(token))}}`),
    JSON.stringify(text),
  );
}
