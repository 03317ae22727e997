import { only, ORGANIZATIONS, synthesize, synthesizeWithVariables } from "../../support/stack";

const permission = "aws_lambda_permission.permission";

describe("the permission", () => {
  const stack = synthesize({
    functionName: "mail",
    regions: { "us-west-2": { organizationIds: [ORGANIZATIONS.one] } },
  });

  it("reports in its outputs whom it lets in, as Terraform has it", () => {
    expect(stack.output).toMatchObject({
      principal: { value: "workmail.us-west-2.amazonaws.com" },
      organization_arns: { value: `\${[for statement in ${permission} : statement.source_arn]}` },
      permission_statement_ids: { value: `\${[for statement in ${permission} : statement.statement_id]}` },
    });
  });

  it("links the console page of each organization, without the ID that stands for any", () => {
    const url =
      'trimsuffix("https://us-west-2.console.aws.amazon.com/workmail/v2/home?region=us-west-2#/organizations/${id}", "/*")';
    expect(stack.output.email_flow_rule_console_urls?.value).toBe(
      `\${{for id, statement in ${permission} : id => ${url}}}`,
    );
    expect(stack.output.email_flow_rule_instructions?.value).toContain(
      `open the organization:\n\${join("\\n", [for id, statement in ${permission} : "   \${${url}}"])}\n2. `,
    );
  });

  it("says which ID it refuses", () => {
    expect(only(stack, "aws_lambda_permission").lifecycle).toMatchObject({
      precondition: [
        { error_message: "An organization ID is m- and 32 lowercase hexadecimal digits; given: ${each.value}." },
      ],
    });
  });
});

describe("a permission for organizations that Terraform knows", () => {
  const stack = synthesizeWithVariables((variable) => ({
    organizationIds: variable("organization_ids").listValue,
    allowAnyOrganization: variable("any").booleanValue,
  }));

  it("names the statement after the organization, or as AWS does when it is any", () => {
    expect(only(stack, "aws_lambda_permission").statement_id).toBe(
      '${each.value == "*" ? "AllowWorkMail" : "AllowWorkMail-${each.value}"}',
    );
  });

  it("takes the Region from the state", () => {
    const region = "terraform_data.location.input.region";
    expect(only(stack, "aws_lambda_permission")).toMatchObject({
      principal: `workmail.\${${region}}.amazonaws.com`,
      source_arn: `arn:aws:workmail:\${${region}}:\${terraform_data.location.input.account_id}:organization/\${each.value}`,
    });
  });
});
