import { TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import { merge } from "../../../modules/tokens/merge-maps";
import { rendered } from "../../support/rendered";

describe("merge", () => {
  it("takes the second before the first", () => {
    expect(merge({ a: "1", b: "1" }, { b: "2" })).toEqual({ a: "1", b: "2" });
  });

  it("takes only the first where there is no second", () => {
    expect(merge({ a: "1" })).toEqual({ a: "1" });
  });

  it("leaves out an empty map", () => {
    const stack = new TerraformStack(Testing.app(), "mail");
    const tags = new TerraformVariable(stack, "tags", { type: "map(string)" });
    expect(rendered(stack, merge({ a: "1" }, Token.asStringMap(tags.value), {}))).toBe(
      '${merge({"a" = "1"}, var.tags)}',
    );
    expect(merge({}, {})).toEqual({});
  });

  it("leaves to Terraform what only Terraform knows", () => {
    const stack = new TerraformStack(Testing.app(), "mail");
    const tags = new TerraformVariable(stack, "tags", { type: "map(string)" });
    const merged = merge({ a: "1" }, Token.asStringMap(tags.value));
    expect(rendered(stack, merged)).toBe('${merge({"a" = "1"}, var.tags)}');
  });
});
