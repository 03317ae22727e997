import fc from "fast-check";
import { SETTINGS } from "../../modules/settings/function-settings";
import { type Setting, settingsAt } from "../../modules/settings/setting";
import { parseSettings, SettingsError } from "../../modules/settings/settings";
import { WORKMAIL_REGIONS } from "../../modules/workmail";
import { resourcesOf } from "../support/resources";
import { SECURITY_RULES } from "../support/security-rules";
import { synthesize } from "../support/stack";

/**
 * Settings of any kind, however odd: the reader refuses them in words, or they make a deployment that holds the
 * rules.
 */

const RUNS = 2000;
const organizationId = fc
  .array(fc.constantFrom(..."0123456789abcdef"), {
    minLength: 32,
    maxLength: 32,
  })
  .map((digits) => `m-${digits.join("")}`);

const valid = {
  functionName: "mail",
  regions: { "us-west-2": { organizationIds: [`m-${"1".repeat(32)}`] } },
};

/** Whether the text is taken, or refused with the faults and the file; nothing else may come of it. */
function isUnderstood(json: string): boolean {
  try {
    return parseSettings(json, "workmail.json").regions.length > 0;
  } catch (error) {
    return error instanceof SettingsError && error.faults.length > 0 && error.message.startsWith("workmail.json: ");
  }
}

/** Names of settings, and names that objects have of themselves. */
const name = fc.oneof(
  fc.constantFrom(
    ...Object.keys(SETTINGS),
    ...WORKMAIL_REGIONS,
    "regions",
    "backend",
    "__proto__",
    "constructor",
    "toString",
  ),
  fc.string(),
);

describe(`of ${RUNS} inputs each`, () => {
  it("no text does more than be refused", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), isUnderstood), {
      numRuns: RUNS,
    });
  });

  it("no JSON does more than be refused", () => {
    fc.assert(fc.property(fc.json({ maxDepth: 6 }), isUnderstood), {
      numRuns: RUNS,
    });
  });

  it("no value of any setting does more than be refused", () => {
    const settings = fc.dictionary(name, fc.jsonValue({ maxDepth: 3 }), {
      minKeys: 1,
      maxKeys: 4,
    });
    fc.assert(
      fc.property(settings, settings, (everywhere, region) =>
        isUnderstood(
          JSON.stringify({
            ...everywhere,
            regions: {
              "us-west-2": { ...valid.regions["us-west-2"], ...region },
            },
          }),
        ),
      ),
      { numRuns: RUNS },
    );
  });
});

describe("of 100 deployments that the reader takes", () => {
  const region = "eu-west-1";
  /** Scanners report logs that are kept for less than a year. */
  const isShort = (name: string, value: unknown) => name === "logRetentionInDays" && (value as number) < 365;
  /** Settings that scanners report, and those that others require. */
  const NOT_TRIED = ["codeSigningConfigArn", "failureQueue", "newVersionWeight", "packagePath"];
  /** Every other setting, with the values that it allows. */
  const options = fc
    .record(
      Object.fromEntries(
        Object.entries<Setting>(settingsAt(SETTINGS, "file"))
          .filter(([name]) => !NOT_TRIED.includes(name))
          .map(([name, { allowed }]) => [name, fc.constantFrom(...allowed.filter((value) => !isShort(name, value)))]),
      ),
      { requiredKeys: [] },
    )
    // A version to stay at needs the alias that stays there.
    .map((settings) => (settings.liveVersion === undefined ? settings : { ...settings, liveAlias: true }));
  const organizationIds = fc.uniqueArray(organizationId, {
    minLength: 1,
    maxLength: 3,
  });

  it("none breaks a rule", () => {
    fc.assert(
      fc.property(options, organizationIds, (settings, organizationIds) => {
        const resources = resourcesOf(
          synthesize({
            ...settings,
            regions: { [region]: { organizationIds } },
          }),
        );
        for (const { breaches } of SECURITY_RULES) {
          expect(breaches(resources)).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
  });
});
