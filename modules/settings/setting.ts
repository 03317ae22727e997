import * as v from "valibot";

/**
 * Where a setting may be set: for all Regions in the settings file, for one
 * Region there, as a prop of the construct, as a variable of the module.
 */
export type Place = "file" | "region" | "prop" | "module";

/** All facts about one setting. Everything else is derived from them. */
export interface Setting {
  /** The allowed values. */
  readonly rule: v.GenericSchema;
  /** Its purpose, in sentences; without a default, the meaning of "Unset: ". */
  readonly meaning: string;
  /** Taken when nothing is set. */
  readonly default?: unknown;
  /** Whether it must be set. @default false */
  readonly required?: true;
  readonly places: readonly Place[];
  /** The module's name for it, where it is not the same name in snake case. */
  readonly variable?: string;
  /** Resources of the module that a change deletes and creates again. @default - none */
  readonly replaces?: readonly string[] | "everything";
  /** Resources of the module that a change deletes together with the data in them. @default - none */
  readonly deletes?: readonly string[];
  /** Values at the edges of what is allowed; one that is not the default among them. */
  readonly allowed: readonly unknown[];
  /** Values of the right type that are refused. */
  readonly refused: readonly unknown[];
}

export type Settings = Readonly<Record<string, Setting>>;

/** Those of the settings that have a place. */
export type Placed<Rows extends Settings, P extends Place> = {
  [Name in keyof Rows as P extends Rows[Name]["places"][number] ? Name : never]: Rows[Name];
};

type WithoutDefaults<Rows extends Settings> = {
  readonly [Name in keyof Rows]: Omit<Rows[Name], "default">;
};

type Entries<Rows extends Settings> = {
  readonly [Name in keyof Rows]: Rows[Name] extends { readonly required: true }
    ? Rows[Name]["rule"]
    : Rows[Name] extends { readonly default: infer Default extends v.Default<Rows[Name]["rule"], undefined> }
      ? v.OptionalSchema<Rows[Name]["rule"], Default>
      : v.OptionalSchema<Rows[Name]["rule"], undefined>;
};

/** Returns the settings that may be set at a place, by name. */
export function settingsAt<const Rows extends Settings, P extends Place>(rows: Rows, place: P): Placed<Rows, P> {
  return Object.fromEntries(Object.entries(rows).filter(([, { places }]) => places.includes(place))) as never;
}

/** Returns the rules of settings, each with its meaning as its description. */
export function describedRules<const Rows extends Settings>(rows: Rows): { [Name in keyof Rows]: Rows[Name]["rule"] } {
  return mapValues(rows, describedRule) as never;
}

function describedRule({ rule, meaning }: Setting): v.GenericSchema {
  return v.pipe(rule, v.description(meaning));
}

/** Returns the entries of an object that has these settings, with their defaults and meanings. */
export function entriesOf<const Rows extends Settings>(rows: Rows): Entries<Rows> {
  return mapValues(rows, (row) =>
    row.required ? describedRule(row) : v.optional(describedRule(row), row.default as undefined),
  ) as Entries<Rows>;
}

/** Returns the settings as they are where nothing is taken when they are not set. */
export function withoutDefaults<const Rows extends Settings>(rows: Rows): WithoutDefaults<Rows> {
  return mapValues(rows, (row) => ({ ...row, default: undefined })) as never;
}

/** Returns an object with the same keys, and a value made of each value. */
function mapValues<Key extends string, From, To>(
  object: Readonly<Record<Key, From>>,
  map: (value: From, key: Key) => To,
): Record<Key, To> {
  return Object.fromEntries(
    Object.entries<From>(object).map(([key, value]) => [key, map(value, key as Key)]),
  ) as Record<Key, To>;
}
