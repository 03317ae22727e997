import type { DeploymentOutputs } from "../../../cli/deployments/deployment-outputs";
import { expectedStatements, policyErrors, type Statement } from "../../../cli/verification/resource-policy";

const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:mail";
function organizationArn(id: string) {
  return `arn:aws:workmail:eu-west-1:123456789012:organization/${id}`;
}
const outputs = {
  region: "eu-west-1",
  principal: "workmail.eu-west-1.amazonaws.com",
  function_name: "mail",
  function_arn: functionArn,
  email_flow_rule_function_arn: functionArn,
  organization_arns: [organizationArn("m-1")],
  permission_statement_ids: ["AllowWorkMail"],
} as unknown as DeploymentOutputs;
const [expected] = expectedStatements(outputs) as [Statement];

const missing = {
  what: `nothing lets WorkMail call ${functionArn} for ${organizationArn("m-1")}`,
};
function remove(qualifier = "") {
  return `aws lambda remove-permission --region eu-west-1 --function-name mail${qualifier} --statement-id AllowWorkMail`;
}

it("finds nothing wrong with what Terraform deploys", () => {
  expect(policyErrors(outputs, [expected], [])).toEqual([]);
});

it("takes a further condition on the account, and on no other account", () => {
  const condition = (account: string) => ({
    ...(expected.condition as object),
    StringEquals: { "AWS:SourceAccount": account },
  });
  expect(policyErrors(outputs, [{ ...expected, condition: condition("123456789012") }], [])).toEqual([]);
  expect(policyErrors(outputs, [{ ...expected, condition: condition("999999999999") }], [])).toHaveLength(2);
});

it.each<[string, Partial<Statement>, string]>([
  [
    "WorkMail of another Region",
    { principal: { Service: "workmail.us-east-1.amazonaws.com" } },
    "AllowWorkMail lets WorkMail of us-east-1 in, and the function is in eu-west-1",
  ],
  [
    "another service",
    { principal: { Service: "ses.amazonaws.com" } },
    'AllowWorkMail lets {"Service":"ses.amazonaws.com"} in, and not workmail.eu-west-1.amazonaws.com',
  ],
  ["everybody", { principal: "*" }, 'AllowWorkMail lets "*" in, and not workmail.eu-west-1.amazonaws.com'],
  [
    "another organization",
    { condition: { ArnLike: { "aws:SourceArn": organizationArn("m-2") } } },
    `AllowWorkMail lets ${organizationArn("m-2")} in, or not only as it is configured: it is none of ${organizationArn("m-1")}`,
  ],
  [
    "every organization",
    { condition: undefined },
    "AllowWorkMail lets the organizations of every account in: it has no source ARN",
  ],
])("names a statement that lets in %s", (_, change, error) => {
  expect(policyErrors(outputs, [{ ...expected, ...change }], [])).toEqual([{ what: error, remedy: remove() }, missing]);
  // Beside the right one, too.
  expect(policyErrors(outputs, [expected, { ...expected, ...change }], [])).toEqual([
    { what: error, remedy: remove() },
  ]);
});

it("names a permission that is only on the alias", () => {
  const onAlias = { ...expected, resource: `${functionArn}:live` };
  expect(policyErrors(outputs, [], [onAlias])).toEqual([
    {
      what: `AllowWorkMail is on ${functionArn}:live, and the rule is to name ${functionArn}`,
      remedy: remove(" --qualifier live"),
    },
    missing,
  ]);
});

it("does not take a denial, or another action, for the permission", () => {
  for (const change of [{ effect: "Deny" }, { action: "lambda:GetFunction" }]) {
    expect(policyErrors(outputs, [{ ...expected, ...change }], [])).toContainEqual(missing);
  }
});

describe("with sources in Amazon SES", () => {
  const withSes = {
    ...outputs,
    ses_receipt_rule_arn: "arn:aws:ses:eu-west-1:123456789012:receipt-rule-set/own:receipt-rule/mail",
    ses_sending_rule_arn: "arn:aws:events:eu-west-1:123456789012:rule/mail-sending",
  };
  const statements = expectedStatements(withSes);
  const ofService = (service: string) =>
    statements.find(({ principal }) => (principal as { Service: string }).Service === service)!;
  const ses = ofService("ses.amazonaws.com");

  it("finds nothing wrong with what Terraform deploys", () => {
    expect(statements).toHaveLength(3);
    expect(ses.condition).toEqual({
      StringEquals: { "AWS:SourceAccount": "123456789012" },
      ArnLike: { "AWS:SourceArn": withSes.ses_receipt_rule_arn },
    });
    expect(policyErrors(withSes, statements, [])).toEqual([]);
  });

  it.each([
    ["ses.amazonaws.com", "Amazon SES", withSes.ses_receipt_rule_arn],
    ["events.amazonaws.com", "EventBridge", withSes.ses_sending_rule_arn],
  ])("names a missing statement of %s", (service, name, arn) => {
    const found = statements.filter((it) => it !== ofService(service));
    expect(policyErrors(withSes, found, [])).toEqual([{ what: `nothing lets ${name} call ${functionArn} for ${arn}` }]);
  });

  it("names a statement without the condition on the account", () => {
    const { ArnLike } = ses.condition as { ArnLike: object };
    const found = statements.map((it) => (it === ses ? { ...it, condition: { ArnLike } } : it));
    expect(policyErrors(withSes, found, []).map(({ what }) => what)).toEqual([
      expect.stringMatching(/^AllowSesReceiptRule lets /) as string,
      `nothing lets Amazon SES call ${functionArn} for ${withSes.ses_receipt_rule_arn}`,
    ]);
  });
});
