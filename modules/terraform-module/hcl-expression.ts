/**
 * Lays Terraform expressions out as `terraform fmt` leaves them: on one line where they fit, and otherwise broken at
 * their brackets.
 */

/** No line is longer, but for strings that cannot be broken. */
export const LINE_WIDTH = 120;

/** The contents of brackets, split at the commas; or plain code. */
type Part = string | Group;

interface Group {
  readonly open: "(" | "[" | "{";
  /** The arguments of a function, which may end with a comma. */
  readonly isCall: boolean;
  readonly items: readonly (readonly Part[])[];
}

const CLOSE = { "(": ")", "[": "]", "{": "}" } as const;
/** Keys that need no quotes: `for` begins an expression, and null is not a key. */
const IDENTIFIER = /^(?!(for|null|true|false)$)[A-Za-z_][A-Za-z0-9_-]*$/;

/**
 * Returns an expression laid out over as many lines as it needs.
 *
 * @param column where its first line starts
 * @param indent what its further lines begin with
 */
export function layOut(code: string, column: number, indent: string): string {
  const parts = parse(code);
  const [only] = parts;
  if (parts.length === 1 && typeof only === "object" && only.open === "(" && only.items.length === 1) {
    // Parentheses around a whole expression are for expressions of several lines.
    const inner = only.items[0]!;
    return column + flat(inner).length <= LINE_WIDTH ? flat(inner) : print(parts, column, indent);
  }
  const operands = splitAll(code, " && ");
  if (column + flat(parts).length > LINE_WIDTH && operands.length > 1) {
    const inner = `${indent}  `;
    const lines = operands.map((operand) => inner + print(parse(operand), inner.length, inner));
    return `(\n${lines.join(" &&\n")}\n${indent})`;
  }
  return print(parts, column, indent);
}

