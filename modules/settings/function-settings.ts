import * as v from "valibot";
import { LOCK_FILE, NEWEST_RUNTIME, NEWEST_RUNTIME_SINCE, OLDEST_RUNTIME, RUNTIMES } from "../runtime";
import { MAXIMUM_ORGANIZATIONS, ORGANIZATION_ID_PATTERN } from "../workmail";
import { emailFlowRules } from "./email-flow-rules";
import {
  accountId,
  arnOf,
  atMost,
  BUCKET,
  distinct,
  EVENT_BUS,
  FUNCTION,
  inTerraform,
  LAYER_VERSION,
  listOf,
  mapOf,
  matching,
  numberBetween,
  objectOf,
  oneOf,
  PARAMETER,
  path,
  SECRET,
  SNS_TOPIC,
  SQS_QUEUE,
  wholeNumber,
  yesOrNo,
} from "./kinds";
import { policyStatements } from "./policy-statements";
import { sesReceiptRule, sesSendingEvents } from "./ses";
import { describedRules, type Placed, type Settings, settingsAt } from "./setting";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_RETENTION_IN_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, 0,
] as const;

/** Names that only Lambda, or a setting of its own, may set. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const ENVIRONMENT_VARIABLE_NAME =
  /^(?!AWS_|LAMBDA_|EMAIL_LOG_DETAIL$|DEDUPLICATION_|WORKMAIL_ORGANIZATION_IDS$|ORGANIZATION_DOMAINS$|UPDATED_CONTENT_BUCKET$|_)[A-Za-z][A-Za-z0-9_]*$/;

const environmentVariableName = matching(
  ENVIRONMENT_VARIABLE_NAME,
  "a name of letters, digits and _, other than AWS_*, LAMBDA_*, DEDUPLICATION_*, EMAIL_LOG_DETAIL, WORKMAIL_ORGANIZATION_IDS, ORGANIZATION_DOMAINS and UPDATED_CONTENT_BUCKET (settings of their own)",
);

/** Labels of letters, digits, and hyphens, none of them at an edge. */
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const MAXIMUM_DOMAIN_CHARACTERS = 2000;

const EVERYWHERE = ["file", "region", "prop", "module"] as const;
/** One artifact and one dashboard serve all Regions. */
const FOR_ALL_REGIONS = ["file", "prop", "module"] as const;
const FOR_ONE_REGION = ["region", "prop", "module"] as const;

/** Names with / between them, none of them . or .. */
const besideEntry = matching(
  /^(?:(?!\.{1,2}(?:\/|$))[^/\\]+(?:\/(?!$)|$))+$/,
  "a path from the folder of the entry, such as templates/*.html, without . and ..",
);

/** Two organizations, and an account in a Region, for the values that are tried. */
const ONE = `m-${"1".repeat(32)}`;
const TWO = `m-${"2".repeat(32)}`;
const AT = "eu-west-1:111122223333";
const TOO_MANY = Array.from(
  { length: MAXIMUM_ORGANIZATIONS + 1 },
  (_, index) => `m-${index.toString(16).padStart(32, "0")}`,
);

/**
 * One row for each setting of a function: the schema of the settings file,
 * defaults, the construct's props, the module's variables and their
 * validations, the README's tables, and the tests of what is refused are
 * derived from these rows.
 */
