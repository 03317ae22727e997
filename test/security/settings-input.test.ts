import fc from "fast-check";
import { SETTINGS } from "../../modules/settings/function-settings";
import { type Setting, settingsAt } from "../../modules/settings/setting";
import { parseSettings, SettingsError } from "../../modules/settings/settings";
import { anyExpression, anyJson, anyText, anyValues, VALID_SETTINGS } from "../support/hostile-settings";
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

/** Whether the text is taken, or refused with the errors and the file; nothing else may come of it. */
function isUnderstood(json: string): boolean {
  try {
    return parseSettings(json, "workmail.json").regions.length > 0;
  } catch (error) {
    return error instanceof SettingsError && error.errors.length > 0 && error.message.startsWith("workmail.json: ");
  }
}

describe(`of ${RUNS} inputs each`, () => {
  it.each<[string, fc.Arbitrary<string>]>([
    ["text", anyText],
    ["JSON", anyJson],
    ["value of any setting", anyValues],
  ])("no %s does more than be refused", (_, input) => {
    fc.assert(fc.property(input, isUnderstood), { numRuns: RUNS });
  });
});

describe("of 100 deployments that the reader takes", () => {
  const region = "eu-west-1";
  /** Scanners report logs that are kept for less than a year. */
  const isShort = (name: string, value: unknown) => name === "logRetentionInDays" && (value as number) < 365;
  /** Settings that scanners report, and those that others require. */
  const NOT_TRIED = [
    "codeSigningConfigArn",
    "failureQueue",
    "newVersionWeight",
    "packagePath",
    "logGroupName",
    "policyStatements",
    "roleArn",
    "timeoutSeconds",
    "tracingMode",
    "updatedContentBucket",
  ];
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
    .map((settings) => (settings.liveVersion === undefined ? settings : { ...settings, liveAlias: true }))
    // A handler that answers one source answers all of them.
    .map((settings) =>
      settings.sesReceiptRule || settings.sesSendingEvents ? { ...settings, emailFlowRules: { Log: {} } } : settings,
    )
    .map((settings) =>
      (settings.sesReceiptRule as { invocationType?: string } | undefined)?.invocationType === "RequestResponse"
        ? { ...settings, sesSendingEvents: undefined }
        : settings,
    );
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
        expect(SECURITY_RULES.flatMap(({ breaches }) => breaches(resources))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe("strings in settings", () => {
  /** The environment variables of settings that are taken. */
  function variablesOf(json: string): Readonly<Record<string, string>> | undefined {
    try {
      return parseSettings(json, "workmail.json").regions[0]?.environmentVariables;
    } catch (error) {
      if (error instanceof SettingsError) {
        return undefined;
      }
      throw error;
    }
  }

  it("are refused or literal, wherever they are", () => {
    fc.assert(
      fc.property(anyExpression, ({ json, text, path }) => {
        const variables = variablesOf(json);
        if (variables !== undefined) {
          // Terraform reads $${ as ${, and %%{ as %{.
          const read = Object.values(variables).map((it) => it.replace(/([$%])\1(?=\{)/g, "$1"));
          expect(path).toContain("environmentVariables");
          expect(text).not.toContain("TfToken");
          expect(read).toContain(text);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it.each(["constructor", "prototype", "__proto__"])("are refused as the name %s, which libraries drop", (name) => {
    const json = JSON.stringify(VALID_SETTINGS).replace(
      "{",
      `{"tags":{"${name}":"x"},"environmentVariables":{"${name}":"x"},`,
    );
    expect(() => parseSettings(json, "workmail.json")).toThrow(
      new RegExp(
        `tags\\.${name}: not allowed as a name\\n(.*\\n)*.*environmentVariables\\.${name}: not allowed as a name`,
      ),
    );
  });

  it("of environment variables are never shown", () => {
    for (const value of ["hunter2", ["hunter2"], { KEY: ["hunter2"] }, { KEY: "hunter2${TfToken[" }]) {
      const file = JSON.stringify({ ...VALID_SETTINGS, environmentVariables: value });
      expect(() => parseSettings(file, "workmail.json")).toThrow(/^(?!.*hunter2)[^]*$/);
    }
  });
});
