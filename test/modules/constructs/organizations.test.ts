import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { type OrganizationProps, organizationsOf } from "../../../modules/constructs/organizations";
import { rendered } from "../../support/rendered";
import { ORGANIZATIONS } from "../../support/stack";

const stack = new TerraformStack(Testing.app(), "mail");
const ids = new TerraformVariable(stack, "ids", { type: "set(string)" });
const any = new TerraformVariable(stack, "any", { type: "bool" });
const workMail = new TerraformVariable(stack, "workmail", { type: "bool" });

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

  it("are none without WorkMail", () => {
    expect(resolved({ workMail: false })).toEqual({ ids: [] });
  });

  it.each<[string, OrganizationProps]>([
    ["none of the three", {}],
    ["named ones and any", { organizationIds: [ORGANIZATIONS.one], allowAnyOrganization: true }],
    ["named ones without WorkMail", { organizationIds: [ORGANIZATIONS.one], workMail: false }],
    ["any without WorkMail", { allowAnyOrganization: true, workMail: false }],
  ])("refuses %s", (_, props) => {
    expect(() => organizationsOf(stack, props)).toThrow(
      "mail: needs 'organizationIds', 'allowAnyOrganization: true', or 'workMail: false', and only one of them",
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

  it("leaves it to the plan whether WorkMail is one of them", () => {
    expect(
      resolved({
        organizationIds: ids.listValue,
        allowAnyOrganization: any.booleanValue,
        workMail: workMail.booleanValue,
      }),
    ).toEqual({
      ids: '${var.workmail ? (var.any ? ["*"] : coalesce(try(nonsensitive(var.ids), var.ids), [])) : []}',
      condition: "${var.workmail ? (var.ids != null) != var.any : var.ids == null && !var.any}",
    });
  });

  it("says at plan what it needs", () => {
    expect(organizationsOf(stack, { organizationIds: ids.listValue }).precondition?.errorMessage).toBe(
      "Needs organization_ids, allow_any_organization = true, or workmail = false, and only one of them.",
    );
  });

  it("asks the plan for organizations where nobody may come in unnamed", () => {
    expect(resolved({ organizationIds: ids.listValue })).toEqual({
      ids: '${false ? ["*"] : coalesce(try(nonsensitive(var.ids), var.ids), [])}',
      condition: "${(var.ids != null) != false}",
    });
  });
});
