import type * as v from "valibot";
import { SETTINGS } from "../../modules/settings/function-settings";
import { type Setting, settingsAt } from "../../modules/settings/setting";
import { terraformType } from "../../modules/terraform-module/validations";

const HEAD = `// Generated from the rows of the settings: npm run generate
import type { IResolvable } from "cdktf";
import type { EmailFlowRulesValue } from "./email-flow-rules";
import type { PolicyStatementsValue } from "./policy-statements";
import type { SesReceiptRuleValue } from "./ses-receipt-rule";
import type { SesSendingEventsValue } from "./ses-sending-events";
import type { VpcConfigValue } from "./vpc-config";

/** The settings of a function as props of its construct. */
export interface FunctionProps {`;

/** The types of settings that are made of objects. */
const OBJECT_TYPES: Readonly<Record<string, string>> = {
  emailFlowRules: "EmailFlowRulesValue",
  policyStatements: "PolicyStatementsValue",
  sesReceiptRule: "SesReceiptRuleValue",
  sesSendingEvents: "SesSendingEventsValue",
  vpcConfig: "VpcConfigValue",
};

/** Returns the source of the interface that has the settings of a function as props. */
export function functionProps(): string {
  const props = Object.entries<Setting>(settingsAt(SETTINGS, "prop")).map(
    ([name, setting]) => `${docComment(setting)}\n  readonly ${name}?: ${OBJECT_TYPES[name] ?? propType(setting)};`,
  );
  return `${[HEAD, ...props].join("\n")}\n}\n`;
}

/** Returns a comment with the meaning, what is allowed, and the default. */
function docComment({ meaning, rule, default: initial }: Setting): string {
  const [text, unset] = meaning.split(/ ?Unset: /);
  const value = initial === undefined ? `- ${unset?.replace(/\.$/, "")}` : JSON.stringify(initial);
  const lines = [...wrapped(text!), ...allowedIn(rule), `@default ${value}`];
  return ["  /**", ...lines.map((line) => `   * ${line}`), "   */"].join("\n");
}

function allowedIn(rule: v.GenericSchema): string[] {
  const { message } = rule as { message?: unknown };
  const isWorthSaying = typeof message === "string" && terraformType(rule) !== "bool";
  return isWorthSaying ? wrapped(`Allowed: ${message}.`) : [];
}

/** Returns lines that leave room for the comment's indentation. */
function wrapped(text: string): string[] {
  return text.match(/.{1,110}(?= |$)/g)!.map((line) => line.trim());
}

/** Returns the type of a prop: what only Terraform knows is a token of this type, or resolvable. */
function propType({ rule, places }: Setting): string {
  const type = terraformType(rule);
  const [kind] = type.split("(");
  const types: Record<string, string> = {
    string: "string",
    number: "number",
    bool: places.includes("module") ? "boolean | IResolvable" : "boolean",
    list: "string[]",
    set: "string[]",
    map: "{ [name: string]: string }",
  };
  return types[kind!]!;
}
