import * as v from "valibot";
import { MAXIMUM_ORGANIZATIONS, ORGANIZATION_ID_PATTERN } from "../workmail";
import {
  accountId,
  arnOf,
  BUCKET,
  distinctTexts,
  EVENT_BUS,
  FUNCTION,
  objectOf,
  oneOf,
  SNS_TOPIC,
  SQS_QUEUE,
  text,
  wholeNumber,
  yesOrNo,
} from "./kinds";

/**
 * The settings of one function: their rules, and their meaning in the words
 * that the settings file's schema, the Terraform module's variables and the
 * README show.
 */

/** Values taken where nothing is set. */
export const DEFAULTS = {
  functionName: "workmail-email-events",
  entry: "function/src/handler.ts",
  deduplicatingEntry: "function/src/deduplicating-handler.ts",
  handler: "index.handler",
  runtime: "nodejs22.x",
  architecture: "arm64",
  memorySizeMb: 256,
  timeoutSeconds: 10,
  logRetentionInDays: 365,
  emailLogDetail: "summary",
  sourceMap: false,
  environmentVariables: {},
  rolePath: "/",
  allowAnyOrganization: false,
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 21600,
  failureQueue: true,
  alarms: true,
  alarmActionArns: [],
  dashboard: false,
  logQueries: true,
  deduplication: false,
  deduplicationWindowSeconds: 86400,
  deduplicationPointInTimeRecovery: false,
  liveAlias: false,
  newVersionWeight: 0,
  tags: {},
} as const;

