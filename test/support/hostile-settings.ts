import fc from "fast-check";
import { DEPLOYMENT_SETTINGS } from "../../modules/settings/deployment-settings";
import { SETTINGS } from "../../modules/settings/function-settings";
import type { Setting } from "../../modules/settings/setting";
import { WORKMAIL_REGIONS } from "../../modules/workmail";

/** Settings files that nobody would write. */

/** Settings that nothing is wrong with. */
export const VALID_SETTINGS = {
  functionName: "mail",
  regions: { "us-west-2": { organizationIds: [`m-${"1".repeat(32)}`] } },
};

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
export const anyText = fc
  .array(fc.integer({ min: 0, max: 0x10ffff }))
  .map((codePoints) => String.fromCodePoint(...codePoints));
export const anyJson = fc.json({ maxDepth: 6 });

const values = fc.dictionary(name, fc.jsonValue({ maxDepth: 3 }), { minKeys: 1, maxKeys: 4 });

/** Any value of any setting, for all Regions and for one. */
export const anyValues = fc
  .record({ everywhere: values, region: values })
  .map(({ everywhere, region }) =>
    JSON.stringify({ ...everywhere, regions: { "us-west-2": { ...VALID_SETTINGS.regions["us-west-2"], ...region } } }),
  );

/** Strings that Terraform and CDKTF interpret. */
const EXPRESSIONS = [
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
const STRINGS = Object.entries<Setting>({ ...SETTINGS, ...DEPLOYMENT_SETTINGS })
  .flatMap(([setting, row]) =>
    row.allowed.map((value) =>
      row.places.includes("file")
        ? { ...VALID_SETTINGS, [setting]: value }
        : { ...VALID_SETTINGS, regions: { "us-west-2": { ...VALID_SETTINGS.regions["us-west-2"], [setting]: value } } },
    ),
  )
  .flatMap((file) => places(file).map((path) => ({ file, path })));

function withString(file: object, [key = "", ...rest]: Path, text: string): unknown {
  const copy = (Array.isArray(file) ? [...(file as unknown[])] : { ...file }) as Record<string | number, unknown>;
  copy[key] = rest.length === 0 ? text : withString(copy[key] as object, rest, text);
  return copy;
}

/** Settings with an expression in any string: the file, the string, and where it is. */
export const anyExpression = fc
  .record({
    at: fc.constantFrom(...STRINGS),
    hostile: fc.constantFrom(...EXPRESSIONS),
    before: fc.constantFrom("", "a", "/", "$", "%", "$$", "a@b.", "arn:aws:iam::111122223333:policy/"),
    after: fc.constantFrom("", "/", "@example.com", ".zip", "{"),
  })
  .map(({ at: { file, path }, hostile, before, after }) => {
    const text = before + hostile + after;
    return { json: JSON.stringify(withString(file, path, text)), text, path };
  });

/** Any of them, as the text of a file. */
export const settingsFile = fc.oneof(
  anyText,
  anyJson,
  anyValues,
  anyExpression.map(({ json }) => json),
);
