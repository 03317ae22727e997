import { readFileSync } from "node:fs";
import { OUTPUTS } from "../../modules/constructs/outputs";
import { emailFlowRuleInstructions } from "../../modules/email-flow-rule";
import { DEFAULTS } from "../../modules/settings/function-settings";
import { consoleUrl } from "../../modules/workmail";
import { codeBlock, fillSections, table } from "./markdown";
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

/**
 * The README with what it shows of the code made anew, each part between its
 * markers.
 *
 * @throws UserError when a part has no markers
 */
export function withParts(readme: string): string {
  const settings = properties(JSON.parse(settingsJsonSchema()) as Schema);
  return fillSections(readme, {
    instructions: instructions(),
    settings: schemaTable(settings),
    "region settings": regionSettingsTable(settings),
    outputs: outputsTable(),
    "own handler": file("ts", "examples/own-handler/my-handler.ts"),
    module: file("hcl", "examples/terraform-one-region/main.tf"),
    constructs: file("ts", "examples/cdktf-app/main.ts"),
  });
}

function instructions(): string {
  const region = "eu-west-1";
  const { functionName } = DEFAULTS;
  const text = emailFlowRuleInstructions({
    functionArn: `arn:aws:lambda:${region}:111122223333:function:${functionName}`,
    functionName,
    region,
    consoleUrls: `   ${consoleUrl(region, "m-33333333333333333333333333333333")}`,
  });
  return codeBlock("text", text);
}

function file(language: string, name: string): string {
  return codeBlock(language, readFileSync(name, "utf8"));
}

/** What can be set for one Region only. */
function regionSettingsTable(settings: Readonly<Record<string, Schema>>) {
  const [region] = Object.values(properties(settings.regions));
  return schemaTable(Object.fromEntries(Object.entries(properties(region)).filter(([name]) => !(name in settings))));
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
    return "list of strings";
  }
  if (schema.properties !== undefined) {
    return `object: ${Object.keys(schema.properties).map(code).join(", ")}`;
  }
  const types: Record<string, string> = {
    boolean: "true, false",
    object: "object of strings",
    string: "string",
  };
  return types[schema.type ?? ""] ?? "";
}

function properties(schema: Schema | undefined) {
  return schema?.properties ?? {};
}

function code(text: string): string {
  return `\`${text}\``;
}
