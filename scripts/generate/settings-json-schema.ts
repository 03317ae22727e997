import { toJsonSchema } from "@valibot/to-json-schema";
import { regionSettings, settingsSchema } from "../../modules/settings/settings-schema";

/** The rules of the settings file as JSON Schema, which editors understand. */
export function settingsJsonSchema(): string {
  const schema = toJsonSchema(settingsSchema, {
    // Once, and not for each of the Regions.
    definitions: { region: regionSettings },
    // Rules that JSON Schema cannot express (one of two settings, not both) are checked when the file is read.
    errorMode: "ignore",
    overrideSchema: ({ jsonSchema }) =>
      // Editors explain false, and not its equal { "not": {} }.
      typeof jsonSchema.additionalProperties === "object" && "not" in jsonSchema.additionalProperties
        ? { ...jsonSchema, additionalProperties: false }
        : jsonSchema,
    overrideAction: ({ valibotAction, jsonSchema }) =>
      valibotAction.type === "check_items" ? { ...jsonSchema, uniqueItems: true } : jsonSchema,
  });
  const title = "Settings of terraform-aws-workmail-lambda";
  return `${JSON.stringify({ ...schema, title }, null, 2)}\n`;
}
