import { OUTPUTS } from "../modules/outputs";
import { settingsJsonSchema } from "./settings-json-schema";

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | false;
}

/** A text with its tables made anew from the code, between their markers. */
export function withTables(text: string): string {
  return Object.entries({
    settings: settingsTable(),
    "region settings": regionSettingsTable(),
    outputs: outputsTable(),
  }).reduce(
    (text, [name, table]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->\n).*?(\n<!-- /${name} -->)`, "s"),
        (_, begin: string, end: string) => `${begin}\n${table}\n${end}`,
      ),
    text,
  );
}

function settingsTable(): string {
  return schemaTable(properties(JSON.parse(settingsJsonSchema()) as Schema));
}

/** What can be set for one Region only. */
function regionSettingsTable(): string {
  const all = properties(JSON.parse(settingsJsonSchema()) as Schema);
  const [region] = Object.values(properties(all.regions));
  return schemaTable(
    Object.fromEntries(
      Object.entries(properties(region)).filter(([name]) => !(name in all)),
    ),
  );
}

function outputsTable(): string {
  return table(
    ["output", "meaning"],
    OUTPUTS.map(({ name, description }) => [code(name), description]),
  );
}

function schemaTable(schemas: Readonly<Record<string, Schema>>): string {
  return table(
    ["setting", "value", "default", "meaning"],
    Object.entries(schemas)
      .filter(([name]) => name !== "$schema")
      .map(([name, schema]) => [
        code(name),
        allowed(schema),
        schema.default === undefined ? "" : code(JSON.stringify(schema.default)),
        schema.description ?? "",
      ]),
  );
}

function allowed(schema: Schema): string {
  if (schema.enum !== undefined) {
    return schema.enum.map((value) => code(JSON.stringify(value))).join(", ");
  }
  if (schema.minimum !== undefined) {
    return `${schema.minimum} to ${schema.maximum}`;
  }
  if (schema.type === "array") {
    return "list of texts";
  }
  if (schema.properties !== undefined) {
    return `object: ${Object.keys(schema.properties).map(code).join(", ")}`;
  }
  const types: Record<string, string> = {
    boolean: "true, false",
    object: "object of texts",
    string: "text",
  };
  return types[schema.type ?? ""] ?? "";
}

function properties(schema: Schema | undefined) {
  return schema?.properties ?? {};
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map(escape).join(" | ")} |`)
    .join("\n");
}

function escape(cell: string): string {
  return cell.replaceAll("|", "\\|");
}
