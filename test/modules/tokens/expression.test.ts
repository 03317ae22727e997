import { TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import { expression } from "../../../modules/tokens/expression";
import { rendered as renderedIn } from "../../support/rendered";

const stack = new TerraformStack(Testing.app(), "stack");
const name = new TerraformVariable(stack, "name", { type: "string" });
const names = new TerraformVariable(stack, "names", { type: "list(string)" });
const size = new TerraformVariable(stack, "size", { type: "number" });
const on = new TerraformVariable(stack, "on", { type: "bool" });

/** The form of a value in Terraform. */
function rendered(value: unknown) {
  return renderedIn(stack, value);
}

describe("expression", () => {
  it.each<[string, unknown, string]>([
    ["a string", 'it\'s "so"', '"it\'s \\"so\\""'],
    ["numbers and truth", [1, true, null], "[1, true, null]"],
    ["a token", name.stringValue, "var.name"],
    ["a token in a string", `a-${name.stringValue}-z`, '"a-${var.name}-z"'],
    ["two tokens in a string", `${name.stringValue}${name.stringValue}`, '"${var.name}${var.name}"'],
    ["a list token", names.listValue, "var.names"],
    ["a number token", size.numberValue, "var.size"],
    ["a boolean", on.booleanValue, "var.on"],
    ["an object", { a: [name.stringValue], b: { c: "d" } }, '{"a" = [var.name], "b" = {"c" = "d"}}'],
    ["another expression", expression`length(${names.listValue})`, "length(var.names)"],
  ])("renders %s", (_, value, text) => {
    expect(rendered(expression`f(${value})`)).toBe(`\${f(${text})}`);
  });

  it("stays an expression inside a string, a list and another string", () => {
    const one = Token.asString(expression`one(${names.listValue})`);
    expect(rendered(`arn:${one}:*`)).toBe("arn:${one(var.names)}:*");
    expect(rendered(JSON.stringify({ Resource: one }))).toBe('{"Resource":"${one(var.names)}"}');
  });
});
