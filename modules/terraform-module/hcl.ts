import { align, type Assignment, endOfString, endOfTemplate, layOut, LINE_WIDTH } from "./hcl-expression";

/** Writes what CDKTF synthesizes as JSON in Terraform's own language, as a person would. */

export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };
export type Body = { readonly [name: string]: Value };

/** An expression that has a name: it is written as `local.NAME` wherever it occurs. */
export interface NamedExpression {
  readonly name: string;
  readonly code: string;
  readonly comment?: string;
}

export interface HclOptions {
  /** Names of the nested blocks of resources, where JSON has objects for blocks and for values. */
  readonly blocks: ReadonlySet<string>;
  /** Comments by address, such as `aws_lambda_function.function.lifecycle`. */
  readonly comments?: Readonly<Record<string, string>>;
  /** In the order in which they are replaced. */
  readonly names?: readonly NamedExpression[];
}

/** The attributes that come first and last in a block, in the order in which a person would write them. */
const FIRST = [
  "count",
  "for_each",
  "name",
  "type",
  "function_name",
  "alarm_name",
  "statement_id",
  "description",
  "role",
  "filename",
  "source_code_hash",
  "handler",
  "runtime",
  "architectures",
  "memory_size",
  "timeout",
  "value",
  "condition",
];
const LAST = ["depends_on", "lifecycle"];

/** Blocks that every resource may have. */
const META_BLOCKS = new Set([
  "lifecycle",
  "precondition",
  "postcondition",
  "validation",
  "required_providers",
  "content",
]);

/** Attributes whose strings are references. */
const REFERENCES = new Set(["depends_on", "replace_triggered_by", "ignore_changes"]);

/** Writes blocks and their comments. */
export class Hcl {
  /** The named expressions, each with the names before it in its own code. */
  readonly #names: readonly NamedExpression[];

  constructor(private readonly options: HclOptions) {
    const names: NamedExpression[] = [];
    for (const name of options.names ?? []) {
      names.push({ ...name, code: replaceNames(name.code, names) });
    }
    this.#names = names;
  }

  /** Returns a top-level block with its labels. */
  block(type: string, labels: readonly string[], body: Body): string {
    const address = type === "resource" ? labels.join(".") : [type, ...labels].join(".");
    const head = [type, ...labels.map((label) => JSON.stringify(label))].join(" ");
    return `${this.comment(address, "")}${this.nested(head, body, address, "")}`;
  }

  /** Returns the locals block: values of the module, and the named expressions. */
  locals(values: Body): string {
    const paragraphs: { comment: string; lines: Assignment[] }[] = [];
    const add = (name: string, value: Assignment["value"], comment = "") => {
      if (comment !== "" || paragraphs.length === 0) {
        paragraphs.push({ comment, lines: [] });
      }
      paragraphs.at(-1)!.lines.push({ name, value });
    };
    for (const [name, value] of Object.entries(values)) {
      add(name, (column) => this.value(value, column, "  "));
    }
    for (const { name, code, comment } of this.#names) {
      const short = breakStrings(code);
      add(name, (column) => layOut(short, column, "  "), comment && wrapped(comment, "  # "));
    }
    const texts = paragraphs.map(({ comment, lines }) => comment + indented(align(lines, 2), "  "));
    return `locals {\n${texts.join("\n\n")}\n}\n`;
  }

  private nested(head: string, body: Body, address: string, indent: string): string {
    const inner = `${indent}  `;
    const { attributes, blocks } = this.members(body);
    const paragraphs: string[] = [];
    let together: Assignment[] = [];
    const flush = () => {
      if (together.length > 0) {
        paragraphs.push(
          align(together, inner.length)
            .map((line) => inner + line)
            .join("\n"),
        );
      }
      together = [];
    };
    for (const [name, value] of attributes) {
      const comment = this.comment(`${address}.${name}`, inner);
      const assignment = {
        name,
        value: (column: number) => this.attribute(`${address}.${name}`, value, column, inner),
      };
      if (comment !== "") {
        flush();
        paragraphs.push(comment + indented(align([assignment], inner.length), inner));
      } else {
        if (LAST.includes(name)) {
          flush();
        }
        together.push(assignment);
        if (name === "count" || name === "for_each") {
          flush();
        }
      }
    }
    flush();
    for (const [name, value, label] of blocks) {
      const itsAddress = `${address}.${label ?? name}`;
      const itsHead = label === undefined ? name : `${name} "${label}"`;
      paragraphs.push(
        this.comment(itsAddress, inner) + inner + this.nested(itsHead, value, itsAddress, inner).trimEnd(),
      );
    }
    return paragraphs.length === 0 ? `${head} {}\n` : `${head} {\n${paragraphs.join("\n\n")}\n${indent}}\n`;
  }

  /** Attributes and blocks, each in the order in which they are written. */
  private members(body: Body) {
    const attributes: [string, Value][] = [];
    const blocks: [string, Body, string?][] = [];
    for (const [name, value] of Object.entries(body).sort(([one], [other]) => rank(one) - rank(other))) {
      if (name === "dynamic") {
        blocks.push(
          ...Object.entries(value as Body).map(([label, it]): [string, Body, string] => [name, it as Body, label]),
        );
      } else if (META_BLOCKS.has(name) || (this.options.blocks.has(name) && typeof value === "object")) {
        blocks.push(...[value].flat().map((it): [string, Body] => [name, it as Body]));
      } else {
        attributes.push([name, value]);
      }
    }
    return { attributes, blocks };
  }

