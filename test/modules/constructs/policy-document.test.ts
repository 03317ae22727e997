import { TerraformOutput, TerraformStack, TerraformVariable, Testing } from "cdktf";
import { type Grant, grantWhenSet, policyOfGrants, type Statement } from "../../../modules/constructs/policy-document";

const read: Statement = {
  Sid: "Read",
  Effect: "Allow",
  Action: "s3:GetObject",
  Resource: "a",
};
const write: Statement = { ...read, Sid: "Write", Action: ["s3:PutObject"] };

function policyOf(grants: (variable: TerraformVariable) => Grant[]): unknown {
  const stack = new TerraformStack(Testing.app(), "stack");
  const variable = new TerraformVariable(stack, "on", { type: "bool" });
  new TerraformOutput(stack, "policy", {
    value: policyOfGrants(grants(variable)),
  });
  const { output } = JSON.parse(Testing.synth(stack)) as {
    output: { policy: { value: string } };
  };
  return output.policy.value;
}

describe("policyOfGrants", () => {
  it("is plain JSON of the grants that hold, where all is known", () => {
    const policy = policyOf(() => [
      { when: true, statements: [read] },
      { when: false, statements: [write] },
    ]);
    expect(JSON.parse(String(policy))).toEqual({
      Version: "2012-10-17",
      Statement: [read],
    });
  });

  it("leaves to Terraform what only Terraform knows, statement by statement", () => {
    const policy = policyOf((on) => [
      { when: true, statements: [read] },
      { when: on.booleanValue, statements: [write] },
    ]);
    expect(policy).toBe(
      '${jsonencode({"Version" = "2012-10-17", "Statement" = [for statement in [{"Sid" = "Read", "Effect" = "Allow", "Action" = "s3:GetObject", "Resource" = "a"}, var.on ? {"Sid" = "Write", "Effect" = "Allow", "Action" = ["s3:PutObject"], "Resource" = "a"} : null] : statement if statement != null]})}',
    );
  });

  it("has no statement for a value that is not set", () => {
    expect(grantWhenSet(undefined, () => [read])).toEqual({
      when: false,
      statements: [],
    });
    expect(grantWhenSet("arn", () => [read])).toEqual({
      when: true,
      statements: [read],
    });
  });
});
