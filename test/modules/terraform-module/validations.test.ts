import * as v from "valibot";
import { distinct, inTerraform, matching, objectOf, oneOf, wholeNumber } from "../../../modules/settings/kinds";
import { terraformRules, terraformType } from "../../../modules/terraform-module/validations";

const withOptional = objectOf({ a: v.optional(matching(/^a/, "an a")), bC: v.optional(v.boolean(), false) });

describe("terraformType", () => {
  it.each([
    ["string", matching(/a/, "a")],
    ["number", wholeNumber(1, 2, "things")],
    ["bool", v.boolean()],
    ["string", oneOf(["a", "b"])],
    ["number", oneOf([1, 2])],
    ["set(string)", distinct(/a/, "a")],
    ["list(string)", v.array(v.string())],
    ["map(string)", v.record(v.string(), v.string())],
    ["object({ subnet_ids = set(string) })", objectOf({ subnetIds: distinct(/a/, "a") })],
    ["string", v.pipe(matching(/a/, "a"), v.description("Described."))],
    ["object({ a = optional(string), b_c = optional(bool, false) })", withOptional],
    ["map(object({ a = optional(string), b_c = optional(bool, false) }))", v.record(v.string(), withOptional)],
    ["list(object({ a = optional(string), b_c = optional(bool, false) }))", v.array(withOptional)],
  ])("is %s", (type, schema) => {
    expect(terraformType(schema)).toBe(type);
  });

  it("refuses what no setting is made of", () => {
    expect(() => terraformType(v.date())).toThrow("the rule date cannot be said in Terraform");
  });
});

