import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { WorkMailLambda } from "../../../modules/constructs/workmail-lambda";
import type { WorkMailLambdaProps } from "../../../modules/constructs/workmail-lambda-props";
import { REGIONS } from "../../../modules/workmail";
import { ORGANIZATIONS } from "../../support/stack";

const needed = {
  filename: "function.zip",
  sourceCodeHash: "c2hhMjU2",
  organizationIds: [ORGANIZATIONS.one],
};

function newStack() {
  const stack = new TerraformStack(Testing.app(), "mail");
  new AwsProvider(stack, "aws", {});
  return stack;
}

function create(props: Partial<WorkMailLambdaProps>) {
  return new WorkMailLambda(newStack(), "WorkMail", { ...needed, ...props });
}

describe("WorkMailLambda", () => {
  it("serves any CDKTF app: it takes the stack's provider and Region", () => {
    const stack = newStack();
    new WorkMailLambda(stack, "WorkMail", needed);
    const { provider, data } = JSON.parse(Testing.synth(stack, true)) as {
      provider: object;
      data: { aws_region: Record<string, { lifecycle: unknown }> };
    };
    expect(provider).toEqual({ aws: [{}] });
    const [region] = Object.values(data.aws_region);
    expect(region?.lifecycle).toEqual({
      postcondition: [
        {
          condition:
            '${contains(["us-east-1", "us-west-2", "eu-west-1"], lookup(self, "region", lookup(self, "id", null)))}',
          error_message:
            'The AWS provider\'s Region must be us-east-1, us-west-2, eu-west-1: a function must be in the Region of its WorkMail organization, or without WorkMail, where Amazon SES receives email; given: ${lookup(self, "region", lookup(self, "id", null))}.',
        },
      ],
    });
  });

  it.each([
    ["512 MB by default", {}, 512],
    ["as many MB as the prop says", { ephemeralStorageSizeMb: 2048 }, 2048],
  ])("gives the function's /tmp %s", (_, props, size) => {
    expect(create(props).function.ephemeralStorageInput).toEqual({ size });
  });

  it("refuses every wrong prop at once, by name", () => {
    expect(() =>
      create({
        region: "us-east-9",
        functionName: "a b",
        timeoutSeconds: 901,
        organizationIds: ["m-1"],
      }),
    ).toThrow(
      [
        "mail/WorkMail: wrong props",
        `'organizationIds.0' must be an organization ID (m- and 32 hexadecimal digits, lowercase), not its ARN, got: "m-1"`,
        `'functionName' must be 1 to 54 letters, digits, - and _ (the role's name adds the Region, and IAM allows 64), got: "a b"`,
        `'timeoutSeconds' must be a whole number of seconds from 1 to 900, got: 901`,
        `'region' must be ${REGIONS.join(", ")}, got: "us-east-9"`,
      ].join("\n  "),
    );
  });

  it("refuses a secret in the place of its ARN without showing it, and shows names and other values", () => {
    const props = {
      secretArns: { WEBHOOK: "s3cret", _A: "arn:aws:ssm:eu-west-1:111122223333:parameter/a" },
      emailFlowRules: { Tag: { direction: "outbound" } },
    };
    const refused = () => create(props as object);
    expect(refused).toThrow("'secretArns.WEBHOOK' must be the ARN of a Secrets Manager secret or an SSM parameter\n");
    expect(refused).toThrow('(settings of their own), got: "_A"');
    expect(refused).toThrow("'emailFlowRules.Tag.direction' must be OUTBOUND, INBOUND, got: \"outbound\"");
  });

  it.each([
    ["neither organizations nor any", { organizationIds: undefined }],
    ["both", { allowAnyOrganization: true }],
  ])("refuses %s", (_, props) => {
    expect(() => create(props)).toThrow(
      "mail/WorkMail: needs 'organizationIds', 'allowAnyOrganization: true', or 'workMail: false', and only one of them",
    );
  });

  it.each([
    ["creates no role and has none", { createRole: false }, "'createRole: false' needs 'roleArn'"],
    [
      "has an existing role and the path of another",
      { roleArn: "arn:aws:iam::111122223333:role/mail", rolePath: "/mail/" },
      "'rolePath' and 'permissionsBoundaryArn' are for a role that is created, not for 'roleArn'",
    ],
    [
      "has a share for the newest version and no version that has the rest",
      { liveAlias: true, newVersionWeight: 0.5 },
      "'newVersionWeight' needs 'liveVersion', the version that has the rest of the events",
    ],
    [
      "has several errors",
      { createRole: false, permissionsBoundaryArn: "arn:aws:iam::111122223333:policy/a", liveVersion: "3" },
      [
        "'liveVersion' needs 'liveAlias: true'",
        "'createRole: false' needs 'roleArn'",
        "'rolePath' and 'permissionsBoundaryArn' are for a role that is created, not for 'roleArn'",
      ].join("\n  "),
    ],
  ])("refuses a function that %s", (_, props, message) => {
    expect(() => create(props)).toThrow(`mail/WorkMail: ${message}`);
  });

  it("leaves to the plan what only Terraform knows", () => {
    const stack = newStack();
    const name = new TerraformVariable(stack, "name", { type: "string" });
    const timeout = new TerraformVariable(stack, "timeout", { type: "number" });
    new WorkMailLambda(stack, "WorkMail", {
      ...needed,
      functionName: name.stringValue,
      timeoutSeconds: timeout.numberValue,
    });
    const { resource } = JSON.parse(Testing.synth(stack, true)) as {
      resource: { aws_lambda_function: Record<string, object> };
    };
    expect(Object.values(resource.aws_lambda_function)).toEqual([
      expect.objectContaining({
        function_name: "${var.name}",
        timeout: "${var.timeout}",
      }),
    ]);
  });
});
