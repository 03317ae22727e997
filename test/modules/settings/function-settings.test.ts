import * as v from "valibot";
import { BACKEND, CHECKS, DEPLOYMENT_SETTINGS, ROLLOUT, WAVE } from "../../../modules/settings/deployment-settings";
import { SETTINGS } from "../../../modules/settings/function-settings";
import type { Place, Setting } from "../../../modules/settings/setting";
import { parseSettings, SettingsError } from "../../../modules/settings/settings";
import { synthesizeWithVariables } from "../../support/stack";

/** The rules for every setting, whichever there are. */

const rows: [string, Setting][] = Object.entries({ ...SETTINGS, ...DEPLOYMENT_SETTINGS });
const nestedRows: [string, Setting][] = [BACKEND, CHECKS, ROLLOUT, WAVE].flatMap((them) =>
  Object.entries<Setting>(them),
);

const region = { organizationIds: [`m-${"1".repeat(32)}`] };

/** The settings file that has a value at a place. */
function fileWith(place: Place, name: string, value: unknown) {
  return place === "region"
    ? { regions: { "eu-west-1": { ...region, [name]: value } } }
    : { [name]: value, regions: { "eu-west-1": region } };
}

function errorsOf(file: unknown): readonly string[] {
  try {
    parseSettings(JSON.stringify(file), "workmail.json");
  } catch (error) {
    if (error instanceof SettingsError) {
      return error.errors;
    }
    throw error;
  }
  return [];
}

describe.each([...rows, ...nestedRows])("%s", (_, { rule, ...setting }) => {
  it("allows its default and the values that it says it allows", () => {
    const values = [...setting.allowed, ...(setting.default === undefined ? [] : [setting.default])];
    expect(values.filter((value) => !v.is(rule, value))).toEqual([]);
  });

  it("refuses the values that it says it refuses, null, and a value of another type", () => {
    const refused = [...setting.refused, null, [[]], () => undefined];
    expect(refused.filter((value) => v.is(rule, value))).toEqual([]);
  });

  it("has a value to try that is not its default", () => {
    const others = setting.allowed.filter((value) => JSON.stringify(value) !== JSON.stringify(setting.default));
    expect(others).not.toEqual([]);
  });

  it("is described in sentences, which say what happens when it is not set", () => {
    expect(setting.meaning).toMatch(/^[A-Z].*\.$/);
    const hasUnset = setting.meaning.includes("Unset: ");
    expect(hasUnset).toBe(setting.default === undefined && !setting.required && !setting.meaning.startsWith("Share"));
  });
});

const places = rows.flatMap(([name, row]) =>
  (["file", "region"] as const).filter((place) => row.places.includes(place)).map((place) => ({ name, place, row })),
);

describe.each(places)("$name in the $place settings", ({ name, place, row }) => {
  it("is refused with an error that begins with its path", () => {
    const path = place === "region" ? `regions.eu-west-1.${name}` : name;
    for (const value of row.refused) {
      const errors = errorsOf(fileWith(place, name, value));
      expect({ value, errors: errors.filter((error) => error.startsWith(path)) }).not.toEqual({ value, errors: [] });
    }
  });
});

describe.each(rows.filter(([, { places }]) => places.includes("prop")))("the prop %s", (name, { refused }) => {
  it("is refused by its name", () => {
    for (const value of refused) {
      expect(() => synthesizeWithVariables(() => ({ [name]: value }))).toThrow(`'${name}`);
    }
  });
});