  private attribute(address: string, value: Value, column: number, indent: string): string {
    const name = address.slice(address.lastIndexOf(".") + 1);
    if (/^(variable\.\w+\.type|moved\.(from|to))$/.test(address)) {
      return layOut(value as string, column, indent);
    }
    if (REFERENCES.has(name)) {
      return layOut(`[${(value as string[]).join(", ")}]`, column, indent);
    }
    if (name === "error_message") {
      return quoted(this.named(value as string));
    }
    if (/^(variable|output)\.\w+\.description$/.test(address)) {
      // A variable's is a literal: no function may be called there.
      const text = quoted(this.named(value as string));
      return column + text.length <= LINE_WIDTH
        ? text
        : `<<-EOT\n${wrapped(value as string, `${indent}  `)}${indent}EOT`;
    }
    return this.value(value, column, indent);
  }

  private value(value: Value, column: number, indent: string): string {
    if (typeof value === "string" && isForHeredoc(value)) {
      const text = this.named(value);
      const lines = text
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => (line === "" ? "" : `${indent}  ${line}`));
      const heredoc = `<<-EOT\n${lines.join("\n")}\n${indent}EOT`;
      return text.endsWith("\n") ? heredoc : `chomp(${heredoc}\n${indent})`;
    }
    return layOut(breakStrings(this.named(codeOf(value))), column, indent);
  }

  private named(code: string): string {
    return replaceNames(code, this.#names);
  }

  private comment(address: string, indent: string): string {
    const text = this.options.comments?.[address];
    return text === undefined ? "" : wrapped(text, `${indent}# `);
  }
}

/** Whether a string of several lines is unchanged in a heredoc, which ends at its marker and loses indentation. */
function isForHeredoc(text: string): boolean {
  return text.includes("\n") && /^\S/m.test(text) && !/\r|^[^\S\n]+$|^\s*EOT\s*$/m.test(text);
}

function indented(lines: readonly string[], indent: string): string {
  return lines.map((line) => indent + line).join("\n");
}

function rank(name: string): number {
  const first = FIRST.indexOf(name);
  return first >= 0 ? first - FIRST.length : 1 + LAST.indexOf(name);
}

function replaceNames(code: string, names: readonly NamedExpression[]): string {
  return names.reduce((text, { name, code: short }) => {
    const named = text.replaceAll(short, `local.${name}`);
    // A string may be a part of others, too.
    return short.startsWith('"') ? named.replaceAll(short.slice(1, -1), `\${local.${name}}`) : named;
  }, code);
}

/** A JSON value as code; a template that is nothing but an expression is that expression. */
function codeOf(value: Value): string {
  if (typeof value === "string") {
    const document = documentIn(value);
    return document === undefined ? (expressionIn(value) ?? quoted(value)) : `jsonencode(${codeOf(document)})`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(codeOf).join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([name, entry]) => `${keyOf(name)} = ${codeOf(entry)}`);
    return `{${entries.join(", ")}}`;
  }
  return JSON.stringify(value);
}

/** A key that is an expression is in parentheses. */
function keyOf(name: string): string {
  const expression = expressionIn(name);
  return expression === undefined ? quoted(name) : `(${expression})`;
}

/** The object in a string of JSON, such as a policy. */
function documentIn(text: string): Value | undefined {
  try {
    return text.startsWith('{"') ? (JSON.parse(text) as Value) : undefined;
  } catch {
    return undefined;
  }
}

function expressionIn(text: string): string | undefined {
  return text.startsWith("${") && endOfTemplate(text, 2) === text.length ? text.slice(2, -1) : undefined;
}

/** A template in quotes. Text between `${` and `}` is code, and stays as it is. */
function quoted(template: string): string {
  let [text, rest] = ["", template];
  for (let start = rest.search(/(?<![$%])[$%]\{/); start >= 0; start = rest.search(/(?<![$%])[$%]\{/)) {
    const end = endOfTemplate(rest, start + 2);
    text += escaped(rest.slice(0, start)) + rest.slice(start, end);
    rest = rest.slice(end);
  }
  return `"${text}${escaped(rest)}"`;
}

/** A literal as JSON escapes it, but for two escapes that Terraform does not know. */
function escaped(literal: string): string {
  return JSON.stringify(literal)
    .slice(1, -1)
    .replace(/\\[^u]/g, (escape) => ({ "\\b": "\\u0008", "\\f": "\\u000c" })[escape] ?? escape);
}

/** Breaks strings that are longer than a line, at spaces or between the alternatives of a pattern. */
function breakStrings(code: string): string {
  let broken = "";
  for (let index = 0; index < code.length;) {
    const end = code[index] === '"' ? endOfString(code, index) : index + 1;
    const token = code.slice(index, end);
    const isKey = code.startsWith(" = ", end);
    broken += token.length > LINE_WIDTH - 20 && !isKey && !/[$%]\{/.test(token) ? joined(token) : token;
    index = end;
  }
  return broken;
}

function joined(literal: string): string {
  const text = literal.slice(1, -1);
  const separator = text.includes(" ") ? " " : "|";
  const pieces = text.split(separator).reduce<string[]>((lines, word) => {
    const line = lines.at(-1);
    const longer = line === undefined ? word : `${line}${separator}${word}`;
    return line === undefined || longer.length > LINE_WIDTH - 30 ? [...lines, word] : [...lines.slice(0, -1), longer];
  }, []);
  return pieces.length === 1 ? literal : `join("${separator}", [${pieces.map((piece) => `"${piece}"`).join(", ")}])`;
}

/** Text in lines that all begin alike. */
function wrapped(text: string, prefix: string): string {
  const lines = text.split(" ").reduce<string[]>((all, word) => {
    const line = all.at(-1);
    const longer = line === undefined ? prefix + word : `${line} ${word}`;
    return line === undefined || longer.length > LINE_WIDTH ? [...all, prefix + word] : [...all.slice(0, -1), longer];
  }, []);
  return lines.map((line) => `${line}\n`).join("");
}
