import { Command } from "commander";
import { directionOptions } from "../../events/flow-direction";
import { sourceOption } from "../../events/ses-event";
import { exitCodesHelp } from "../../terminal/exit-codes";
import { functionRegion, OUTPUTS_OPTION } from "../../terminal/options";
import type { Options } from "./verify";

export function verifyCommand(): Command {
  const [inbound, outbound] = directionOptions();
  return new Command("verify")
    .description(
      "Compares the deployed resources of each Region with the synthesized configuration, through AWS's API: function, permission, organizations, receipt rule and sending events of Amazon SES, role, retries and destinations, queue, bucket for replaced content, table, logs, alarms, and dashboard. It cannot check whether an email flow rule of WorkMail calls the function, because no API shows these rules.",
    )
    .option("--region <region...>", "these Regions only, instead of all that are deployed", functionRegion)
    .option(...OUTPUTS_OPTION)
    .option("--zip <file>", "the zip that should be deployed, instead of the one built from the settings")
    .option(
      "--invoke",
      "also invoke the function with a new event: of WorkMail in the direction of its email flow rules, or of --source",
    )
    .addOption(sourceOption("with --invoke: what sends the event").default("workmail"))
    .addOption(inbound)
    .addOption(outbound)
    .option("--json", "print the checks as JSON")
    .addHelpText(
      "after",
      `
Without --outputs, it builds and synthesizes the app, reads Terraform's state, and
compares every attribute whose value is known without Terraform. With --outputs,
it compares the attributes that follow from the outputs, and the deployed zip with
the one that Terraform deployed, or with --zip. A failed check lists the different
attributes and the command that restores them. Values of environment variables and
the address for alarms are never printed.

The permission is correct if exactly the callers in the settings can call the
function, or the alias if there is one: WorkMail of the Region for the organizations,
the receipt rule of Amazon SES, and the EventBridge rule with its sending events. If
anybody else can call the function, its aliases, or its versions, the check fails.

With --invoke, the event has addresses of example.com and example.net, and an ID that
no function has seen. If the receipt rule of --source ses-receipt waits for an answer,
its disposition is a check, too.

With --json: {"passed": true or false, "regions": {REGION: [{"subject", "state":
"passed", "failed" or "unknown", "expected", "found", "next"}]}}.

Environment:
  AWS credentials that may sts:GetCallerIdentity, lambda:GetFunction,
  lambda:GetFunctionConcurrency, lambda:GetFunctionCodeSigningConfig,
  lambda:GetPolicy, lambda:ListAliases, lambda:GetAlias,
  lambda:ListVersionsByFunction, lambda:GetFunctionEventInvokeConfig,
  iam:GetRole, iam:GetRolePolicy, logs:DescribeLogGroups,
  logs:DescribeQueryDefinitions, sqs:GetQueueAttributes,
  s3:GetBucketPolicy, s3:GetBucketPublicAccessBlock,
  s3:GetEncryptionConfiguration, s3:GetLifecycleConfiguration,
  s3:GetBucketOwnershipControls, s3:GetBucketVersioning,
  dynamodb:DescribeTable, dynamodb:DescribeTimeToLive,
  dynamodb:DescribeContinuousBackups, cloudwatch:DescribeAlarms,
  cloudwatch:GetDashboard, sns:GetTopicAttributes,
  sns:ListSubscriptionsByTopic, kms:DescribeKey, kms:GetKeyPolicy,
  kms:GetKeyRotationStatus, workmail:DescribeOrganization,
  ses:DescribeReceiptRule, ses:GetConfigurationSetEventDestinations,
  events:DescribeRule, events:ListTargetsByRule; with --invoke
  lambda:InvokeFunction. A check that is not allowed is reported as unknown.
  TERRAFORM_BINARY_NAME  another program than terraform, such as tofu

${exitCodesHelp({ done: "no check failed; some may be unknown", attention: "at least one check failed" })}

Examples:
  workmail-lambda verify
  workmail-lambda verify --region eu-west-1 --json
  workmail-lambda verify --invoke --source ses-receipt
  workmail-lambda outputs | workmail-lambda verify --outputs -`,
    )
    .action(async (options: Options) => {
      const { verify } = await import("./verify");
      await verify(options);
    });
}