/** The runtimes that AWS supports, newest last. @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
export const RUNTIMES = ["nodejs22.x", "nodejs24.x"] as const;

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const LOG_RETENTION_IN_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, 0,
] as const;

/** Names that only Lambda, or a setting of its own, may set. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const ENVIRONMENT_VARIABLE_NAME = /^(?!AWS_|LAMBDA_|EMAIL_LOG_DETAIL$|DEDUPLICATION_|_)[A-Za-z][A-Za-z0-9_]*$/;

/** What the function and its permission take, wherever it is said. */
export const functionSettings = {
  functionName: v.pipe(
    text(
      /^[A-Za-z0-9_-]{1,54}$/,
      "1 to 54 letters, digits, - and _ (the role's name adds the Region, and IAM allows 64)",
    ),
    v.description(
      "Name of the Lambda function. The role is called this and the Region, so that Regions of one account do not collide.",
    ),
  ),
  organizationIds: v.pipe(
    distinctTexts(
      ORGANIZATION_ID_PATTERN,
      "an organization id (m- and 32 hexadecimal digits, lower case), not its ARN",
    ),
    v.maxLength(
      MAXIMUM_ORGANIZATIONS,
      `at most ${MAXIMUM_ORGANIZATIONS} entries: a function's resource policy has no room for more statements`,
    ),
    v.description(
      "WorkMail organizations whose email flow rules may invoke the function. Each gets a statement of its own in the function's resource policy.",
    ),
  ),
  allowAnyOrganization: v.pipe(
    yesOrNo,
    v.description(
      "Let every WorkMail organization of this account and Region invoke the function, instead of those named. The source ARN then ends in a wildcard, which Security Hub's control Lambda.1 reports.",
    ),
  ),
  sourceAccount: v.pipe(
    accountId,
    v.description(
      "Account that must own the calling organization, as a further condition. Unset by default: the source ARN already fixes the account, and whether WorkMail sends the account is not documented.",
    ),
  ),
  handler: v.pipe(
    text(/^[A-Za-z0-9_-]+\.[A-Za-z_$][A-Za-z0-9_$]*$/, "file.export, such as index.handler"),
    v.description("File and export that Lambda calls, without the file's ending."),
  ),
  runtime: v.pipe(
    oneOf(RUNTIMES),
    v.description("Lambda runtime. nodejs24.x needs a release of the AWS provider that knows it; 5.100.0 does not."),
  ),
  architecture: v.pipe(oneOf(["arm64", "x86_64"]), v.description("Instruction set of the function.")),
  memorySizeMb: v.pipe(
    wholeNumber(128, 10240, "MB"),
    v.description("Memory of the function in MB. Lambda gives CPU in proportion."),
  ),
  timeoutSeconds: v.pipe(
    wholeNumber(1, 900, "seconds"),
    v.description("Time limit of one invocation in seconds. A synchronous rule waits 15 seconds at most."),
  ),
  reservedConcurrentExecutions: v.pipe(
    wholeNumber(0, 1000, "concurrent executions"),
    v.description(
      "Concurrent executions kept for this function, and its upper limit; 0 stops it. Unset: it shares the account's.",
    ),
  ),
  emailLogDetail: v.pipe(
    oneOf(["summary", "full"]),
    v.description(
      "What the default handler logs of each email. summary: counts, domains and ids. full: addresses and subject too, which are personal data.",
    ),
  ),
  maximumRetryAttempts: v.pipe(
    wholeNumber(0, 2, "retries"),
    v.description(
      "How often Lambda calls the function again with an event that failed, before the event goes to the failure queue.",
    ),
  ),
  maximumEventAgeSeconds: v.pipe(
    wholeNumber(60, 21600, "seconds"),
    v.description(
      "How long Lambda keeps an event that it could not hand to the function, in seconds, before the event goes to the failure queue.",
    ),
  ),
  failureQueue: v.pipe(
    yesOrNo,
    v.description(
      "Make an encrypted SQS queue that keeps events that failed every attempt, addresses and subjects with them, for 14 days. Without it, and without a destination of one's own, they are lost.",
    ),
  ),
  onFailureDestinationArn: v.pipe(
    arnOf(
      [SQS_QUEUE, SNS_TOPIC, EVENT_BUS, FUNCTION, BUCKET],
      "a standard SQS queue, a standard SNS topic, an EventBridge event bus, a Lambda function or an S3 bucket",
    ),
    v.description(
      "Where events go that failed every attempt, instead of the failure queue. The role may send there and nowhere else; a key that encrypts it must let the role in. Where Terraform does not know the ARN before it applies, turn the failure queue off as well.",
    ),
  ),
  onSuccessDestinationArn: v.pipe(
    arnOf(
      [EVENT_BUS, SNS_TOPIC, SQS_QUEUE, FUNCTION],
      "an EventBridge event bus, a standard SNS topic, a standard SQS queue or a Lambda function",
    ),
    v.description(
      "Where Lambda sends each event with the function's result: one email event then reaches any number of consumers. The record holds the whole event, addresses and subject with it. Unset: nowhere.",
    ),
  ),
  alarms: v.pipe(
    yesOrNo,
    v.description(
      "Make CloudWatch alarms for errors, throttles, failed and dropped events, and for what lies in the failure queue.",
    ),
  ),
  alarmActionArns: v.pipe(
    v.array(arnOf([SNS_TOPIC], "a standard SNS topic"), "a list, each entry the ARN of a standard SNS topic"),
    v.description("SNS topics, in the Region of the function, that the alarms notify."),
  ),
  alarmEmail: v.pipe(
    text(/^[^\s@]+@[^\s@]+$/, "an email address"),
    v.description(
      "Email address that the alarms notify, through an encrypted topic made for it. AWS asks the address to confirm. Use one that does not depend on the organization watched.",
    ),
  ),
  dashboard: v.pipe(
    yesOrNo,
    v.description(
      "Make a CloudWatch dashboard that shows emails, recipients, truncated and failed events, duration and cold starts.",
    ),
  ),
  logQueries: v.pipe(
    yesOrNo,
    v.description(
      "Save CloudWatch Logs Insights queries: emails per hour, emails per domain, failures by reason, one email by message id.",
    ),
  ),
  deduplication: v.pipe(
    yesOrNo,
    v.description(
      "Process an event once, however often WorkMail or Lambda hands it over: makes a DynamoDB table by which the handler recognizes events, and lets the role use it. A handler of one's own must be wrapped in deduplicate.",
    ),
  ),
  deduplicationWindowSeconds: v.pipe(
    wholeNumber(60, 1209600, "seconds"),
    v.description(
      "How long an event that was processed is recognized, in seconds. Lambda tries an event again for 6 hours at most.",
    ),
  ),
  deduplicationPointInTimeRecovery: v.pipe(
    yesOrNo,
    v.description(
      "Back the deduplication table up continuously. Off by default: what is in it expires, and backups cost.",
    ),
  ),
  liveAlias: v.pipe(
    yesOrNo,
    v.description(
      "Publish a version of each change, and let the alias live and nothing else be what the email flow rule calls: it can be pointed back to a version before. Whether a rule takes the ARN of an alias is not documented.",
    ),
  ),
  liveVersion: v.pipe(
    text(/^[1-9]\d*$/, "the number of a published version, as a text"),
    v.description("Version that the alias live stays at, whatever is deployed. Unset: the newest."),
  ),
  newVersionWeight: v.pipe(
    v.number("a number from 0 to 1"),
    v.minValue(0, "a number from 0 to 1"),
    v.maxValue(1, "a number from 0 to 1"),
    v.description(
      "Share of the email events that the newest version gets while liveVersion keeps the alias at another one.",
    ),
  ),
  environmentVariables: v.pipe(
    v.record(
      text(
        ENVIRONMENT_VARIABLE_NAME,
        "a name of letters, digits and _, other than AWS_*, LAMBDA_*, DEDUPLICATION_* and EMAIL_LOG_DETAIL (settings of their own)",
      ),
      v.string("a text"),
      "an object of texts",
    ),
    v.description(
      "Environment variables for a handler of one's own. No secrets: they are readable in the console and in the state.",
    ),
  ),
  logRetentionInDays: v.pipe(
    oneOf(LOG_RETENTION_IN_DAYS),
    v.description("Days that the log group keeps its logs; 0 keeps them."),
  ),
  kmsKeyArn: v.pipe(
    text(
      /^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
      "the ARN of a KMS key (arn:aws:kms:REGION:ACCOUNT:key/ID)",
    ),
    v.description(
      "Customer-managed key for the logs, the environment variables, the failure queue and the deduplication table. Its policy must let CloudWatch Logs of the Region use it. Unset: keys that AWS owns, which cost nothing.",
    ),
  ),
  vpcConfig: v.pipe(
    objectOf({
      subnetIds: distinctTexts(/^subnet-[0-9a-f]+$/, "a subnet id"),
      securityGroupIds: distinctTexts(/^sg-[0-9a-f]+$/, "a security group id"),
    }),
    v.description(
      "Subnets and security groups for a function that must reach into a VPC. Unset: the default handler calls nothing.",
    ),
  ),
  codeSigningConfigArn: v.pipe(
    text(
      /^arn:aws:lambda:[a-z0-9-]+:\d{12}:code-signing-config:csc-[a-z0-9]{17}$/,
      "the ARN of a code signing configuration",
    ),
    v.description(
      "Code signing configuration that the artifact must satisfy. Unset: the zip that is built here is not signed.",
    ),
  ),
  permissionsBoundaryArn: v.pipe(
    text(/^arn:aws:iam::(\d{12}|aws):policy\/.+$/, "the ARN of an IAM policy (arn:aws:iam::ACCOUNT:policy/NAME)"),
    v.description("Permissions boundary of the execution role. Unset: none, since it must exist in the account."),
  ),
  rolePath: v.pipe(
    text(/^\/([!-.0-~]+\/)*$/, "an IAM path: / or /name/, beginning and ending with /"),
    v.description("IAM path of the execution role."),
  ),
  tags: v.pipe(
    v.record(v.string(), v.string("a text"), "an object of texts"),
    v.description("Tags on everything that can carry tags."),
  ),
};