/** Returns the end of the string that begins at a quote; strings in its templates are skipped. */
export function endOfString(code: string, start: number): number {
  for (let index = start + 1; index < code.length; index++) {
    if (code[index] === "\\") {
      index++;
    } else if (code[index] === '"') {
      return index + 1;
    } else if (/^[$%]\{/.test(code.slice(index, index + 2)) && !/[$%]/.test(code[index - 1]!)) {
      index = endOfTemplate(code, index + 2) - 1;
    }
  }
  throw new Error(`a string without an end: ${code.slice(start)}`);
}

/** Returns the end of the template whose code begins here, behind its brace. */
export function endOfTemplate(code: string, start: number): number {
  let depth = 1;
  for (let index = start; index < code.length; index++) {
    if (code[index] === '"') {
      index = endOfString(code, index) - 1;
    } else if (code[index] === "{") {
      depth++;
    } else if (code[index] === "}" && --depth === 0) {
      return index + 1;
    }
  }
  throw new Error(`a template without an end: ${code.slice(start)}`);
}

function parse(code: string): Part[] {
  let position = 0;
  /** Reads to the bracket that closes, or to the end. */
  function items(close?: string): Part[][] {
    const all: Part[][] = [[]];
    let text = "";
    const push = (...parts: Part[]) => {
      all.at(-1)!.push(...[text, ...parts].filter((part) => part !== ""));
      text = "";
    };
    while (position < code.length && code[position] !== close) {
      const character = code[position]!;
      if (character === '"') {
        const end = endOfString(code, position);
        text += code.slice(position, end);
        position = end;
      } else if (character in CLOSE) {
        position++;
        const open = character as Group["open"];
        const inner = items(CLOSE[open]);
        // The comma of `for name, value in` parts nothing.
        const all = isFor(inner[0]) ? [inner.flatMap((item, index) => (index === 0 ? item : [", ", ...item]))] : inner;
        push({ open, isCall: open === "(" && /\w$/.test(text), items: all.filter((item) => item.length > 0) });
      } else {
        position++;
        if (character === "," && close !== undefined) {
          push();
          all.push([]);
        } else {
          text += /\s/.test(character) ? (/\s$/.test(text) ? "" : " ") : character;
        }
      }
    }
    position++;
    push();
    return all.map(trimmed);
  }
  return items()[0]!;
}

function trimmed(item: Part[]): Part[] {
  return item
    .map((part, index) => {
      const text = typeof part === "string" && index === 0 ? part.trimStart() : part;
      return typeof text === "string" && index === item.length - 1 ? text.trimEnd() : text;
    })
    .filter((part) => part !== "");
}

/** The code on one line. */
function flat(parts: readonly Part[]): string {
  return parts.map((part) => (typeof part === "string" ? part : flatGroup(part))).join("");
}

function flatGroup({ open, items }: Group): string {
  const inner = items.map((item) => flat(open === "{" ? entry(item) : item)).join(", ");
  return open === "{" && inner !== "" ? `{ ${inner} }` : `${open}${inner}${CLOSE[open]}`;
}

/** An object's entry, its key without quotes where it needs none. */
function entry(item: readonly Part[]): readonly Part[] {
  const [first, ...rest] = item;
  if (typeof first !== "string" || !first.startsWith('"')) {
    return item;
  }
  const end = endOfString(first, 0);
  const key = first.slice(1, end - 1);
  return IDENTIFIER.test(key) ? [key + first.slice(end), ...rest] : item;
}

function print(parts: readonly Part[], column: number, indent: string): string {
  if (column + flat(parts).length <= LINE_WIDTH) {
    return flat(parts);
  }
  // The longest group first: what is around it may then fit.
  const groups = parts.filter((part) => typeof part !== "string").sort((one, other) => size(other) - size(one));
  const broken = new Set<Part>();
  let printed = flat(parts);
  for (const group of groups) {
    broken.add(group);
    printed = parts
      .map((part, index) =>
        typeof part === "string"
          ? part
          : broken.has(part)
            ? brokenGroup(
                part,
                indent,
                parts.slice(index + 1).some((later) => broken.has(later)),
              )
            : flatGroup(part),
      )
      .join("");
    if (printed.split("\n").every((line, index) => (index === 0 ? column : 0) + line.length <= LINE_WIDTH)) {
      break;
    }
  }
  return printed;
}

function size(group: Group): number {
  return flatGroup(group).length;
}

/** @param opensNext whether the line that closes the group opens another: terraform fmt indents it as what is inside */
function brokenGroup({ open, isCall, items }: Group, indent: string, opensNext = false): string {
  const [only] = items;
  if (items.length === 1 && open !== "{" && only!.every((part) => typeof part !== "string") && only.length === 1) {
    // Brackets that hold nothing but brackets share their lines.
    return `${open}${brokenGroup(only[0] as Group, indent)}${CLOSE[open]}`;
  }
  const inner = `${indent}  `;
  const lines =
    open === "{" && !isFor(only)
      ? alignedEntries(items, inner)
      : isFor(only)
        ? forLines(only!, inner)
        : items.map((item) => print(item, inner.length, inner) + (open === "(" && !isCall ? "" : ","));
  return [open, ...lines.map((line) => inner + line), (opensNext ? inner : indent) + CLOSE[open]].join("\n");
}

function isFor(item: readonly Part[] | undefined): boolean {
  return typeof item?.[0] === "string" && item[0].startsWith("for ");
}

/** Code that has no group at its top but the ones it is made of: `for … :`, what it makes, and `if …`. */
function forLines(item: readonly Part[], indent: string): string[] {
  const code = flat(item);
  const [head, rest] = splitAt(code, " : ");
  const [body, condition] = splitAt(rest!, " if ");
  return [`${head} :`, body, ...(condition === undefined ? [] : [`if ${condition}`])].map((line) =>
    layOut(line, indent.length, indent),
  );
}

function splitAll(code: string, separator: string): string[] {
  const [first, rest] = splitAt(code, separator);
  return rest === undefined ? [first] : [first, ...splitAll(rest, separator)];
}

/** Splits code at the first separator that is in no string and no bracket. */
function splitAt(code: string, separator: string): [string, string?] {
  let depth = 0;
  for (let index = 0; index < code.length; index++) {
    if (code[index] === '"') {
      index = endOfString(code, index) - 1;
    } else if ("([{".includes(code[index]!)) {
      depth++;
    } else if (")]}".includes(code[index]!)) {
      depth--;
    } else if (depth === 0 && code.startsWith(separator, index)) {
      return [code.slice(0, index), code.slice(index + separator.length)];
    }
  }
  return [code];
}

/** Entries of an object, one a line. */
function alignedEntries(items: Group["items"], indent: string): string[] {
  return align(
    items.map((item) => {
      const [name, value] = splitAt(flat(entry(item)), " = ");
      return { name: name, value: (column) => layOut(value!, column, indent) };
    }),
    indent.length,
  );
}

/** A name and a value, which may take several lines from the column on at which it starts. */
export interface Assignment {
  readonly name: string;
  readonly value: (column: number) => string;
}

/** Returns `name = value` lines; the equal signs of neighbors on one line each are aligned, as `terraform fmt` does. */
export function align(assignments: readonly Assignment[], indent: number): string[] {
  const widths = assignments.map(({ name }) => name.length);
  const valuesFor = (columns: readonly number[]) =>
    assignments.map(({ value }, index) => value(indent + columns[index]! + " = ".length));
  // Where a value begins decides over whether it fits on the line, and so over its neighbors.
  const values = valuesFor(alignedWidths(widths, valuesFor(widths)));
  const aligned = alignedWidths(widths, values);
  return assignments.map(({ name }, index) => `${name.padEnd(aligned[index]!)} = ${values[index]!}`);
}

/** The width of each name, or of the longest among its neighbors on one line each. */
function alignedWidths(widths: readonly number[], values: readonly string[]): number[] {
  // To terraform fmt a heredoc is one line.
  const isOneLine = (index: number) => /^(<<|[^\n]*$)/.test(values[index] ?? "\n");
  return widths.map((width, index) => {
    if (!isOneLine(index)) {
      return width;
    }
    let [first, last] = [index, index];
    while (isOneLine(first - 1)) {
      first--;
    }
    while (isOneLine(last + 1)) {
      last++;
    }
    return Math.max(...widths.slice(first, last + 1));
  });
}
