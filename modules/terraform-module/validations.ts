import type * as v from "valibot";

/** A rule of a setting in Terraform's words. */
export interface TerraformRule {
  /** The allowed values, in the words of the setting. */
  readonly allowed: string;
  /** An expression that is true when the value is. */
  readonly condition: string;
  /** A template of what is wrong with a value that is not. */
  readonly errorMessage: string;
}

/** The parts of valibot's schemas and actions that the settings are made of. */
interface Rule {
  readonly type: string;
  readonly message?: string;
  readonly pipe?: readonly Rule[];
  /** The requirement of regex, min_value, max_value, and min_length. */
  readonly requirement?: unknown;
  /** Of a picklist. */
  readonly options?: readonly (string | number)[];
  /** Of an array. */
  readonly item?: Rule;
  /** Of a record. */
  readonly key?: Rule;
  readonly value?: Rule;
  /** Of an object. */
  readonly entries?: Readonly<Record<string, Rule>>;
  /** Of an optional entry. */
  readonly wrapped?: Rule;
  readonly default?: unknown;
  /** Behind a check: the same in Terraform's words. */
  readonly metadata?: { readonly condition: (reference: string) => string };
}

/** A rule of a part of each item in a collection. */
interface ItemRule {
  /** Name of the part; empty for the item as a whole. */
  readonly part: string;
  readonly allowed: string;
  readonly condition: string;
  /** @default "must be" */
  readonly verb?: "must have" | "needs";
}

/** Names of the items in Terraform's loops, by the depth of the collection. */
const ITEM_NAMES = ["item", "entry", "value", "part"];

/** Terraform's spelling: `memorySize` is `memory_size`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * Terraform's type for the values of a schema.
 *
 * @throws Error for a schema that no setting is made of
 */
export function terraformType(schema: v.GenericSchema): string {
  return typeOf(schema);
}

/**
 * The rules of a schema as Terraform checks them. Types are left to Terraform.
 *
 * @param name what the messages call the value
 * @param reference the expression that is checked
 * @throws Error for a rule that cannot be said in Terraform
 */
export function terraformRules(schema: v.GenericSchema, name: string, reference: string): TerraformRule[] {
  return rulesOf(schema, name, reference);
}

function typeOf(rule: Rule): string {
  switch (rule.type) {
    case "string":
    case "number":
      return rule.type;
    case "boolean":
      return "bool";
    case "picklist":
      return typeof rule.options?.[0];
    case "array":
      return `${isSet(rule) ? "set" : "list"}(${typeOf(rule.item!)})`;
    case "record":
      return `map(${typeOf(rule.value!)})`;
    case "object_with_rest":
      return `object({ ${Object.entries(rule.entries!)
        .map(([name, entry]) => `${snakeCase(name)} = ${typeOf(entry)}`)
        .join(", ")} })`;
    case "optional":
      return `optional(${[typeOf(rule.wrapped!), ...(rule.default === undefined ? [] : [JSON.stringify(rule.default)])].join(", ")})`;
    default:
      throw cannotBeSaid(rule);
  }
}

/** The schema and the actions that follow it, those of the pipes in its pipe included. */
function parts(rule: Rule): readonly Rule[] {
  return rule.pipe === undefined ? [rule] : rule.pipe.flatMap((part) => parts(part));
}

/** Terraform's sets hold each entry once, whatever is put in. */
function isSet(rule: Rule): boolean {
  return parts(rule).some(({ type }) => type === "check_items");
}

function rulesOf(rule: Rule, name: string, reference: string): TerraformRule[] {
  switch (rule.type) {
    case "array":
      return [
        ...lengthRules(rule, name, reference),
        ...wholeRules(rule, name, reference),
        ...(isObject(rule.item!) ? itemRules(rule.item!, name, reference) : eachRules(rule.item!, name, reference)),
      ];
    case "record":
      return [
        ...eachRules(rule.key!, name, `keys(${reference})`),
        ...wholeRules(rule, name, reference),
        ...(isObject(rule.value!)
          ? itemRules(rule.value!, name, reference)
          : [...nullRules(rule.value!, name, reference), ...valueRules(rule.value!, name, reference)]),
      ];
    case "object_with_rest":
      return Object.entries(rule.entries!).flatMap(([entry, its]) =>
        rulesOf(its, `${name}.${snakeCase(entry)}`, `${reference}.${snakeCase(entry)}`),
      );
    case "optional": {
      const rules = rulesOf(rule.wrapped!, name, reference);
      return rule.default === undefined
        ? rules.map((it) => ({ ...it, condition: `(${reference} == null ? true : ${it.condition})` }))
        : rules;
    }
    default:
      return scalarRules(rule, reference).map(({ condition, allowed }) => ({
        allowed,
        condition,
        // Terraform shows the value itself, unless it is sensitive.
        errorMessage: `${name} must be ${escapeTemplate(allowed)}.`,
      }));
  }
}