export const SETTINGS = {
  organizationIds: {
    rule: v.pipe(
      distinct(ORGANIZATION_ID_PATTERN, "an organization ID (m- and 32 hexadecimal digits, lowercase), not its ARN"),
      v.maxLength(
        MAXIMUM_ORGANIZATIONS,
        `at most ${MAXIMUM_ORGANIZATIONS} entries: a function's resource policy has no room for more statements`,
      ),
    ),
    meaning:
      "WorkMail organizations whose email flow rules may invoke the function. Each gets its own statement in the function's resource policy. They must be known at plan. Unset: none, so that any organization must be allowed, or WorkMail is disabled.",
    places: FOR_ONE_REGION,
    allowed: [[ONE], [ONE, TWO]],
    refused: [[], ["m-1"], [`m-${"A".repeat(32)}`], [`arn:aws:workmail:${AT}:organization/${ONE}`], ["*"], TOO_MANY],
  },
  allowAnyOrganization: {
    rule: yesOrNo,
    meaning:
      "Let every WorkMail organization of this account and Region invoke the function, instead of specific ones. The source ARN then ends in a wildcard, which Security Hub's control Lambda.1 reports.",
    default: false,
    places: FOR_ONE_REGION,
    replaces: ["aws_lambda_permission.permission"],
    allowed: [true, false],
    refused: [],
  },
  workMail: {
    rule: yesOrNo,
    meaning:
      "Let WorkMail invoke the function. If false, only its receipt rule or sending events of Amazon SES do, in any Region in which SES receives email, and no organization is named.",
    default: true,
    places: FOR_ONE_REGION,
    variable: "workmail",
    allowed: [true, false],
    refused: [],
  },
  accountId: {
    rule: accountId,
    meaning:
      "Account of the organizations; in any other account the plan fails. Unset: the account that the credentials belong to.",
    places: ["region"],
    allowed: ["111122223333"],
    refused: ["11112222333", "1111222233334"],
  },
  emailFlowRules: {
    rule: emailFlowRules,
    meaning:
      "Email flow rules that name the function, by their names, as they are entered in WorkMail's console. They decide the steps for the administrator, the parts of the email that the function may reach, and how long it may run: a synchronous rule waits 15 seconds. Unset: one asynchronous rule for outbound email.",
    places: EVERYWHERE,
    allowed: [
      { "Log outbound": {} },
      { Tag: { direction: "INBOUND", runSynchronously: true, ruleTimeoutMinutes: 240, fallbackAction: "Bounce" } },
      { Tag: { runSynchronously: true, ruleTimeoutMinutes: 0, fallbackAction: "Deliver to inbox" } },
      { Tag: { senderPatterns: ["user@example.com", "*.example.com", "example.com"], destinationPatterns: ["*"] } },
    ],
    refused: [
      {},
      { " Tag": {} },
      { Tag: {}, tag: {} },
      { Tag: { direction: "outbound" } },
      { Tag: { runSynchronously: true } },
      { Tag: { runSynchronously: true, fallbackAction: "Run Lambda" } },
      { Tag: { runSynchronously: true, ruleTimeoutMinutes: 241, fallbackAction: "Bounce" } },
      { Tag: { runSynchronously: true, fallbackAction: "Bounce", destinationPatterns: ["example.com"] } },
      { Tag: { ruleTimeoutMinutes: 5 } },
      { Tag: { fallbackAction: "Bounce" } },
      { Tag: { senderPatterns: ["user+tag@example.com"] } },
      { Tag: { senderPatterns: [] } },
      { Tag: { senderPatterns: Array.from({ length: 251 }, (_, index) => `${index}.example.com`) } },
      { Tag: { destinationPatterns: ["example"] } },
    ],
  },
  organizationDomains: {
    rule: v.pipe(
      distinct(DOMAIN, "a domain in lowercase ASCII, such as example.com"),
      v.check(
        (domains) => domains.join(",").length <= MAXIMUM_DOMAIN_CHARACTERS,
        `at most ${MAXIMUM_DOMAIN_CHARACTERS} characters in all: a function has 4 KB for its environment variables`,
      ),
      inTerraform((domains) => `length(join(",", ${domains})) <= ${MAXIMUM_DOMAIN_CHARACTERS}`),
    ),
    meaning:
      "Domains of the organizations, which the handler gets in ORGANIZATION_DOMAINS: an address of another domain is outside. Subdomains count only if they are listed. Unset: those of the recipients of an inbound email, and of the sender of any other.",
    places: EVERYWHERE,
    allowed: [["example.com"], ["a-1.example.com", "xn--mnchen-3ya.example"]],
    refused: [
      [],
      ["Example.com"],
      ["münchen.example"],
      ["example"],
      ["*.example.com"],
      ["user@example.com"],
      ["example.com."],
      ["-a.example.com"],
      Array.from({ length: 25 }, (_, index) => `${"a".repeat(60)}.${"b".repeat(30)}.a${index}`),
    ],
  },
  sesReceiptRule: {
    rule: sesReceiptRule,
    meaning:
      "Receipt rule of Amazon SES that calls the function for inbound email. It becomes part of a rule set that exists, and that stays as active as it is: only one of an account is active, and WorkMail needs its own, INBOUND_MAIL. With the invocation type RequestResponse, SES waits up to 30 seconds for the function's answer. Unset: none.",
    places: EVERYWHERE,
    allowed: [
      { ruleSetName: "a" },
      { ruleSetName: "INBOUND_MAIL", recipients: ["user+tag@example.com", "example.com", ".example.com"] },
      { ruleSetName: "a.b_c-9", after: "archive", tlsPolicy: "Require", invocationType: "RequestResponse" },
    ],
    refused: [
      { ruleSetName: "-a" },
      { ruleSetName: "a b" },
      { ruleSetName: "a".repeat(65) },
      { ruleSetName: "a", recipients: [] },
      { ruleSetName: "a", recipients: ["*"] },
      { ruleSetName: "a", recipients: ["*.example.com"] },
      { ruleSetName: "a", after: "" },
      { ruleSetName: "a", tlsPolicy: "require" },
      { ruleSetName: "a", invocationType: "event" },
    ],
  },
  sesSendingEvents: {
    rule: sesSendingEvents,
    meaning:
      "Events of outbound email that Amazon SES sends with a configuration set that exists: EventBridge calls the function with them. Unset: none.",
    places: EVERYWHERE,
    allowed: [
      { configurationSetName: "a" },
      { configurationSetName: "A_b-9", eventTypes: ["SEND", "DELIVERY"] },
      { configurationSetName: "a", eventTypes: ["DELIVERY"] },
    ],
    refused: [
      { configurationSetName: "a.b" },
      { configurationSetName: "" },
      { configurationSetName: "a", eventTypes: [] },
      { configurationSetName: "a", eventTypes: ["BOUNCE"] },
      { configurationSetName: "a", eventTypes: ["send"] },
    ],
  },
  functionName: {
    rule: matching(
      /^[A-Za-z0-9_-]{1,54}$/,
      "1 to 54 letters, digits, - and _ (the role's name adds the Region, and IAM allows 64)",
    ),
    meaning:
      "Name of the Lambda function. The role's name adds the Region, so that Regions of one account do not collide.",
    default: "workmail-email-events",
    places: EVERYWHERE,
    replaces: "everything",
    allowed: ["a", "A_b-9", "a".repeat(54)],
    refused: ["", "a b", "ä", "a".repeat(55)],
  },
  description: {
    rule: matching(/^.{1,256}$/, "1 to 256 characters on one line"),
    meaning:
      "Description of the function, which Lambda's console shows. Unset: Handles the email events of Amazon WorkMail, or without WorkMail of Amazon SES.",
    places: EVERYWHERE,
    allowed: ["Archives outbound email (team mail)", "a".repeat(256)],
    refused: ["", "a\nb", "a".repeat(257)],
  },
  entry: {
    rule: path,
    meaning:
      "File that exports the handler. It is bundled once for all Regions. Unset: function/src/handler.ts (with deduplication function/src/deduplicating-handler.ts), unless a zip is given.",
    places: ["file"],
    allowed: ["src/mail.ts"],
    refused: ["", " "],
  },
  files: {
    rule: listOf(besideEntry, "a path from the folder of the entry, such as templates/*.html, without . and .."),
    meaning:
      'Files that are also put into the zip: paths from the folder of the entry, * for characters of one name, ** for any number of folders. The handler reads them with new URL("./name", import.meta.url). Folders named node_modules, and names with a dot in front, are left out.',
    default: [],
    places: ["file"],
    allowed: [["templates/*.html"], ["**/*.txt", "a.json"], []],
    refused: [["/etc/hosts"], ["../a"], ["a/../b"], ["./a"], ["a//b"], ["a\\b"], [""]],
  },
  packagePath: {
    rule: path,
    meaning:
      "Zip that is already built, with the file that the handler names. It must exist at plan. Terraform keeps the path, and uploads the same zip again from another one: in the module, begin it with path.module or path.root. Unset: in the settings file, the entry is bundled; in the module, its own zip is used.",
    places: ["file", "module"],
    allowed: ["dist/mail.zip"],
    refused: ["", " "],
  },
  s3Bucket: {
    rule: matching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "the name of an S3 bucket"),
    meaning:
      "S3 bucket, in the Region of the function, that holds the zip, instead of a file. Its object is named with it. Unset: the zip is a file.",
    places: ["prop", "module"],
    variable: "s3_bucket",
    allowed: ["my-packages", "a.b"],
    refused: ["A", "ab", "s3://a-bucket", "arn:aws:s3:::a-bucket"],
  },
  s3Key: {
    rule: matching(/^.+$/, "the key of an S3 object"),
    meaning:
      "Key of the zip in the bucket. Terraform does not read the object: use a new key, or the version of the object, for each upload. Unset: the zip is a file.",
    places: ["prop", "module"],
    variable: "s3_key",
    allowed: ["mail/1.2.3.zip", "a"],
    refused: ["", "a\nb"],
  },
  s3ObjectVersion: {
    rule: matching(/^.+$/, "the ID of a version of an S3 object"),
    meaning:
      "Version of the zip in a bucket with versioning: the function changes when it changes, and gets no other zip. Unset: the newest version when Terraform last changed the package.",
    places: ["prop", "module"],
    variable: "s3_object_version",
    allowed: ["3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY"],
    refused: [""],
  },
  handler: {
    rule: matching(
      /^(\.\/|\/opt\/)?([A-Za-z0-9_@-]+(\.[A-Za-z0-9_-]+)*\/)*[A-Za-z0-9_-]+(\.[A-Za-z_$][A-Za-z0-9_$]*)+$/,
      "file.export, such as index.handler or src/index.handler",
    ),
    meaning: "File, in its folder, and export that Lambda calls, without the file's extension.",
    default: "index.handler",
    places: FOR_ALL_REGIONS,
    allowed: [
      "mail.onEmail",
      "a-b_1.$x",
      "src/index.handler",
      "./a/b.c/d.e.f",
      "/opt/nodejs/node_modules/@a/b/dist/handler.handler",
    ],
    refused: ["index", "index.1", ".x", "../a.b", "a/../b.c", "/a.b", "a//b.c", "a b.c", "src/index", "a.b."],
  },
  runtime: {
    rule: oneOf(RUNTIMES),
    meaning: `Lambda runtime. Unset: ${NEWEST_RUNTIME} with the AWS provider ${NEWEST_RUNTIME_SINCE.major}.${NEWEST_RUNTIME_SINCE.minor} or later in ${LOCK_FILE}, otherwise ${OLDEST_RUNTIME}.`,
    places: FOR_ALL_REGIONS,
    allowed: RUNTIMES,
    refused: ["nodejs20.x", ""],
  },
  layers: {
    rule: atMost(
      5,
      arnOf([LAYER_VERSION], "a version of a Lambda layer (arn:aws:lambda:REGION:ACCOUNT:layer:NAME:VERSION)"),
      "the ARN of a version of a Lambda layer",
    ),
    meaning:
      "Layers, in the Region of the function, whose files Lambda adds under /opt; of two files with the same path it takes the later layer's.",
    default: [],
    places: EVERYWHERE,
    allowed: [[`arn:aws:lambda:${AT}:layer:a:1`, `arn:aws:lambda:${AT}:layer:B-9_:23`], []],
    refused: [
      [`arn:aws:lambda:${AT}:layer:a`],
      [`arn:aws:lambda:${AT}:layer:a:0`],
      ["a"],
      ["1", "2", "3", "4", "5", "6"].map((version) => `arn:aws:lambda:${AT}:layer:a:${version}`),
    ],
  },
  sourceMap: {
    rule: yesOrNo,
    meaning:
      "Put the source map into the zip and let Node.js read it (NODE_OPTIONS=--enable-source-maps). Otherwise it stays beside the zip.",
    default: false,
    places: ["file", "prop"],
    allowed: [true, false],
    refused: [],
  },
  architecture: {
    rule: oneOf(["arm64", "x86_64"]),
    meaning: "Instruction set of the function.",
    default: "arm64",
    places: EVERYWHERE,
    allowed: ["arm64", "x86_64"],
    refused: ["arm", ""],
  },
  memorySizeMb: {
    rule: wholeNumber(128, 10240, "MB"),
    meaning:
      "Memory of the function in MB. Lambda allocates CPU in proportion. Unset: 256, or 512 if the function may read message content, which holds up to 40 MB.",
    places: EVERYWHERE,
    variable: "memory_size",
    allowed: [128, 10240],
    refused: [127, 128.5, 10241],
  },
  ephemeralStorageSizeMb: {
    rule: wholeNumber(512, 10240, "MB"),
    meaning: "Size of the function's /tmp in MB.",
    default: 512,
    places: EVERYWHERE,
    variable: "ephemeral_storage_size",
    allowed: [512, 10240],
    refused: [511, 512.5, 10241],
  },
  timeoutSeconds: {
    rule: wholeNumber(1, 900, "seconds"),
    meaning:
      "Time limit of one invocation in seconds. A synchronous rule of WorkMail waits 15 seconds at most, a receipt rule of Amazon SES 30 seconds.",
    default: 10,
    places: EVERYWHERE,
    variable: "timeout",
    allowed: [1, 900],
    refused: [-1, 0, 1.5, 901],
  },
  reservedConcurrentExecutions: {
    rule: wholeNumber(0, undefined, "concurrent executions"),
    meaning:
      "Concurrent executions reserved for this function, which are also its limit; 0 stops it. The account's quota, 1,000 at first, must leave 100 for other functions. Unset: it shares the account's.",
    places: EVERYWHERE,
    allowed: [0, 1000, 25_000],
    refused: [-1, 0.5],
  },
  maximumRetryAttempts: {
    rule: wholeNumber(0, 2, "retries"),
    meaning:
      "How often Lambda calls the function again with an event that failed, before the event goes to the failure queue.",
    default: 2,
    places: EVERYWHERE,
    allowed: [0, 2],
    refused: [-1, 3, 1.5],
  },
  maximumEventAgeSeconds: {
    rule: wholeNumber(60, 21600, "seconds"),
    meaning:
      "How long Lambda keeps an event that it could not hand to the function, in seconds, before the event goes to the failure queue.",
    default: 21600,
    places: EVERYWHERE,
    variable: "maximum_event_age_in_seconds",
    allowed: [60, 21600],
    refused: [59, 21601, 60.5],
  },
  failureQueue: {
    rule: yesOrNo,
    meaning:
      "Create an encrypted SQS queue that keeps events that failed every attempt, including addresses and subjects, for 14 days. Without it, and without your own destination, these events are lost.",
    default: true,
    places: EVERYWHERE,
    deletes: ["aws_sqs_queue.failure_queue"],
    allowed: [false, true],
    refused: [],
  },
  onFailureDestinationArn: {
    rule: arnOf(
      [SQS_QUEUE, SNS_TOPIC, EVENT_BUS, FUNCTION, BUCKET],
      "a standard SQS queue, a standard SNS topic, an EventBridge event bus, a Lambda function or an S3 bucket",
    ),
    meaning:
      "Where events go that failed every attempt, instead of the failure queue. The role may send only there, and to a bucket only if it belongs to the account of the function; a key that encrypts it must allow the role. If Terraform learns the ARN only during apply, disable the failure queue, too. Unset: the failure queue.",
    places: EVERYWHERE,
    deletes: ["aws_sqs_queue.failure_queue"],
    allowed: [
      "arn:aws:s3:::abc",
      `arn:aws:sqs:${AT}:a`,
      `arn:aws:sns:${AT}:a`,
      `arn:aws:events:${AT}:event-bus/a`,
      `arn:aws:lambda:${AT}:function:a:$LATEST`,
    ],
    refused: [`arn:aws:sqs:${AT}:a.fifo`, `arn:aws:kinesis:${AT}:stream/a`, "arn:aws:s3:::a", "abc", "*"],
  },
  onSuccessDestinationArn: {
    rule: arnOf(
      [EVENT_BUS, SNS_TOPIC, SQS_QUEUE, FUNCTION],
      "an EventBridge event bus, a standard SNS topic, a standard SQS queue or a Lambda function",
    ),
    meaning:
      "Where Lambda sends each event with the function's result, so that one email event reaches any number of consumers. The record holds the whole event, including addresses and subject. Unset: nowhere.",
    places: EVERYWHERE,
    allowed: [`arn:aws:events:${AT}:event-bus/a`, `arn:aws:sns:${AT}:a`, `arn:aws:sqs:${AT}:a`],
    refused: ["arn:aws:s3:::abc", `arn:aws:sqs:${AT}:a.fifo`],
  },
  alarms: {
    rule: yesOrNo,
    meaning:
      "Create CloudWatch alarms for errors, throttles, failed and dropped events, events in the failure queue, and, with a synchronous rule, failed decisions.",
    default: true,
    places: EVERYWHERE,
    allowed: [false, true],
    refused: [],
  },
  alarmActionArns: {
    rule: listOf(arnOf([SNS_TOPIC], "a standard SNS topic"), "the ARN of a standard SNS topic"),
    meaning: "SNS topics, in the Region of the function, that the alarms notify.",
    default: [],
    places: EVERYWHERE,
    allowed: [[`arn:aws:sns:${AT}:a`], []],
    refused: [[`arn:aws:sns:${AT}:a.fifo`], [`arn:aws:sqs:${AT}:a`], ["arn:aws:automate:eu-west-1:ec2:stop"]],
  },
  alarmEmail: {
    rule: matching(/^[^\s@]+@[^\s@]+$/, "an email address"),
    meaning:
      "Email address that the alarms notify, through an encrypted topic that is created for it. AWS asks the address to confirm. Use one that does not depend on the monitored organization. Unset: none.",
    places: EVERYWHERE,
    replaces: ["aws_sns_topic_subscription.alarm_topic_email"],
    allowed: ["a@b", "a@b.c"],
    refused: ["a", "a@b@c", "a b@c", "@b"],
  },
  dashboard: {
    rule: yesOrNo,
    meaning:
      "Create a CloudWatch dashboard that shows emails, recipients, truncated and failed events, duration and cold starts, and failed decisions with a synchronous rule.",
    default: false,
    places: FOR_ALL_REGIONS,
    allowed: [true, false],
    refused: [],
  },
  logQueries: {
    rule: yesOrNo,
    meaning:
      "Save CloudWatch Logs Insights queries: emails per hour, emails per domain, failures by reason, one email by message ID.",
    default: true,
    places: EVERYWHERE,
    allowed: [false, true],
    refused: [],
  },
  deduplication: {
    rule: yesOrNo,
    meaning:
      "Process an event once, however often WorkMail or Lambda delivers it: creates a DynamoDB table by which the handler recognizes events, and lets the role use it. Wrap your own handler in deduplicate.",
    default: false,
    places: FOR_ALL_REGIONS,
    deletes: ["aws_dynamodb_table.deduplication_table"],
    allowed: [true, false],
    refused: [],
  },
  deduplicationWindowSeconds: {
    rule: wholeNumber(60, 1209600, "seconds"),
    meaning: "How long a processed event is recognized, in seconds. Lambda retries an event for 6 hours at most.",
    default: 86400,
    places: EVERYWHERE,
    allowed: [60, 1209600],
    refused: [59, 1209601, 60.5],
  },
  deduplicationPointInTimeRecovery: {
    rule: yesOrNo,
    meaning:
      "Enable point-in-time recovery for the deduplication table. Off by default: its records expire, and backups cost.",
    default: false,
    places: EVERYWHERE,
    allowed: [true, false],
    refused: [],
  },
  tracingMode: {
    rule: oneOf(["Active", "PassThrough"]),
    meaning:
      "Whether Lambda traces invocations with AWS X-Ray. Active: a sample of them. PassThrough: only those that are already part of a trace, which WorkMail does not start.",
    default: "Active",
    places: EVERYWHERE,
    allowed: ["PassThrough", "Active"],
    refused: ["active", ""],
  },
  applicationLogLevel: {
    rule: oneOf(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]),
    meaning:
      "Lowest level of the lines of the handler that Lambda keeps; the function logs JSON. Above INFO, the line for each email is dropped, and with it the metrics, the dashboard, and most log queries.",
    default: "INFO",
    places: EVERYWHERE,
    allowed: ["DEBUG", "TRACE", "INFO", "WARN", "ERROR", "FATAL"],
    refused: ["info", "WARNING", ""],
  },
  systemLogLevel: {
    rule: oneOf(["DEBUG", "INFO", "WARN"]),
    meaning:
      "Lowest level of Lambda's own lines about the function that Lambda keeps. At WARN, the report of each invocation is dropped, and with it timeouts in the log query of failures.",
    default: "INFO",
    places: EVERYWHERE,
    allowed: ["WARN", "DEBUG", "INFO"],
    refused: ["ERROR", "debug", ""],
  },
  emailLogDetail: {
    rule: oneOf(["summary", "full"]),
    meaning:
      "Detail of the log line for each email. summary: counts, domains and IDs. full: also addresses and subject, which are personal data.",
    default: "summary",
    places: EVERYWHERE,
    allowed: ["full", "summary"],
    refused: ["none", ""],
  },
  environmentVariables: {
    rule: mapOf(environmentVariableName, v.string("a string")),
    meaning:
      "Environment variables for your own handler. No secrets: they are readable in the console and in the state.",
    default: {},
    places: EVERYWHERE,
    allowed: [{ A: "", b_9: "${a} %{b} $5" }, { AWSX: "" }, { EMAIL_LOG_DETAILS: "" }, {}],
    refused: [
      { STAGE: null },
      { "9a": "" },
      { _A: "" },
      { AWS_X: "" },
      { LAMBDA_X: "" },
      { EMAIL_LOG_DETAIL: "" },
      { DEDUPLICATION_TABLE: "" },
      { ORGANIZATION_DOMAINS: "" },
      { "A-B": "" },
    ],
  },
  logGroupName: {
    rule: matching(/^[A-Za-z0-9._/#-]{1,512}$/, "1 to 512 letters, digits, ., _, /, # and -"),
    meaning:
      "Existing log group that the function writes to, whose retention, class, and key stay as they are; it must be known at plan. Deletes the log group that was created, with its logs. Unset: a log group is created.",
    places: EVERYWHERE,
    deletes: ["aws_cloudwatch_log_group.log_group"],
    allowed: ["/platform/mail", "a#b-c_d.e"],
    refused: ["", "a b", "a:b", "a".repeat(513)],
  },
  logGroupClass: {
    rule: oneOf(["STANDARD", "INFREQUENT_ACCESS"]),
    meaning:
      "Class of the log group that is created. INFREQUENT_ACCESS costs half, and has no metrics from log lines: no dashboard, and no metrics of emails.",
    default: "STANDARD",
    places: EVERYWHERE,
    replaces: ["aws_cloudwatch_log_group.log_group"],
    allowed: ["INFREQUENT_ACCESS", "STANDARD"],
    refused: ["DELIVERY", "standard", ""],
  },
  secretArns: {
    rule: mapOf(environmentVariableName, arnOf([SECRET, PARAMETER], "a Secrets Manager secret or an SSM parameter")),
    meaning:
      "Secrets for your own handler, by environment variable: the variable holds the ARN, and the role may read what it names. The value never enters the state. A secret with a key of your own also needs kms:Decrypt in policyStatements.",
    default: {},
    places: EVERYWHERE,
    allowed: [
      { WEBHOOK_ARN: `arn:aws:secretsmanager:${AT}:secret:mail/webhook-AbCdEf` },
      { WEBHOOK_ARN: `arn:aws:ssm:${AT}:parameter/mail/webhook` },
      {},
    ],
    refused: [
      { WEBHOOK: "https://example.com/hook" },
      { WEBHOOK: `arn:aws:secretsmanager:${AT}:secret:*` },
      { AWS_SECRET: `arn:aws:ssm:${AT}:parameter/a` },
    ],
  },
  policyStatements: {
    rule: policyStatements,
    meaning:
      "Statements that the execution role's policy also has, each with sid, actions, resources, and conditions by operator and key. An action for every resource must be spelled out in full, or have a condition.",
    default: [],
    places: EVERYWHERE,
    allowed: [
      [{ sid: "Start", actions: ["states:StartExecution"], resources: [`arn:aws:states:${AT}:stateMachine:a`] }],
      [{ sid: "Detect", actions: ["comprehend:DetectDominantLanguage"], resources: ["*"] }],
      [
        {
          sid: "Archive",
          actions: ["s3:Put*"],
          resources: ["arn:aws:s3:::*"],
          conditions: { StringEquals: { "aws:ResourceTag/Team": ["mail"] } },
        },
      ],
      [],
    ],
    refused: [
      [{ sid: "All", actions: ["*"], resources: ["arn:aws:s3:::abc"] }],
      [{ sid: "All", actions: ["s3:*"], resources: ["arn:aws:s3:::abc"] }],
      [{ sid: "All", actions: ["s3:Get*"], resources: ["*"] }],
      [{ sid: "All", actions: ["s3:Get*"], resources: ["arn:aws:s3:::*"] }],
      [{ sid: "All", actions: ["s3:Get*"], resources: ["arn:aws:s3:::*/*"] }],
      [{ sid: "a-b", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::abc/*"] }],
      [{ sid: "SendTraces", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::abc/*"] }],
      [{ sid: "Read", actions: ["s3:GetObject"], resources: ["abc"] }],
      [{ sid: "Read", actions: ["s3:GetObject"], resources: ["arn:*"] }],
      [{ sid: "Read", actions: [], resources: ["arn:aws:s3:::abc/*"] }],
      [
        { sid: "Read", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::abc/*"] },
        { sid: "Read", actions: ["s3:PutObject"], resources: ["arn:aws:s3:::abc/*"] },
      ],
    ],
  },
  messageContent: {
    rule: oneOf(["NONE", "READ", "REPLACE"]),
    meaning:
      "Access of the function to the content of emails. READ: it can read an email for 24 hours. REPLACE: it can also replace the content, which needs a synchronous rule and a bucket from which WorkMail reads the new content.",
    default: "NONE",
    places: EVERYWHERE,
    deletes: ["aws_s3_bucket.updated_content"],
    allowed: ["READ", "NONE"],
    refused: ["read", ""],
  },
  updatedContentBucket: {
    rule: matching(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, "a bucket's name of 3 to 63 characters, without dots"),
    meaning:
      "Bucket of yours, in the account and the Region of the function, for replaced content; WorkMail must be allowed to read it. Unset: one is created if the content may be replaced.",
    places: EVERYWHERE,
    deletes: ["aws_s3_bucket.updated_content"],
    allowed: ["abc", "a".repeat(63)],
    refused: ["a.b.c", "ab", "A-bc", "-abc", "abc-", "a".repeat(64)],
  },
  logRetentionInDays: {
    rule: oneOf(LOG_RETENTION_IN_DAYS),
    meaning: "Days that the log group that is created keeps its logs; 0 keeps them forever.",
    default: 365,
    places: EVERYWHERE,
    allowed: [3653, 0, 1],
    refused: [2, -1, 1.5],
  },
  kmsKeyArn: {
    rule: matching(
      /^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
      "the ARN of a KMS key (arn:aws:kms:REGION:ACCOUNT:key/ID)",
    ),
    meaning:
      "Customer-managed key for the logs, the environment variables, the failure queue and the deduplication table. Its policy must let CloudWatch Logs of the Region use it. Unset: keys that AWS owns, which cost nothing.",
    places: EVERYWHERE,
    allowed: [`arn:aws:kms:${AT}:key/1-a`],
    refused: [`arn:aws:kms:${AT}:alias/a`, "1-a"],
  },
  vpcConfig: {
    rule: objectOf({
      subnetIds: distinct(/^subnet-[0-9a-f]+$/, "a subnet ID"),
      securityGroupIds: distinct(/^sg-[0-9a-f]+$/, "a security group ID"),
    }),
    meaning:
      "Subnets and security groups for a function that must reach into a VPC. Unset: no VPC, since the default handler calls nothing.",
    places: EVERYWHERE,
    allowed: [{ subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] }],
    refused: [
      { subnetIds: [], securityGroupIds: ["sg-1"] },
      { subnetIds: ["subnet-1"], securityGroupIds: [] },
      { subnetIds: ["subnet-g"], securityGroupIds: ["sg-1"] },
      { subnetIds: ["subnet-1"], securityGroupIds: ["default"] },
    ],
  },
  codeSigningConfigArn: {
    rule: matching(
      /^arn:aws:lambda:[a-z0-9-]+:\d{12}:code-signing-config:csc-[a-z0-9]{17}$/,
      "the ARN of a code signing configuration",
    ),
    meaning:
      "Code signing configuration that the artifact must satisfy. Unset: none, since the zip that is built here is not signed.",
    places: EVERYWHERE,
    allowed: [`arn:aws:lambda:${AT}:code-signing-config:csc-0123456789abcdef0`],
    refused: ["csc-0123456789abcdef0"],
  },
  liveAlias: {
    rule: yesOrNo,
    meaning:
      "Publish a version of each change, and let the email flow rule call only the alias live, which can be pointed back to an earlier version. Whether a rule accepts the ARN of an alias is not documented.",
    default: false,
    places: EVERYWHERE,
    replaces: ["aws_lambda_function_event_invoke_config.asynchronous_invocation", "aws_lambda_permission.permission"],
    allowed: [true, false],
    refused: [],
  },
  liveVersion: {
    rule: matching(/^[1-9]\d*$/, "the number of a published version, as a string"),
    meaning: "Version that the alias live stays at, whatever is deployed. Unset: the newest.",
    places: EVERYWHERE,
    allowed: ["1", "23"],
    refused: ["0", "01", "$LATEST", ""],
  },
  newVersionWeight: {
    rule: numberBetween(0, 1),
    meaning:
      "Share of the email events that the newest version gets while the alias live is kept at another version, which it requires.",
    default: 0,
    places: EVERYWHERE,
    allowed: [0.5, 0, 1],
    refused: [-0.1, 1.1],
  },
  roleArn: {
    rule: matching(
      /^arn:aws:iam::\d{12}:role\/([!-.0-~]+\/)*[\w+=,.@-]{1,64}$/,
      "the ARN of an IAM role (arn:aws:iam::ACCOUNT:role/NAME)",
    ),
    meaning:
      "Existing role of the function's account that the function runs as. It must trust lambda.amazonaws.com and allow what the created role allows: nothing is attached to it. If Terraform learns the ARN only during apply, disable the creation of a role, too. Unset: a role is created.",
    places: EVERYWHERE,
    allowed: ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/service-role/a+=,.@-_b"],
    refused: [
      "a",
      "arn:aws-cn:iam::111122223333:role/a",
      "arn:aws:iam::111122223333:user/a",
      "arn:aws:iam::11112222333:role/a",
      "arn:aws:sts::111122223333:assumed-role/a/b",
      "arn:aws:iam::111122223333:role/a/",
    ],
  },
  createRole: {
    rule: yesOrNo,
    meaning: "Create the execution role, unless the ARN of an existing one is given.",
    default: true,
    places: ["prop", "module"],
    allowed: [false, true],
    refused: [],
  },
  permissionsBoundaryArn: {
    rule: matching(
      /^arn:aws:iam::(\d{12}|aws):policy\/.+$/,
      "the ARN of an IAM policy (arn:aws:iam::ACCOUNT:policy/NAME)",
    ),
    meaning:
      "Permissions boundary of the execution role that is created. Unset: none, since it must exist in the account.",
    places: EVERYWHERE,
    allowed: ["arn:aws:iam::111122223333:policy/a/b", "arn:aws:iam::aws:policy/a"],
    refused: ["arn:aws:iam::111122223333:role/a"],
  },
  rolePath: {
    rule: matching(/^\/([!-.0-~]+\/)*$/, "an IAM path: / or /name/, beginning and ending with /"),
    meaning: "IAM path of the execution role that is created.",
    default: "/",
    places: EVERYWHERE,
    replaces: ["aws_iam_role.role", "aws_iam_role_policy.role_policy"],
    allowed: ["/a/", "/", "/a/b/"],
    refused: ["a", "/a", "a/", "//", "/a b/"],
  },
  sourceAccount: {
    rule: accountId,
    meaning:
      "Account that must own the calling organization, as a further condition; whether WorkMail sends the account is not documented. Unset: no such condition, since the source ARN already fixes the account.",
    places: EVERYWHERE,
    replaces: ["aws_lambda_permission.permission"],
    allowed: ["111122223333"],
    refused: ["11112222333", "1111222233334", "a".repeat(12)],
  },
  tags: {
    rule: mapOf(
      matching(/^(?![aA][wW][sS]:).{1,128}$/, "a name of 1 to 128 characters that does not begin with aws:"),
      v.string("a string"),
    ),
    meaning: "Tags on everything that can have tags.",
    default: {},
    places: EVERYWHERE,
    allowed: [{ Team: "mail" }, { awsTeam: "" }, {}],
    refused: [{ "aws:team": "mail" }, { "AWS:team": "mail" }, { "": "mail" }, { Team: null }],
  },
} as const satisfies Settings;

/** The function's memory if it is not set; a message of 40 MB takes more than the first. */
export const MEMORY_SIZE_MB = { initial: 256, withContent: 512 } as const;

type Rows = typeof SETTINGS;

type Defaults = {
  readonly [Name in keyof Rows as Rows[Name] extends { readonly default: unknown } ? Name : never]: Rows[Name] extends {
    readonly default: infer Default;
  }
    ? Default
    : never;
};

/** Values taken where nothing is set. */
export const DEFAULTS = {
  ...(Object.fromEntries(
    Object.entries<Settings[string]>(SETTINGS).flatMap(([name, row]) =>
      row.default === undefined ? [] : [[name, row.default]],
    ),
  ) as Defaults),
  memorySizeMb: MEMORY_SIZE_MB.initial,
  /** The runtime whose syntax a bundle may use: it runs on the newer ones, too. */
  runtime: OLDEST_RUNTIME,
  entry: "function/src/handler.ts",
  deduplicatingEntry: "function/src/deduplicating-handler.ts",
} as const;

/** The rules of the construct's props, with their meanings. */
export const functionSettings: { readonly [Name in keyof Placed<Rows, "prop">]: Rows[Name]["rule"] } = describedRules(
  settingsAt(SETTINGS, "prop"),
);
