import { SETTINGS } from "../../modules/settings/function-settings";
import type { Setting } from "../../modules/settings/setting";
import { snakeCase } from "../../modules/terraform-module/validations";
import { MODULE_VARIABLES } from "../../modules/terraform-module/variables";

const HEAD = `# Generated from the rows of the settings (npm run generate): every wrong value is
# refused at plan, one of each variable in a run. Nothing here reaches AWS.

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }
}

variables {
  organization_ids = ["m-11111111111111111111111111111111"]
}
`;

/** Returns Terraform tests that give each variable of the module each value that its setting refuses. */
export function refusalTests(): string {
  const refused = MODULE_VARIABLES.map(({ name, setting }) => {
    const row: Setting = SETTINGS[setting as keyof typeof SETTINGS];
    return { name, values: row.refused };
  });
  const runs = Math.max(...refused.map(({ values }) => values.length));
  return [HEAD, ...Array.from({ length: runs }, (_, index) => run(index, refused))].join("\n");
}

interface Refused {
  readonly name: string;
  readonly values: readonly unknown[];
}

function run(index: number, refused: readonly Refused[]): string {
  const given = refused.filter(({ values }) => index < values.length);
  const width = Math.max(...given.map(({ name }) => name.length));
  return `run "refuses_wrong_values_${index + 1}" {
  command = plan
  variables {
${given.map(({ name, values }) => `    ${name.padEnd(width)} = ${hcl(values[index])}`).join("\n")}
  }
  expect_failures = [
${given.map(({ name }) => `    var.${name},`).join("\n")}
  ]
}
`;
}

/** Returns a value as Terraform writes it, with its names for the keys of objects. */
function hcl(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(hcl).join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, entry]) => `${JSON.stringify(snakeKey(key))} = ${hcl(entry)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  return JSON.stringify(value).replace(/[$%](?=\{)/g, "$&$&");
}

/** Names of environment variables and tags stay as they are. */
function snakeKey(key: string): string {
  return /^[a-z][A-Za-z]*$/.test(key) ? snakeCase(key) : key;
}
