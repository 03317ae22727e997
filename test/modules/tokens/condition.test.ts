import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { both, type Condition, countOf, either, isSet, not, when } from "../../../modules/tokens/condition";
import { rendered as renderedIn } from "../../support/rendered";

const stack = new TerraformStack(Testing.app(), "stack");
const on = new TerraformVariable(stack, "on", { type: "bool" }).booleanValue;
const arn = new TerraformVariable(stack, "arn", { type: "string" }).stringValue;

/** The form of a value in Terraform. */
function rendered(value: unknown) {
  return renderedIn(stack, value);
}

describe("a condition that is known", () => {
  it.each<[string, Condition, Condition]>([
    ["isSet of nothing", isSet(undefined), false],
    ["isSet of a value", isSet("arn"), true],
    ["not", not(true), false],
    ["both, and one fails", both(on, false), false],
    ["both, and the other fails", both(false, on), false],
    ["both, and one holds", both(true, on), on],
    ["both, and the other holds", both(on, true), on],
    ["either, and one holds", either(on, true), true],
    ["either, and the other holds", either(true, on), true],
    ["either, and one fails", either(false, on), on],
    ["either, and the other fails", either(on, false), on],
  ])("is decided at synthesis: %s", (_, condition, expected) => {
    expect(condition).toBe(expected);
  });

  it("needs no count", () => {
    expect(countOf(true)).toBeUndefined();
  });

  it("makes a thing, or nothing", () => {
    expect(when(true, () => "made")).toBe("made");
    expect(when(false, () => "made")).toBeUndefined();
  });
});

describe("a condition that only Terraform knows", () => {
  it.each<[string, unknown, string]>([
    ["isSet, also of a sensitive value", isSet(arn), "${try(nonsensitive(var.arn != null), var.arn != null)}"],
    ["not", not(on), "${!var.on}"],
    ["both", both(on, not(on)), "${(var.on ? !var.on : false)}"],
    ["either", either(on, not(on)), "${(var.on ? true : !var.on)}"],
    ["count", countOf(not(on)), "${!var.on ? 1 : 0}"],
  ])("is an expression: %s", (_, condition, expected) => {
    expect(rendered(condition)).toBe(expected);
  });

  it("makes the thing, with that condition", () => {
    expect(when(on, (condition) => condition)).toBe(on);
  });
});
