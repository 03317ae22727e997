import { importHints } from "../../../cli/terraform/already-exists";
import { TerraformFailed } from "../../../cli/terraform/run";
import { StacksFailed } from "../../../cli/terraform/stacks";
import { folderWith } from "../../support/folder";

const ROLE = `
Error: creating IAM Role (mail-eu-west-1): operation error IAM: CreateRole, https response error StatusCode: 409, RequestID: 1, EntityAlreadyExists: Role with name mail-eu-west-1 already exists.

  with aws_iam_role.function_role_1,
  on cdk.tf.json line 100, in resource.aws_iam_role.function_role_1:
 100:       }
`;

const FUNCTION = `
Error: creating Lambda Function (mail): operation error Lambda: CreateFunction, https response error StatusCode: 409, RequestID: 2, ResourceConflictException: Function already exist: mail

  with aws_lambda_function.function_2,
  on cdk.tf.json line 200, in resource.aws_lambda_function.function_2:
`;

const PERMISSION = `
Error: adding Lambda Permission (mail/AllowWorkMail-m-1): operation error Lambda: AddPermission, https response error StatusCode: 409, RequestID: 3, ResourceConflictException: The statement id (AllowWorkMail-m-1) provided already exists. Please provide a new statement id, or remove the existing statement.

  with aws_lambda_permission.permission["m-1"],
  on cdk.tf.json line 300, in resource.aws_lambda_permission.permission:
`;

const DENIED = `
Error: creating SQS Queue (mail-failures): operation error SQS: CreateQueue, https response error StatusCode: 403, AccessDenied

  with aws_sqs_queue.queue_4,
  on cdk.tf.json line 400, in resource.aws_sqs_queue.queue_4:
`;

it("names the command that imports each resource that AWS has already, and no other", () => {
  expect(importHints("workmail-eu-west-1", "folder", ROLE + FUNCTION + DENIED)).toEqual([
    expect.stringMatching(/^AWS has a resource that the state does not have\./),
    "  terraform -chdir=cdktf.out/stacks/workmail-eu-west-1 import aws_iam_role.function_role_1 mail-eu-west-1",
    "  terraform -chdir=cdktf.out/stacks/workmail-eu-west-1 import aws_lambda_function.function_2 mail",
    "Then: run the same command again",
    "If something else created it, choose another functionName.",
  ]);
});

const ALIAS = `
Error: creating Lambda Alias (live): operation error Lambda: CreateAlias, https response error StatusCode: 409, RequestID: 5, ResourceConflictException: Alias already exists: arn:aws:lambda:eu-west-1:123456789012:function:mail:live

  with aws_lambda_alias.live_alias,
  on cdk.tf.json line 500, in resource.aws_lambda_alias.live_alias:
`;

const RECEIPT_RULE = `
Error: creating SES Receipt Rule (mail): operation error SES: CreateReceiptRule, https response error StatusCode: 400, RequestID: 6, AlreadyExists: Rule already exists: mail

  with aws_ses_receipt_rule.ses_receipt_rule,
  on cdk.tf.json line 600, in resource.aws_ses_receipt_rule.ses_receipt_rule:
`;

const DESTINATION = `
Error: creating AWS SESv2 (Simple Email V2) Configuration Set Event Destination (outbound|mail): operation error SESv2: CreateConfigurationSetEventDestination, https response error StatusCode: 400, RequestID: 7, AlreadyExistsException: Event destination already exists: mail

  with aws_sesv2_configuration_set_event_destination.ses_destination,
  on cdk.tf.json line 700, in resource.aws_sesv2_configuration_set_event_destination.ses_destination:
`;

const QUEUE = `
Error: creating SQS Queue (mail-failures): operation error SQS: CreateQueue, https response error StatusCode: 400, RequestID: 8, QueueNameExists: A queue already exists with the same name and a different value for attribute KmsMasterKeyId

  with aws_sqs_queue.failure_queue,
  on cdk.tf.json line 800, in resource.aws_sqs_queue.failure_queue:
`;

function commandsFor(stderr: string, resource: object): string[] {
  const folder = folderWith({ "cdk.tf.json": JSON.stringify({ resource }) });
  return importHints("workmail", folder, stderr)
    .filter((hint) => hint.startsWith("  "))
    .map((hint) => hint.replace("  terraform -chdir=cdktf.out/stacks/workmail import ", ""));
}

const FUNCTION_NAME = "${aws_lambda_function.function.function_name}";
const resources = {
  aws_lambda_function: { function: { function_name: "mail" } },
  aws_lambda_alias: { live_alias: { function_name: FUNCTION_NAME, name: "live" } },
  aws_lambda_permission: { permission: { function_name: FUNCTION_NAME } },
  aws_ses_receipt_rule: { ses_receipt_rule: { rule_set_name: "INBOUND_MAIL", name: "mail" } },
};

it("names the ID of resources that are not imported by their name", () => {
  expect(commandsFor(PERMISSION + ALIAS + RECEIPT_RULE + DESTINATION, resources)).toEqual([
    `'aws_lambda_permission.permission["m-1"]' mail/AllowWorkMail-m-1`,
    "aws_lambda_alias.live_alias mail/live",
    "aws_ses_receipt_rule.ses_receipt_rule INBOUND_MAIL:mail",
    "aws_sesv2_configuration_set_event_destination.ses_destination 'outbound|mail'",
  ]);
});

it.each(["live", "${aws_lambda_alias.live_alias.name}"])("names the qualifier %s of a permission", (qualifier) => {
  expect(commandsFor(PERMISSION, { ...resources, aws_lambda_permission: { permission: { qualifier } } })).toEqual([
    `'aws_lambda_permission.permission["m-1"]' mail:live/AllowWorkMail-m-1`,
  ]);
});

it.each([
  ["whose qualifier only Terraform knows", PERMISSION, "${one(aws_lambda_alias.live_alias[*].name)}"],
  [
    "whose qualifier refers to what only Terraform knows",
    PERMISSION,
    "${aws_lambda_alias.live_alias.function_version}",
  ],
  ["of another type", QUEUE, undefined],
])("says where the ID of a resource is described %s", (_, error, qualifier) => {
  const folder = folderWith({
    "cdk.tf.json": JSON.stringify({ resource: { ...resources, aws_lambda_permission: { permission: { qualifier } } } }),
  });
  const hints = importHints("workmail", folder, error);
  expect(hints[1]).toMatch(/ ID$/);
  expect(hints).toContain("The page of the resource in the provider's documentation describes its ID, under Import.");
});

it("does not describe an ID that it names", () => {
  const folder = folderWith({ "cdk.tf.json": JSON.stringify({ resource: resources }) });
  expect(importHints("workmail", folder, PERMISSION).join("\n")).not.toContain("under Import");
});

it("says nothing of another error", () => {
  expect(importHints("workmail", "folder", DENIED)).toEqual([]);
});

it("is part of the message of a deployment that failed, and not of a plan", () => {
  const error = new TerraformFailed("apply", "folder", 1, FUNCTION);
  const results = [{ name: "workmail", state: "failed", error }] as const;
  expect(new StacksFailed("deployed", results).message).toContain("import aws_lambda_function.function_2 mail\n");
  expect(new StacksFailed("planned", results).message).not.toContain(" import ");
});
