import { readFileSync } from "node:fs";
import { parseSettings } from "../../../modules/settings/settings";
import { settingsJsonSchema } from "../../../scripts/generate/settings-json-schema";

describe("workmail.schema.json", () => {
  it("describes every setting", () => {
    const { properties } = JSON.parse(settingsJsonSchema()) as {
      properties: Record<string, { description?: string }>;
    };
    const undescribed = Object.entries(properties).filter(([, { description }]) => !description?.endsWith("."));
    expect(undescribed).toEqual([]);
  });

  it("forbids unknown settings, at the top and in a Region", () => {
    const { properties, additionalProperties, $defs } = JSON.parse(settingsJsonSchema()) as {
      properties: {
        regions: {
          properties: Record<string, { $ref: string }>;
        };
      };
      additionalProperties: unknown;
      $defs: Record<string, { additionalProperties: unknown }>;
    };
    expect(additionalProperties).toBe(false);
    expect(properties.regions.properties["us-east-1"]).toEqual({ $ref: "#/$defs/region" });
    expect($defs.region?.additionalProperties).toBe(false);
  });
});

describe("workmail.example.json", () => {
  it("has every Region that WorkMail has", () => {
    const example = readFileSync("workmail.example.json", "utf8");
    const { regions } = parseSettings(example, "workmail.example.json");
    expect(regions.map(({ region }) => region)).toEqual(["us-east-1", "us-west-2", "eu-west-1"]);
  });
});
