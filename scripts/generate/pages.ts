import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { program } from "../../cli/program";
import { OUTPUTS } from "../../modules/constructs/outputs";
import { emailFlowRuleInstructions } from "../../modules/email-flow-rule";
import { DEFAULTS } from "../../modules/settings/function-settings";
import { consoleUrl } from "../../modules/workmail";
import { codeBlock, fillSections, table } from "./markdown";
import { inputsTable } from "./module-files";
import { roleSections } from "./role-statements";
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

/** The folder of the module as an example names it, and as a user's configuration does. */
const MODULE_IN_EXAMPLE = '"../../modules/terraform"';
const MODULE_IN_CLONE = '"./terraform-aws-workmail-lambda/modules/terraform"';

/** The generated sections of each page, by their marks. */
const PAGES: Readonly<Record<string, () => Readonly<Record<string, string>>>> = {
  "README.md": () => ({ module: moduleExample("terraform-one-region") }),
  "docs/start/terraform.md": () => ({
    module: moduleExample("terraform-one-region"),
    "all regions": moduleExample("terraform-all-regions"),
  }),
  "docs/start/constructs.md": () => ({
    app: file("ts", "examples/cdktf-app/main.ts"),
    handler: file("ts", "examples/cdktf-app/handler.ts"),
  }),
  "docs/start/take-over.md": () => ({ "take over": moduleExample("terraform-take-over") }),
  "docs/guides/handler.md": () => ({ handler: file("ts", "examples/own-handler/my-handler.ts") }),
  "docs/guides/existing-role.md": roleSections,
  "docs/guides/attach-the-rule.md": () => ({ instructions: instructions() }),
  "docs/reference/settings.md": settingsTables,
  "docs/reference/outputs.md": () => ({ outputs: outputsTable() }),
  "docs/reference/module-inputs.md": () => ({ inputs: inputsTable() }),
  "docs/reference/commands.md": () => ({ commands: commands() }),
};

/**
 * Returns every page that shows something of the code, with these sections written anew.
 *
 * @throws UserError when a section has no marks in its page
 */
export function generatedPages(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(PAGES).map(([page, sections]) => [page, fillSections(readFileSync(page, "utf8"), sections())]),
  );
}

function settingsTables(): Record<string, string> {
  const settings = properties(JSON.parse(settingsJsonSchema()) as Schema);
  const { rollout, backend } = settings;
  return {
    settings: schemaTable(settings),
    "region settings": regionSettingsTable(settings),
    rollout: schemaTable({
      ...prefixed("rollout.", properties(rollout)),
      ...prefixed("rollout.waves[].", properties(properties(rollout).waves?.items)),
      ...prefixed("rollout.checks.", properties(properties(rollout).checks)),
    }),
    backend: schemaTable(prefixed("backend.", properties(backend))),
  };
}

function prefixed(prefix: string, schemas: Readonly<Record<string, Schema>>): Record<string, Schema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [prefix + name, schema]));
}

/** Returns the help of the program and of each of its commands. */
function commands(): string {
  const root = program();
  const shown = root.commands.filter((command) => command.name() !== "complete");
  return [
    codeBlock("text", helpOf(root)),
    ...shown.map((command) => `## ${command.name()}\n\n${codeBlock("text", helpOf(command))}`),
  ].join("\n\n");
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({
    writeOut: (part) => (text += part),
    getOutHelpWidth: () => 80,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text;
}

function moduleExample(name: string): string {
  const text = readFileSync(`examples/${name}/main.tf`, "utf8");
  return codeBlock("hcl", text.replaceAll(MODULE_IN_EXAMPLE, MODULE_IN_CLONE));
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

/** The settings for one Region only. */
function regionSettingsTable(settings: Readonly<Record<string, Schema>>) {
  const [region] = Object.values(properties(settings.regions));
  return schemaTable(Object.fromEntries(Object.entries(properties(region)).filter(([name]) => !(name in settings))));
}

function outputsTable(): string {
  return table(
    ["Output", "Meaning"],
    OUTPUTS.map(({ name, description }) => [code(name), description]),
  );
}

function schemaTable(schemas: Readonly<Record<string, Schema>>): string {
  return table(
    ["Setting", "Value", "Default", "Meaning"],
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
    return schema.items?.properties === undefined ? "list of strings" : `list of objects: ${namesOf(schema.items)}`;
  }
  if (schema.properties !== undefined) {
    return `object: ${namesOf(schema)}`;
  }
  if (typeof schema.additionalProperties === "object" && schema.additionalProperties.properties !== undefined) {
    return `object of objects by name: ${namesOf(schema.additionalProperties)}`;
  }
  const types: Record<string, string> = {
    boolean: "true, false",
    object: "object of strings",
    string: "string",
  };
  return types[schema.type ?? ""] ?? "";
}

function namesOf(schema: Schema): string {
  return Object.keys(properties(schema)).map(code).join(", ");
}

function properties(schema: Schema | undefined) {
  return schema?.properties ?? {};
}

function code(text: string): string {
  return `\`${text}\``;
}
