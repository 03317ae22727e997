import { importHints } from "../../../cli/terraform/already-exists";
import { TerraformFailed } from "../../../cli/terraform/run";
import { StacksFailed } from "../../../cli/terraform/stacks";

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
Error: adding Lambda Permission (mail/AllowWorkMail): operation error Lambda: AddPermission, https response error StatusCode: 409, RequestID: 3, ResourceConflictException: The statement id (AllowWorkMail) provided already exists. Please provide a new statement id, or remove the existing statement.

  with aws_lambda_permission.function_permission_3,
  on cdk.tf.json line 300, in resource.aws_lambda_permission.function_permission_3:
`;

const DENIED = `
Error: creating SQS Queue (mail-failures): operation error SQS: CreateQueue, https response error StatusCode: 403, AccessDenied

  with aws_sqs_queue.queue_4,
  on cdk.tf.json line 400, in resource.aws_sqs_queue.queue_4:
`;

it("names the command that imports each resource that AWS has already, and no other", () => {
  expect(importHints("workmail-eu-west-1", ROLE + FUNCTION + DENIED)).toEqual([
    expect.stringMatching(/^AWS has a resource that the state does not have\./),
    "  terraform -chdir=cdktf.out/stacks/workmail-eu-west-1 import aws_iam_role.function_role_1 mail-eu-west-1",
    "  terraform -chdir=cdktf.out/stacks/workmail-eu-west-1 import aws_lambda_function.function_2 mail",
    "Then: run the same command again",
    "If something else created it, choose another functionName.",
  ]);
});

it("says where the ID is described of a resource that is not imported by its name", () => {
  const hints = importHints("workmail", PERMISSION);
  expect(hints).toContain(
    "  terraform -chdir=cdktf.out/stacks/workmail import aws_lambda_permission.function_permission_3 ID",
  );
  expect(hints.join("\n")).toContain("describes its ID, under Import.");
});

it("says nothing of another error", () => {
  expect(importHints("workmail", DENIED)).toEqual([]);
});

it("is part of the message of a deployment that failed, and not of a plan", () => {
  const error = new TerraformFailed("apply", "folder", 1, FUNCTION);
  const results = [{ name: "workmail", state: "failed", error }] as const;
  expect(new StacksFailed("deployed", results).message).toContain("import aws_lambda_function.function_2 mail\n");
  expect(new StacksFailed("planned", results).message).not.toContain(" import ");
});