describe("terraformRules", () => {
  const rulesOf = (schema: v.GenericSchema) => terraformRules(schema, "it", "var.it");
  const conditionsOf = (schema: v.GenericSchema) => rulesOf(schema).map(({ condition }) => condition);

  it("makes one rule of all that has one text", () => {
    expect(rulesOf(wholeNumber(1, 900, "seconds"))).toEqual([
      {
        allowed: "a whole number of seconds from 1 to 900",
        condition: "floor(var.it) == var.it && var.it >= 1 && var.it <= 900",
        errorMessage: "it must be a whole number of seconds from 1 to 900.",
      },
    ]);
  });

  it("names only the wrong entries of a collection", () => {
    const [, each] = rulesOf(distinct(/^m-/, "an id"));
    expect(each).toEqual({
      allowed: "an id",
      condition: 'alltrue([for item in var.it : can(regex("^m-", item))])',
      errorMessage:
        'it: each must be an id; given: ${try(join(", ", [for item in try(nonsensitive(var.it), var.it) : jsonencode(item) if !(can(regex("^m-", item)))]), "")}.',
    });
  });

  it("asks for at least one entry", () => {
    expect(conditionsOf(distinct(/^m-/, "an id"))[0]).toBe("length(var.it) >= 1");
  });

  it("limits the number of entries", () => {
    const [rule] = rulesOf(v.pipe(v.array(v.string()), v.maxLength(43, "at most 43 entries")));
    expect(rule).toEqual({
      allowed: "at most 43 entries",
      condition: "length(var.it) <= 43",
      errorMessage: "it must have at most 43 entries.",
    });
  });

  it("refuses null as the value of a map of any strings", () => {
    const rule = v.record(v.string(), v.string("a string"), "an object of strings");
    expect(rulesOf(rule)).toEqual([
      {
        allowed: "a string",
        condition: "alltrue([for value in values(var.it) : value != null])",
        errorMessage: "it: each value must be a string, not null.",
      },
    ]);
  });

  it("looks at the names in a map, and shows no value", () => {
    const [rule] = rulesOf(v.record(matching(/^[A-Z]+$/, "a name"), v.string()));
    expect(rule?.condition).toBe('alltrue([for item in keys(var.it) : can(regex("^[A-Z]+$", item))])');
    expect(rule?.errorMessage).toContain("for item in try(nonsensitive(keys(var.it)), keys(var.it)) :");
  });

  it("looks at the values in a map, and shows their names only", () => {
    const [rule] = rulesOf(v.record(v.string(), matching(/^arn:/, "an ARN")));
    expect(rule).toEqual({
      allowed: "an ARN",
      condition: 'alltrue([for item in values(var.it) : can(regex("^arn:", item))])',
      errorMessage:
        'it: the value of each must be an ARN; not so: ${try(join(", ", [for key, item in try(nonsensitive(var.it), var.it) : key if !(can(regex("^arn:", item)))]), "")}.',
    });
  });

  it("looks into an object, under Terraform's names", () => {
    const [rule] = rulesOf(objectOf({ groupId: matching(/^sg-/, "a group") }));
    expect(rule?.condition).toBe('can(regex("^sg-", var.it.group_id))');
    expect(rule?.errorMessage).toMatch(/^it\.group_id must be /);
  });

  it("says a list of values with contains", () => {
    expect(conditionsOf(oneOf(["a", "b"]))).toEqual(['contains(["a", "b"], var.it)']);
  });

  it("lists the objects of a map that break a rule of one of their parts, by name", () => {
    expect(rulesOf(v.record(v.string(), objectOf({ groupId: matching(/^sg-/, "a group") })))).toEqual([
      {
        allowed: "a group",
        condition: 'alltrue([for item in var.it : can(regex("^sg-", item.group_id))])',
        errorMessage:
          'it: group_id of each must be a group; given: ${try(join(", ", [for key, item in try(nonsensitive(var.it), var.it) : "${key}: ${jsonencode(item.group_id)}" if !(can(regex("^sg-", item.group_id)))]), "")}.',
      },
    ]);
  });

  it("asks nothing of an optional part that is null", () => {
    expect(conditionsOf(v.array(withOptional))).toEqual([
      'alltrue([for item in var.it : (item.a == null ? true : can(regex("^a", item.a)))])',
    ]);
  });

  it("looks into the lists in the objects of a list", () => {
    expect(conditionsOf(v.array(objectOf({ ids: distinct(/^m-/, "an id") })))).toEqual([
      "alltrue([for item in var.it : length(item.ids) >= 1])",
      'alltrue([for item in var.it : alltrue([for entry in item.ids : can(regex("^m-", entry))])])',
    ]);
  });

  it("says a check between the parts of an object with its own expression, in Terraform's spelling", () => {
    const checked = v.pipe(
      objectOf({ liveAlias: v.boolean() }),
      v.check(({ liveAlias }) => liveAlias, "liveAlias: true"),
      inTerraform((reference) => `${reference}.live_alias`),
    );
    expect(rulesOf(v.array(checked))).toEqual([
      {
        allowed: "live_alias = true",
        condition: "alltrue([for item in var.it : item.live_alias])",
        errorMessage:
          'it: each needs live_alias = true; given: ${try(join(", ", [for key, item in try(nonsensitive(var.it), var.it) : "${key}" if !(item.live_alias)]), "")}.',
      },
    ]);
  });

  it("leaves types to Terraform", () => {
    expect([v.boolean(), v.string()].flatMap(rulesOf)).toEqual([]);
  });

  it("says a negative look-ahead, which RE2 has not, as a second pattern", () => {
    expect(conditionsOf(matching(/^(?!AWS_|_)[A-Z_]+$/, "a name"))).toEqual([
      'can(regex("^[A-Z_]+$", var.it)) && !can(regex("^(AWS_|_)", var.it))',
    ]);
  });

  it("escapes what Terraform's strings and templates would take for theirs", () => {
    expect(conditionsOf(matching(/^\d\/"\${x}%{y}$/, "this"))).toEqual([
      'can(regex("^\\\\d/\\"\\\\$${x}%%{y}$", var.it))',
    ]);
  });

  it.each([
    ["a flag", /a/i],
    ["a look-behind", /(?<!a)b/],
    ["a look-ahead elsewhere", /a(?=b)/],
    ["a named group", /(?<name>a)/],
  ])("refuses %s, which RE2 has not", (_, pattern) => {
    expect(() => terraformRules(v.pipe(v.string(), v.regex(pattern, "this")), "it", "var.it")).toThrow(
      `Terraform has no regular expression like ${String(pattern)}`,
    );
  });

  it("refuses a rule that it does not know", () => {
    expect(() => rulesOf(v.pipe(v.string(), v.email("an email")))).toThrow(
      "the rule email cannot be said in Terraform",
    );
  });
});
