import { Command } from "commander";
import { OUTPUTS_OPTION, workMailRegion } from "../../terminal/options";
import type { Options } from "./verify";

export function verifyCommand(): Command {
  return new Command("verify")
    .description(
      "Asks AWS's API, line by line, whether what each deployed Region has is what was synthesized, attribute by attribute: function, permission, organizations, role, retries and destinations, queue, table, logs, alarms, dashboard. It names what no API tells: whether an email flow rule calls the function.",
    )
    .option("--region <region...>", "these Regions only, instead of all that are deployed", workMailRegion)
    .option(...OUTPUTS_OPTION)
    .option("--zip <file>", "the artifact that should be deployed, instead of the one built here")
    .option("--invoke", "invoke the function, too, with the event that workmail-lambda event prints")
    .option("--json", "print the checks as JSON")
    .addHelpText(
      "after",
      `
Without --outputs it builds and synthesizes what is here, reads Terraform's
state, and compares what is deployed with what was synthesized: every attribute
whose value is known without Terraform. With --outputs it compares what the
outputs imply, and the artifact with the one that Terraform deployed, or with
--zip. A failed check lists the attributes that differ and what restores them.
Values of environment variables and the address for alarms are never printed.

The permission is correct when WorkMail of the Region may call exactly what the
rule is to name, for exactly the organizations of the settings, and nobody else
may call the function, its aliases and versions included.

With --json: {"passed": true or false, "regions": {REGION: [{"subject", "state":
"passed", "failed" or "unknown", "expected", "found", "next"}]}}.

Environment:
  AWS credentials that may sts:GetCallerIdentity, lambda:GetFunction,
  lambda:GetFunctionConcurrency, lambda:GetFunctionCodeSigningConfig,
  lambda:GetPolicy, lambda:ListAliases, lambda:GetAlias,
  lambda:ListVersionsByFunction, lambda:GetFunctionEventInvokeConfig,
  iam:GetRole, iam:GetRolePolicy, logs:DescribeLogGroups,
  logs:DescribeQueryDefinitions, sqs:GetQueueAttributes,
  dynamodb:DescribeTable, dynamodb:DescribeTimeToLive,
  dynamodb:DescribeContinuousBackups, cloudwatch:DescribeAlarms,
  cloudwatch:GetDashboard, sns:GetTopicAttributes,
  sns:ListSubscriptionsByTopic, kms:DescribeKey, kms:GetKeyPolicy,
  kms:GetKeyRotationStatus, workmail:DescribeOrganization; with --invoke
  lambda:InvokeFunction. A check that is not allowed is reported as unknown.
  TERRAFORM_BINARY_NAME  another program than terraform, such as tofu

Exit code: 0 nothing is wrong, though something may be unknown; 2 something is
not as it should be; 1 it could not be asked, and the text says why; 130
interrupted.

Examples:
  workmail-lambda verify
  workmail-lambda verify --region eu-west-1 --json
  workmail-lambda outputs | workmail-lambda verify --outputs -`,
    )
    .action(async (options: Options) => {
      const { verify } = await import("./verify");
      await verify(options);
    });
}
