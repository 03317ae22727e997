// Generated from the rows of the settings: npm run generate
import type { IResolvable } from "cdktf";
import type { EmailFlowRulesValue } from "./email-flow-rules";
import type { PolicyStatementsValue } from "./policy-statements";
import type { SesReceiptRuleValue } from "./ses-receipt-rule";
import type { SesSendingEventsValue } from "./ses-sending-events";
import type { VpcConfigValue } from "./vpc-config";

/** The settings of a function as props of its construct. */
export interface FunctionProps {
  /**
   * WorkMail organizations whose email flow rules may invoke the function. Each gets its own statement in the
   * function's resource policy. They must be known at plan.
   * Allowed: a list, each entry an organization ID (m- and 32 hexadecimal digits, lowercase), not its ARN.
   * @default - none, so that any organization must be allowed, or WorkMail is disabled
   */
  readonly organizationIds?: string[];
  /**
   * Let every WorkMail organization of this account and Region invoke the function, instead of specific ones. The
   * source ARN then ends in a wildcard, which Security Hub's control Lambda.1 reports.
   * @default false
   */
  readonly allowAnyOrganization?: boolean | IResolvable;
  /**
   * Let WorkMail invoke the function. If false, only its receipt rule or sending events of Amazon SES do, in any
   * Region in which SES receives email, and no organization is named.
   * @default true
   */
  readonly workMail?: boolean | IResolvable;
  /**
   * Email flow rules that name the function, by their names, as they are entered in WorkMail's console. They
   * decide the steps for the administrator, the parts of the email that the function may reach, and how long it
   * may run: a synchronous rule waits 15 seconds.
   * Allowed: an object with an entry for each rule, by its name.
   * @default - one asynchronous rule for outbound email
   */
  readonly emailFlowRules?: EmailFlowRulesValue;
  /**
   * Domains of the organizations, which the handler gets in ORGANIZATION_DOMAINS: an address of another domain is
   * outside. Subdomains count only if they are listed.
   * Allowed: a list, each entry a domain in lowercase ASCII, such as example.com.
   * @default - those of the recipients of an inbound email, and of the sender of any other
   */
  readonly organizationDomains?: string[];
  /**
   * Receipt rule of Amazon SES that calls the function for inbound email. It becomes part of a rule set that
   * exists, and that stays as active as it is: only one of an account is active, and WorkMail needs its own,
   * INBOUND_MAIL. With the invocation type RequestResponse, SES waits up to 30 seconds for the function's answer.
   * Allowed: an object.
   * @default - none
   */
  readonly sesReceiptRule?: SesReceiptRuleValue;
  /**
   * Events of outbound email that Amazon SES sends with a configuration set that exists: EventBridge calls the
   * function with them.
   * Allowed: an object.
   * @default - none
   */
  readonly sesSendingEvents?: SesSendingEventsValue;
  /**
   * Name of the Lambda function. The role's name adds the Region, so that Regions of one account do not collide.
   * Allowed: 1 to 54 letters, digits, - and _ (the role's name adds the Region, and IAM allows 64).
   * @default "workmail-email-events"
   */
  readonly functionName?: string;
  /**
   * Description of the function, which Lambda's console shows.
   * Allowed: 1 to 256 characters on one line.
   * @default - Handles the email events of Amazon WorkMail, or without WorkMail of Amazon SES
   */
  readonly description?: string;
  /**
   * S3 bucket, in the Region of the function, that holds the zip, instead of a file. Its object is named with it.
   * Allowed: the name of an S3 bucket.
   * @default - the zip is a file
   */
  readonly s3Bucket?: string;
  /**
   * Key of the zip in the bucket. Terraform does not read the object: use a new key, or the version of the object,
   * for each upload.
   * Allowed: the key of an S3 object.
   * @default - the zip is a file
   */
  readonly s3Key?: string;
  /**
   * Version of the zip in a bucket with versioning: the function changes when it changes, and gets no other zip.
   * Allowed: the ID of a version of an S3 object.
   * @default - the newest version when Terraform last changed the package
   */
  readonly s3ObjectVersion?: string;
  /**
   * File, in its folder, and export that Lambda calls, without the file's extension.
   * Allowed: file.export, such as index.handler or src/index.handler.
   * @default "index.handler"
   */
  readonly handler?: string;
  /**
   * Lambda runtime.
   * Allowed: nodejs22.x, nodejs24.x.
   * @default - nodejs24.x with the AWS provider 6.19 or later in .terraform.lock.hcl, otherwise nodejs22.x
   */
  readonly runtime?: string;
  /**
   * Layers, in the Region of the function, whose files Lambda adds under /opt; of two files with the same path it
   * takes the later layer's.
   * Allowed: a list, each entry the ARN of a version of a Lambda layer.
   * @default []
   */
  readonly layers?: string[];
  /**
   * Put the source map into the zip and let Node.js read it (NODE_OPTIONS=--enable-source-maps). Otherwise it
   * stays beside the zip.
   * @default false
   */
  readonly sourceMap?: boolean;
  /**
   * Instruction set of the function.
   * Allowed: arm64, x86_64.
   * @default "arm64"
   */
  readonly architecture?: string;
  /**
   * Memory of the function in MB. Lambda allocates CPU in proportion.
   * Allowed: a whole number of MB from 128 to 10240.
   * @default - 256, or 512 if the function may read message content, which holds up to 40 MB
   */
  readonly memorySizeMb?: number;
  /**
   * Size of the function's /tmp in MB.
   * Allowed: a whole number of MB from 512 to 10240.
   * @default 512
   */
  readonly ephemeralStorageSizeMb?: number;
  /**
   * Time limit of one invocation in seconds. A synchronous rule of WorkMail waits 15 seconds at most, a receipt
   * rule of Amazon SES 30 seconds.
   * Allowed: a whole number of seconds from 1 to 900.
   * @default 10
   */
  readonly timeoutSeconds?: number;
  /**
   * Concurrent executions reserved for this function, which are also its limit; 0 stops it. The account's quota,
   * 1,000 at first, must leave 100 for other functions.
   * Allowed: a whole number of concurrent executions from 0.
   * @default - it shares the account's
   */
  readonly reservedConcurrentExecutions?: number;
  /**
   * How often Lambda calls the function again with an event that failed, before the event goes to the failure
   * queue.
   * Allowed: a whole number of retries from 0 to 2.
   * @default 2
   */
  readonly maximumRetryAttempts?: number;
  /**
   * How long Lambda keeps an event that it could not hand to the function, in seconds, before the event goes to
   * the failure queue.
   * Allowed: a whole number of seconds from 60 to 21600.
   * @default 21600
   */
  readonly maximumEventAgeSeconds?: number;
  /**
   * Create an encrypted SQS queue that keeps events that failed every attempt, including addresses and subjects,
   * for 14 days. Without it, and without your own destination, these events are lost.
   * @default true
   */
  readonly failureQueue?: boolean | IResolvable;
  /**
   * Where events go that failed every attempt, instead of the failure queue. The role may send only there, and to
   * a bucket only if it belongs to the account of the function; a key that encrypts it must allow the role. If
   * Terraform learns the ARN only during apply, disable the failure queue, too.
   * Allowed: the ARN of a standard SQS queue, a standard SNS topic, an EventBridge event bus, a Lambda function or
   * an S3 bucket.
   * @default - the failure queue
   */
  readonly onFailureDestinationArn?: string;
  /**
   * Where Lambda sends each event with the function's result, so that one email event reaches any number of
   * consumers. The record holds the whole event, including addresses and subject.
   * Allowed: the ARN of an EventBridge event bus, a standard SNS topic, a standard SQS queue or a Lambda function.
   * @default - nowhere
   */
  readonly onSuccessDestinationArn?: string;
  /**
   * Create CloudWatch alarms for errors, throttles, failed and dropped events, events in the failure queue, and,
   * with a synchronous rule, failed decisions.
   * @default true
   */
  readonly alarms?: boolean | IResolvable;
  /**
   * SNS topics, in the Region of the function, that the alarms notify.
   * Allowed: a list, each entry the ARN of a standard SNS topic.
   * @default []
   */
  readonly alarmActionArns?: string[];
  /**
   * Email address that the alarms notify, through an encrypted topic that is created for it. AWS asks the address
   * to confirm. Use one that does not depend on the monitored organization.
   * Allowed: an email address.
   * @default - none
   */
  readonly alarmEmail?: string;
  /**
   * Create a CloudWatch dashboard that shows emails, recipients, truncated and failed events, duration and cold
   * starts, and failed decisions with a synchronous rule.
   * @default false
   */
  readonly dashboard?: boolean | IResolvable;
  /**
   * Save CloudWatch Logs Insights queries: emails per hour, emails per domain, failures by reason, one email by
   * message ID.
   * @default true
   */
  readonly logQueries?: boolean | IResolvable;
  /**
   * Process an event once, however often WorkMail or Lambda delivers it: creates a DynamoDB table by which the
   * handler recognizes events, and lets the role use it. Wrap your own handler in deduplicate.
   * @default false
   */
  readonly deduplication?: boolean | IResolvable;
  /**
   * How long a processed event is recognized, in seconds. Lambda retries an event for 6 hours at most.
   * Allowed: a whole number of seconds from 60 to 1209600.
   * @default 86400
   */
  readonly deduplicationWindowSeconds?: number;
  /**
   * Enable point-in-time recovery for the deduplication table. Off by default: its records expire, and backups
   * cost.
   * @default false
   */
  readonly deduplicationPointInTimeRecovery?: boolean | IResolvable;
  /**
   * Whether Lambda traces invocations with AWS X-Ray. Active: a sample of them. PassThrough: only those that are
   * already part of a trace, which WorkMail does not start.
   * Allowed: Active, PassThrough.
   * @default "Active"
   */
  readonly tracingMode?: string;
  /**
   * Lowest level of the lines of the handler that Lambda keeps; the function logs JSON. Above INFO, the line for
   * each email is dropped, and with it the metrics, the dashboard, and most log queries.
   * Allowed: TRACE, DEBUG, INFO, WARN, ERROR, FATAL.
   * @default "INFO"
   */
  readonly applicationLogLevel?: string;
  /**
   * Lowest level of Lambda's own lines about the function that Lambda keeps. At WARN, the report of each
   * invocation is dropped, and with it timeouts in the log query of failures.
   * Allowed: DEBUG, INFO, WARN.
   * @default "INFO"
   */
  readonly systemLogLevel?: string;
  /**
   * Detail of the log line for each email. summary: counts, domains and IDs. full: also addresses and subject,
   * which are personal data.
   * Allowed: summary, full.
   * @default "summary"
   */
  readonly emailLogDetail?: string;
  /**
   * Environment variables for your own handler. No secrets: they are readable in the console and in the state.
   * Allowed: an object of strings.
   * @default {}
   */
  readonly environmentVariables?: { [name: string]: string };
  /**
   * Existing log group that the function writes to, whose retention, class, and key stay as they are; it must be
   * known at plan. Deletes the log group that was created, with its logs.
   * Allowed: 1 to 512 letters, digits, ., _, /, # and -.
   * @default - a log group is created
   */
  readonly logGroupName?: string;
  /**
   * Class of the log group that is created. INFREQUENT_ACCESS costs half, and has no metrics from log lines: no
   * dashboard, and no metrics of emails.
   * Allowed: STANDARD, INFREQUENT_ACCESS.
   * @default "STANDARD"
   */
  readonly logGroupClass?: string;
  /**
   * Secrets for your own handler, by environment variable: the variable holds the ARN, and the role may read what
   * it names. The value never enters the state. A secret with a key of your own also needs kms:Decrypt in
   * policyStatements.
   * Allowed: an object of strings.
   * @default {}
   */
  readonly secretArns?: { [name: string]: string };
  /**
   * Statements that the execution role's policy also has, each with sid, actions, resources, and conditions by
   * operator and key. An action for every resource must be spelled out in full, or have a condition.
   * Allowed: a list, each entry an object with sid, actions, and resources.
   * @default []
   */
  readonly policyStatements?: PolicyStatementsValue;
  /**
   * Access of the function to the content of emails. READ: it can read an email for 24 hours. REPLACE: it can also
   * replace the content, which needs a synchronous rule and a bucket from which WorkMail reads the new content.
   * Allowed: NONE, READ, REPLACE.
   * @default "NONE"
   */
  readonly messageContent?: string;
  /**
   * Bucket of yours, in the account and the Region of the function, for replaced content; WorkMail must be allowed
   * to read it.
   * Allowed: a bucket's name of 3 to 63 characters, without dots.
   * @default - one is created if the content may be replaced
   */
  readonly updatedContentBucket?: string;
  /**
   * Days that the log group that is created keeps its logs; 0 keeps them forever.
   * Allowed: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
   * 3653, 0.
   * @default 365
   */
  readonly logRetentionInDays?: number;
  /**
   * Customer-managed key for the logs, the environment variables, the failure queue and the deduplication table.
   * Its policy must let CloudWatch Logs of the Region use it.
   * Allowed: the ARN of a KMS key (arn:aws:kms:REGION:ACCOUNT:key/ID).
   * @default - keys that AWS owns, which cost nothing
   */
  readonly kmsKeyArn?: string;
  /**
   * Subnets and security groups for a function that must reach into a VPC.
   * Allowed: an object.
   * @default - no VPC, since the default handler calls nothing
   */
  readonly vpcConfig?: VpcConfigValue;
  /**
   * Code signing configuration that the artifact must satisfy.
   * Allowed: the ARN of a code signing configuration.
   * @default - none, since the zip that is built here is not signed
   */
  readonly codeSigningConfigArn?: string;
  /**
   * Publish a version of each change, and let the email flow rule call only the alias live, which can be pointed
   * back to an earlier version. Whether a rule accepts the ARN of an alias is not documented.
   * @default false
   */
  readonly liveAlias?: boolean | IResolvable;
  /**
   * Version that the alias live stays at, whatever is deployed.
   * Allowed: the number of a published version, as a string.
   * @default - the newest
   */
  readonly liveVersion?: string;
  /**
   * Share of the email events that the newest version gets while the alias live is kept at another version, which
   * it requires.
   * Allowed: a number from 0 to 1.
   * @default 0
   */
  readonly newVersionWeight?: number;
  /**
   * Existing role of the function's account that the function runs as. It must trust lambda.amazonaws.com and
   * allow what the created role allows: nothing is attached to it. If Terraform learns the ARN only during apply,
   * disable the creation of a role, too.
   * Allowed: the ARN of an IAM role (arn:aws:iam::ACCOUNT:role/NAME).
   * @default - a role is created
   */
  readonly roleArn?: string;
  /**
   * Create the execution role, unless the ARN of an existing one is given.
   * @default true
   */
  readonly createRole?: boolean | IResolvable;
  /**
   * Permissions boundary of the execution role that is created.
   * Allowed: the ARN of an IAM policy (arn:aws:iam::ACCOUNT:policy/NAME).
   * @default - none, since it must exist in the account
   */
  readonly permissionsBoundaryArn?: string;
  /**
   * IAM path of the execution role that is created.
   * Allowed: an IAM path: / or /name/, beginning and ending with /.
   * @default "/"
   */
  readonly rolePath?: string;
  /**
   * Account that must own the calling organization, as a further condition; whether WorkMail sends the account is
   * not documented.
   * Allowed: an account ID: 12 digits.
   * @default - no such condition, since the source ARN already fixes the account
   */
  readonly sourceAccount?: string;
  /**
   * Tags on everything that can have tags.
   * Allowed: an object of strings.
   * @default {}
   */
  readonly tags?: { [name: string]: string };
}
