import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { type OrganizationProps, organizationsOf } from "../../../modules/constructs/organizations";
import { rendered } from "../../support/rendered";
import { ORGANIZATIONS } from "../../support/stack";

const stack = new TerraformStack(Testing.app(), "mail");
const ids = new TerraformVariable(stack, "ids", { type: "set(string)" });
const any = new TerraformVariable(stack, "any", { type: "bool" });

/** The configuration for Terraform. */
function resolved(props: OrganizationProps) {
  const { ids, precondition } = organizationsOf(stack, props);
  return rendered(stack, { ids, condition: precondition?.condition });
}

describe("organizationsOf", () => {
  it("are those that are named", () => {
    expect(resolved({ organizationIds: [ORGANIZATIONS.one] })).toEqual({
      ids: [ORGANIZATIONS.one],
    });
  });

  it("are any when that is allowed", () => {
    expect(resolved({ allowAnyOrganization: true })).toEqual({ ids: ["*"] });
  });

  it.each<[string, OrganizationProps]>([
    ["neither", {}],
    ["both", { organizationIds: [ORGANIZATIONS.one], allowAnyOrganization: true }],
  ])("refuses %s", (_, props) => {
    expect(() => organizationsOf(stack, props)).toThrow(
      "mail: needs 'organizationIds', or 'allowAnyOrganization: true', and not both",
    );
  });

  it("leaves it to the plan where only Terraform knows", () => {
    expect(
      resolved({
        organizationIds: ids.listValue,
        allowAnyOrganization: any.booleanValue,
      }),
    ).toEqual({
      ids: '${var.any ? ["*"] : coalesce(try(nonsensitive(var.ids), var.ids), [])}',
      condition: "${(var.ids != null) != var.any}",
    });
  });

  it("says at plan what it needs", () => {
    expect(organizationsOf(stack, { organizationIds: ids.listValue }).precondition?.errorMessage).toBe(
      "Needs organization_ids, or allow_any_organization = true, and not both.",
    );
  });

  it("asks the plan for organizations where nobody may come in unnamed", () => {
    expect(resolved({ organizationIds: ids.listValue })).toEqual({
      ids: '${false ? ["*"] : coalesce(try(nonsensitive(var.ids), var.ids), [])}',
      condition: "${(var.ids != null) != false}",
    });
  });
});