function lengthRules(rule: Rule, name: string, reference: string): TerraformRule[] {
  const operators: { readonly [type: string]: string } = { min_length: ">=", max_length: "<=" };
  return parts(rule)
    .filter(({ type }) => type in operators)
    .map(({ type, requirement, message }) => ({
      allowed: message!,
      condition: `length(${reference}) ${operators[type]!} ${String(requirement)}`,
      errorMessage: `${name} must have ${escapeTemplate(message!)}.`,
    }));
}

/**
 * Returns one rule for all items of a collection. Its message lists the wrong ones; Terraform would withhold it if the
 * collection is sensitive, and names and ARNs are no secrets. It is evaluated for every value, null too.
 */
function eachRules(item: Rule, name: string, collection: string): TerraformRule[] {
  return scalarRules(item, "item").map(({ condition, allowed }) => {
    // Before Terraform 1.8 nonsensitive is an error for what is not sensitive.
    const items = `try(nonsensitive(${collection}), ${collection})`;
    const wrong = `join(", ", [for item in ${items} : jsonencode(item) if !(${condition})])`;
    return {
      allowed,
      condition: `alltrue([for item in ${collection} : ${condition}])`,
      errorMessage: `${name}: each must be ${escapeTemplate(allowed)}; given: \${try(${wrong}, "")}.`,
    };
  });
}

/**
 * Returns one rule for all values of a map of strings. Its message lists the keys: a value in the place of a secret's
 * ARN may be the secret.
 */
function valueRules(value: Rule, name: string, map: string): TerraformRule[] {
  return scalarRules(value, "item").map(({ condition, allowed }) => {
    const wrong = `join(", ", [for key, item in try(nonsensitive(${map}), ${map}) : key if !(${condition})])`;
    return {
      allowed,
      condition: `alltrue([for item in values(${map}) : ${condition}])`,
      errorMessage: `${name}: the value of each must be ${escapeTemplate(allowed)}; not so: \${try(${wrong}, "")}.`,
    };
  });
}

/** Terraform's maps may have null as a value, which a rule on the value itself refuses. */
function nullRules(value: Rule, name: string, map: string): TerraformRule[] {
  const allowed = parts(value)[0]!.message;
  return allowed === undefined || scalarRules(value, "value").length > 0
    ? []
    : [
        {
          allowed,
          condition: `alltrue([for value in values(${map}) : value != null])`,
          errorMessage: `${name}: each value must be ${escapeTemplate(allowed)}, not null.`,
        },
      ];
}

function isObject({ type }: Rule): boolean {
  return type === "object_with_rest";
}

/** Returns the rules between the items of a collection. */
function wholeRules(rule: Rule, name: string, reference: string): TerraformRule[] {
  return checksIn(rule, reference).map(({ allowed, condition }) => ({
    allowed,
    condition,
    errorMessage: `${name} must have ${escapeTemplate(allowed)}.`,
  }));
}

/** Returns the rules of the objects in a collection; each message lists the objects that break it, by key. */
function itemRules(item: Rule, name: string, collection: string): TerraformRule[] {
  const items = `try(nonsensitive(${collection}), ${collection})`;
  return conditionsIn(item, "item", "", 1).map(({ part, allowed, condition, verb = "must be" }) => {
    const shown = part === "" ? '"${key}"' : `"\${key}: \${jsonencode(item.${part})}"`;
    const wrong = `\${try(join(", ", [for key, item in ${items} : ${shown} if !(${condition})]), "")}`;
    const what = `${part === "" ? "each" : `${part} of each`} ${verb}`;
    return {
      allowed,
      condition: `alltrue([for item in ${collection} : ${condition}])`,
      errorMessage: `${name}: ${what} ${escapeTemplate(allowed)}; given: ${wrong}.`,
    };
  });
}

