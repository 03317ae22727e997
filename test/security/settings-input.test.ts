import fc from "fast-check";
import { DEPLOYMENT_SETTINGS } from "../../modules/settings/deployment-settings";
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

/** Any string, with lone surrogates too: fc.string would first list each of a million code points. */
const text = fc.array(fc.integer({ min: 0, max: 0x10ffff })).map((codePoints) => String.fromCodePoint(...codePoints));

describe(`of ${RUNS} inputs each`, () => {
  it("no text does more than be refused", () => {
    fc.assert(fc.property(text, isUnderstood), {
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
  const NOT_TRIED = ["codeSigningConfigArn", "failureQueue", "newVersionWeight", "packagePath", "roleArn"];
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

describe("strings in settings", () => {
  const HOSTILE = [
    '${file("/etc/hostname")}',
    '$${file("/etc/hostname")}',
    "%{ if true }x%{ endif }",
    "x ${TfToken[TOKEN.0]} y",
    "#{TfToken[TOKEN.1]}",
    "&{TfToken[TOKEN.2]}",
  ];
  type Path = readonly (string | number)[];

  /** The paths of all strings and of all names of maps in a value. */
  function places(value: unknown, path: Path = []): Path[] {
    if (typeof value === "string") {
      return [path];
    }
    return typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, entry]) => places(entry, [...path, key]))
      : [];
  }

  /** Every string that any allowed value of any setting has, with the file that has it. */
  const files = Object.entries<Setting>({ ...SETTINGS, ...DEPLOYMENT_SETTINGS }).flatMap(([name, row]) =>
    row.allowed.map((value) =>
      row.places.includes("file")
        ? { ...valid, [name]: value }
        : { ...valid, regions: { "us-west-2": { ...valid.regions["us-west-2"], [name]: value } } },
    ),
  );
  const strings = files.flatMap((file) => places(file).map((path) => ({ file, path })));

  function withString(file: object, [key = "", ...rest]: Path, text: string): unknown {
    const copy = (Array.isArray(file) ? [...(file as unknown[])] : { ...file }) as Record<string | number, unknown>;
    copy[key] = rest.length === 0 ? text : withString(copy[key] as object, rest, text);
    return copy;
  }

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
    const input = fc.record({
      at: fc.constantFrom(...strings),
      hostile: fc.constantFrom(...HOSTILE),
      before: fc.constantFrom("", "a", "/", "$", "%", "$$", "a@b.", "arn:aws:iam::111122223333:policy/"),
      after: fc.constantFrom("", "/", "@example.com", ".zip", "{"),
    });
    fc.assert(
      fc.property(input, ({ at: { file, path }, hostile, before, after }) => {
        const text = before + hostile + after;
        const json = JSON.stringify(withString(file, path, text));
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
    const json = JSON.stringify(valid).replace("{", `{"tags":{"${name}":"x"},"environmentVariables":{"${name}":"x"},`);
    expect(() => parseSettings(json, "workmail.json")).toThrow(
      new RegExp(
        `tags\\.${name}: not allowed as a name\\n(.*\\n)*.*environmentVariables\\.${name}: not allowed as a name`,
      ),
    );
  });

  it("of environment variables are never shown", () => {
    for (const value of ["hunter2", ["hunter2"], { KEY: ["hunter2"] }, { KEY: "hunter2${TfToken[" }]) {
      const file = JSON.stringify({ ...valid, environmentVariables: value });
      expect(() => parseSettings(file, "workmail.json")).toThrow(/^(?!.*hunter2)[^]*$/);
    }
  });
});
