import { OUTPUTS } from "../../../modules/constructs/outputs";
import { REGIONS, WORKMAIL_REGIONS } from "../../../modules/workmail";
import { only, ORGANIZATIONS, synthesize, synthesizeWithVariables } from "../../support/stack";

const SES = {
  sesReceiptRule: { ruleSetName: "own" },
  sesSendingEvents: { configurationSetName: "outbound" },
};

/** The function with only Amazon SES, and with WorkMail beside it. */
const without = synthesize({ ...SES, regions: { "eu-central-1": { workMail: false } } });
const both = synthesize({ ...SES, regions: { "eu-west-1": { organizationIds: [ORGANIZATIONS.one] } } });

describe("a function without WorkMail", () => {
  it("may be invoked by its receipt rule and its sending events only", () => {
    const statements = Object.values(without.resource.aws_lambda_permission!);

    expect(statements.map(({ principal }) => principal)).toEqual(["ses.amazonaws.com", "events.amazonaws.com"]);
  });

  it("has the resources that it has with WorkMail, but for WorkMail's permission", () => {
    const addresses = ({ resource }: typeof without) =>
      Object.entries(resource).flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`));

    expect(addresses(both).filter((address) => !addresses(without).includes(address))).toEqual([
      "aws_lambda_permission.permission",
    ]);
    expect(addresses(without).filter((address) => !addresses(both).includes(address))).toEqual([]);
  });

  it("is described as the target of Amazon SES, while the texts of one with WorkMail stay as they are", () => {
    const described = (settings: object) => {
      const stack = synthesize({ ...SES, liveAlias: true, ...settings });
      return ["aws_lambda_function", "aws_iam_role", "aws_lambda_alias"].map((type) => only(stack, type).description);
    };
    const regions = { "us-east-1": { workMail: false } };

    expect(described({ regions })).toEqual([
      "Handles the email events of Amazon SES",
      "Runs the function that Amazon SES calls",
      "Target of the email events of Amazon SES",
    ]);
    expect(described({ regions, description: "Own" })[0]).toBe("Own");
    expect(described({ regions: { "us-east-1": { organizationIds: [ORGANIZATIONS.one] } } })).toEqual([
      "Handles the email events of Amazon WorkMail",
      "Runs the function that Amazon WorkMail calls",
      "Target of the email flow rules of Amazon WorkMail",
    ]);
  });

  it("has no output about WorkMail", () => {
    const names = OUTPUTS.map(({ name }) => name).filter((name) => name in both.output);
    const missing = names.filter((name) => !(name in without.output));

    expect(names).toHaveLength(Object.keys(both.output).length);
    expect(missing).toEqual([
      "principal",
      "permission_statement_ids",
      "organization_arns",
      "message_arns",
      "email_flow_rule_console_urls",
      "email_flow_rules",
      "email_flow_rule_instructions",
    ]);
  });

  it("gets no organizations in its environment, whatever its role may do", () => {
    const policyStatements = [{ sid: "Own", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::own/*"] }];
    const environmentOf = (region: object) =>
      only(synthesize({ ...SES, policyStatements, emailFlowRules: undefined, regions: region }), "aws_lambda_function")
        .environment;

    expect(environmentOf({ "us-east-1": { workMail: false } })).toEqual({
      variables: { EMAIL_LOG_DETAIL: "summary" },
    });
  });

  it.each(REGIONS)("can be in %s, with a provider of that Region", (region) => {
    const { provider } = synthesize({ ...SES, regions: { [region]: { workMail: false } } });

    expect(provider.aws).toEqual([{ region }]);
  });

  it("can be in every Region of WorkMail", () => {
    expect(REGIONS.filter((region) => WORKMAIL_REGIONS.some((it) => it === region))).toEqual([...WORKMAIL_REGIONS]);
    expect(new Set(REGIONS).size).toBe(REGIONS.length);
  });

  it.each([
    ["a Region without WorkMail", { region: "eu-central-1", workMail: true, organizationIds: [ORGANIZATIONS.one] }],
    ["nothing that invokes it", { sesReceiptRule: undefined, sesSendingEvents: undefined }],
    ["email flow rules", { emailFlowRules: { Log: {} } }],
    ["message content", { messageContent: "READ" }],
    ["the account of organizations", { sourceAccount: "111122223333" }],
  ])("is refused with %s as props", (_, props) => {
    const message = {
      region: `'region' must be one of WorkMail's without 'workMail: false': us-east-1, us-west-2, eu-west-1, got: "eu-central-1"`,
      sesReceiptRule: "'workMail: false' needs 'sesReceiptRule' or 'sesSendingEvents', which then invoke the function",
      emailFlowRules: "'emailFlowRules' needs a function without 'workMail: false': it is about WorkMail",
      messageContent: "'messageContent' needs a function without 'workMail: false': it is about WorkMail",
      sourceAccount: "'sourceAccount' needs a function without 'workMail: false': it is about WorkMail",
    }[Object.keys(props)[0]!];

    expect(() =>
      synthesizeWithVariables(() => ({ organizationIds: undefined, workMail: false, ...SES, ...props })),
    ).toThrow(`variables/Default: ${message}`);
  });

  it("leaves it to the plan whether WorkMail's permission exists, where only Terraform knows", () => {
    const { resource, output } = synthesizeWithVariables((variable) => ({
      ...SES,
      workMail: variable("workmail").booleanValue,
    }));
    const { lifecycle } = Object.values(resource.aws_lambda_function!)[0] as {
      lifecycle: { precondition: { condition: string; error_message: string }[] };
    };

    expect(resource.aws_lambda_permission?.permission?.for_each).toBe(
      `\${toset(var.workmail ? (false ? ["*"] : coalesce(try(nonsensitive(["${ORGANIZATIONS.one}"]), ["${ORGANIZATIONS.one}"]), [])) : [])}`,
    );
    expect(lifecycle.precondition).toContainEqual({
      condition: `\${var.workmail ? (["${ORGANIZATIONS.one}"] != null) != false : ["${ORGANIZATIONS.one}"] == null && !false}`,
      error_message:
        "Needs organization_ids, allow_any_organization = true, or workmail = false, and only one of them.",
    });
    expect(output).toBeUndefined();
  });
});