/** Returns the conditions of a value in a collection, those of its parts included. */
function conditionsIn(rule: Rule, reference: string, part: string, depth: number): ItemRule[] {
  const item = ITEM_NAMES[depth]!;
  const each = (rule: Rule, collection: string) =>
    conditionsIn(rule, item, part, depth + 1).map((it) => ({
      ...it,
      condition: `alltrue([for ${item} in ${collection} : ${it.condition}])`,
    }));
  switch (rule.type) {
    case "optional": {
      const conditions = conditionsIn(rule.wrapped!, reference, part, depth);
      return rule.default === undefined
        ? conditions.map((it) => ({ ...it, condition: `(${reference} == null ? true : ${it.condition})` }))
        : conditions;
    }
    case "array":
      return [
        ...lengthRules(rule, part, reference).map((it) => ({ ...it, part, verb: "must have" as const })),
        ...each(rule.item!, reference),
      ];
    case "record":
      return [...each(rule.key!, `keys(${reference})`), ...each(rule.value!, `values(${reference})`)];
    case "object_with_rest":
      return [
        ...Object.entries(rule.entries!).flatMap(([entry, its]) =>
          conditionsIn(its, `${reference}.${snakeCase(entry)}`, part || snakeCase(entry), depth),
        ),
        ...checksIn(rule, reference).map((it) => ({ ...it, part, verb: "needs" as const })),
      ];
    default:
      return scalarRules(rule, reference).map((it) => ({ ...it, part }));
  }
}

/** Returns the checks of a value as a whole that Terraform can make. */
function checksIn(rule: Rule, reference: string) {
  return parts(rule).flatMap(({ metadata }, index, all) =>
    metadata === undefined
      ? []
      : [{ allowed: inTerraformsWords(all[index - 1]!.message!), condition: metadata.condition(reference) }],
  );
}

/** Returns a message with Terraform's spelling of settings: `liveAlias: true` is `live_alias = true`. */
function inTerraformsWords(message: string): string {
  return message.replace(
    /\b([a-z]+(?:[A-Z][a-z]+)+)(: (?=[\w["]))?/g,
    (_, name: string, colon?: string) => snakeCase(name) + (colon === undefined ? "" : " = "),
  );
}

/** The rules of one value; those with the same message are one. */
function scalarRules(rule: Rule, reference: string) {
  const conditions = new Map<string, string[]>();
  for (const action of parts(rule)) {
    const condition = conditionOf(action, reference);
    if (condition !== undefined) {
      const allowed = action.message!;
      conditions.set(allowed, [...(conditions.get(allowed) ?? []), condition]);
    }
  }
  return [...conditions].map(([allowed, all]) => ({
    allowed,
    condition: all.join(" && "),
  }));
}

function conditionOf(rule: Rule, reference: string): string | undefined {
  switch (rule.type) {
    case "string":
    case "number":
    case "boolean":
    case "description":
      return undefined;
    case "picklist":
      return `contains([${rule.options!.map((option) => JSON.stringify(option)).join(", ")}], ${reference})`;
    case "integer":
      return `floor(${reference}) == ${reference}`;
    case "min_value":
      return `${reference} >= ${String(rule.requirement)}`;
    case "max_value":
      return `${reference} <= ${String(rule.requirement)}`;
    case "regex":
      return matches(rule.requirement as RegExp, reference);
    default:
      throw cannotBeSaid(rule);
  }
}

/**
 * Terraform's regular expressions (RE2) know no look-ahead: `^(?!no)yes` is
 * said as "yes, and not no".
 *
 * @see https://developer.hashicorp.com/terraform/language/functions/regex
 */
function matches({ source, flags }: RegExp, reference: string): string {
  const [, no, yes] = /^\^\(\?!([^()]*)\)(.*)$/.exec(source) ?? [];
  const wanted = yes === undefined ? source : `^${yes}`;
  if (flags !== "" || /\(\?[^:]/.test(wanted)) {
    throw new Error(`Terraform has no regular expression like /${source}/${flags}`);
  }
  const is = (pattern: string) => `can(regex(${quote(pattern)}, ${reference}))`;
  return no === undefined ? is(wanted) : `${is(wanted)} && !${is(`^(${no})`)}`;
}

/** A pattern as a string of Terraform's. */
function quote(pattern: string): string {
  return escapeTemplate(JSON.stringify(pattern.replaceAll("\\/", "/")));
}

function escapeTemplate(text: string): string {
  return text.replace(/[$%](?=\{)/g, "$&$&");
}

function cannotBeSaid({ type }: Rule): Error {
  return new Error(`the rule ${type} cannot be said in Terraform`);
}
