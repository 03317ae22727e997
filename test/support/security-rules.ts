import { RUNTIMES } from "../../modules/runtime";
import { blockOf, ofType, type PolicyStatement, type Resource, statementsOf } from "./resources";

/** A rule for every deployment, and the way to find what breaks it. */
export interface SecurityRule {
  /** Its names at Checkov (CKV), Trivy (AWS-), cdk-nag and Security Hub. */
  readonly ids: string;
  readonly rule: string;
  /** The resources that break the rule; none when it holds. */
  readonly breaches: (resources: readonly Resource[]) => string[];
  /** A deployment that breaks it, made of one that does not. */
  readonly broken: (resources: readonly Resource[]) => Resource[];
}

type Breaches = (resource: Resource) => string | false | undefined;

/** The breaches of each resource of a type, with its name. */
function each(type: string, breachOf: Breaches): SecurityRule["breaches"] {
  return (resources) =>
    ofType(resources, type).flatMap((resource) => {
      const breach = breachOf(resource);
      return breach ? [`${type}.${resource.name}: ${breach}`] : [];
    });
}

/** The breaches of each statement of the policies of a type. */
function eachStatement(
  type: string,
  breachOf: (statement: PolicyStatement) => string | false,
): SecurityRule["breaches"] {
  return (resources) =>
    ofType(resources, type).flatMap((resource) =>
      statementsOf(resource).flatMap((statement) => {
        const breach = breachOf(statement);
        return breach ? [`${resource.name} ${statement.sid}: ${breach}`] : [];
      }),
    );
}

function all(...checks: readonly SecurityRule["breaches"][]): SecurityRule["breaches"] {
  return (resources) => checks.flatMap((check) => check(resources));
}

/** There is nothing of these types. */
function none(...types: readonly string[]): SecurityRule["breaches"] {
  return (resources) =>
    resources.filter(({ type }) => types.includes(type)).map(({ type, name }) => `${type}.${name} is there`);
}

function changed(type: string, values: object): SecurityRule["broken"] {
  return (resources) =>
    resources.map((resource) =>
      resource.type === type ? { ...resource, values: { ...resource.values, ...values } } : resource,
    );
}

function added(type: string, values: Resource["values"] = {}) {
  return (resources: readonly Resource[]): Resource[] => [...resources, { type, name: "added", values }];
}

/** With one more statement, or with another in the place of all. */
function withStatement(type: string, statement: object, { alone = false } = {}): SecurityRule["broken"] {
  return (resources) =>
    resources.map((resource) => {
      if (resource.type !== type) {
        return resource;
      }
      const policy = JSON.parse(String(resource.values.policy)) as {
        Statement: object[];
      };
      const Statement = [...(alone ? [] : policy.Statement), statement];
      return {
        ...resource,
        values: {
          ...resource.values,
          policy: JSON.stringify({ ...policy, Statement }),
        },
      };
    });
}

/** Whether the policy refuses whatever comes without TLS. */
function tlsOnly(type: string, action: string): SecurityRule["breaches"] {
  return each(
    type,
    (resource) =>
      !statementsOf(resource).some(
        ({ effect, principals, actions, condition }) =>
          effect === "Deny" &&
          principals.includes("*") &&
          actions.includes(action) &&
          JSON.stringify(condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
      ) && "takes what comes without TLS",
  );
}

/** Whether the policy lets in nobody unknown, and to do nothing unknown. */
function noWildcardAllowed(type: string): SecurityRule["breaches"] {
  return eachStatement(
    type,
    ({ effect, principals, actions }) =>
      effect === "Allow" &&
      ((principals.includes("*") && "lets everybody in") ||
        (actions.some((action) => /^(\*|\w+:\*)$/.test(action)) && "allows every action")),
  );
}

/** Whether there are as many of a type as there are buckets. */
function oneForEachBucket(type: string): SecurityRule["breaches"] {
  return (resources) =>
    ofType(resources, "aws_s3_bucket").length === ofType(resources, type).length ? [] : [`a bucket without ${type}`];
}

/**
 * @param type of what every bucket has
 * @param isRight whether one of them is as it should be
 * @param wrong its values in a deployment that breaks the rule
 */
function ofEachBucket(
  ids: string,
  rule: string,
  type: string,
  isRight: (resource: Resource) => boolean,
  wrong: object,
): SecurityRule {
  return {
    ids,
    rule,
    breaches: all(
      oneForEachBucket(type),
      each(type, (resource) => !isRight(resource) && "is not as it should be"),
    ),
    broken: changed(type, wrong),
  };
}

function allow(Action: string, Resource: string, more: object = {}) {
  return {
    Sid: "Added",
    Effect: "Allow",
    Action,
    Resource,
    ...more,
  };
}

/** Actions without resources that a role may need, each with the one statement in which it may be. */
const WITHOUT_RESOURCES: Record<string, RegExp> = {
  SendTraces: /^xray:Put(TraceSegments|TelemetryRecords)$/,
  ManageNetworkInterfaces:
    /^ec2:(((Create|Delete)NetworkInterface)|DescribeNetworkInterfaces|DescribeSubnets|(Una|A)ssignPrivateIpAddresses)$/,
};

const SECRET_NAME = /secret|password|passwd|token|api_?key|credential/i;
const SECRET_VALUE = /AKIA[0-9A-Z]{16}|ASIA[0-9A-Z]{16}|-----BEGIN|^[A-Za-z0-9/+]{40}$|gh[pousr]_\w{36}/;

/** The rules of the scanners for the resources that this project makes. */
export const SECURITY_RULES: readonly SecurityRule[] = [
  {
    ids: "CKV_AWS_50, AWS-0066, Serverless-LambdaTracing",
    rule: "the function is traced",
    breaches: each(
      "aws_lambda_function",
      (lambda) => blockOf(lambda, "tracing_config")?.mode !== "Active" && "tracing is not Active",
    ),
    broken: changed("aws_lambda_function", {
      tracing_config: { mode: "PassThrough" },
    }),
  },
  {
    ids: "Serverless-LambdaAsyncFailureDestination, in place of CKV_AWS_116 and LambdaDLQ",
    rule: "what fails every attempt goes to a destination",
    breaches: (resources) =>
      ofType(resources, "aws_lambda_function").length ===
      ofType(resources, "aws_lambda_function_event_invoke_config").filter((config) => {
        const [onFailure] = [blockOf(config, "destination_config")?.on_failure].flat() as { destination?: string }[];
        return Boolean(onFailure?.destination);
      }).length
        ? []
        : ["a function has no on-failure destination"],
    broken: changed("aws_lambda_function_event_invoke_config", {
      destination_config: undefined,
    }),
  },
  {
    ids: "CKV_AWS_363, AwsSolutions-L1",
    rule: "the function's runtime is supported",
    breaches: each(
      "aws_lambda_function",
      // A name, or Terraform's expression that chooses between names.
      ({ values: { runtime } }) =>
        String(runtime)
          .match(/[a-z]+\d+\.x/g)
          ?.some((name) => !(RUNTIMES as readonly string[]).includes(name)) !== false && `runtime ${String(runtime)}`,
    ),
    broken: changed("aws_lambda_function", { runtime: "nodejs18.x" }),
  },
  {
    ids: "Serverless-LambdaDefaultMemorySize, Serverless-LambdaDefaultTimeout",
    rule: "memory and time limit of the function are said",
    breaches: each(
      "aws_lambda_function",
      ({ values }) =>
        [values.memory_size, values.timeout].some((value) => typeof value !== "number") &&
        "takes a default of Lambda's",
    ),
    broken: changed("aws_lambda_function", { timeout: undefined }),
  },
  {
    ids: "CKV_AWS_45",
    rule: "no environment variable looks like a secret",
    breaches: each("aws_lambda_function", (lambda) => {
      const variables = (blockOf(lambda, "environment")?.variables ?? {}) as Record<string, string>;
      const secrets = Object.entries(variables).filter(
        ([name, value]) => SECRET_NAME.test(name) || SECRET_VALUE.test(value),
      );
      return secrets.map(([name]) => name).join();
    }),
    broken: changed("aws_lambda_function", {
      environment: { variables: { KEY: "AKIAIOSFODNN7EXAMPLE" } },
    }),
  },
  {
    ids: "CKV_AWS_258, CKV2_AWS_75",
    rule: "the function has no URL",
    breaches: none("aws_lambda_function_url"),
    broken: added("aws_lambda_function_url"),
  },
  {
    ids: "CKV_AWS_301",
    rule: "no permission is for everybody",
    breaches: each(
      "aws_lambda_permission",
      ({ values: { principal } }) =>
        !/^([a-z]+\.[^*]+|ses|events)\.amazonaws\.com$/.test(String(principal)) && `principal ${String(principal)}`,
    ),
    broken: changed("aws_lambda_permission", { principal: "*" }),
  },
  {
    ids: "CKV_AWS_364, AWS-0067",
    rule: "a permission for a service has a source",
    breaches: each("aws_lambda_permission", ({ values: { principal, source_arn, source_account } }) =>
      !source_arn
        ? "no source ARN"
        : // WorkMail does not document whether it sends the account.
          !String(principal).startsWith("workmail.") && !source_account && "no source account",
    ),
    broken: changed("aws_lambda_permission", { source_arn: undefined }),
  },
  {
    ids: "Security Hub Lambda.1",
    rule: "a permission's source is one organization",
    breaches: each(
      "aws_lambda_permission",
      ({ values: { source_arn, for_each } }) =>
        /\*/.test(`${String(source_arn)} ${String(for_each)}`) && "a wildcard in the source",
    ),
    broken: changed("aws_lambda_permission", {
      source_arn: "arn:aws:workmail:us-west-2:111122223333:organization/*",
    }),
  },
  {
    ids: "AwsSolutions-IAM4",
    rule: "the role has no policy of AWS's",
    breaches: all(
      none("aws_iam_policy_attachment", "aws_iam_role_policy_attachment", "aws_iam_role_policy_attachments_exclusive"),
      each(
        "aws_iam_role",
        ({ values: { managed_policy_arns } }) =>
          [managed_policy_arns ?? []].flat().length > 0 && "has managed policies",
      ),
    ),
    broken: added("aws_iam_role_policy_attachment"),
  },
  {
    ids: "CKV_AWS_60, CKV_AWS_61",
    rule: "only Lambda takes the role",
    breaches: each(
      "aws_iam_role",
      (role) =>
        statementsOf(role, "assume_role_policy").some(
          ({ principals }) => principals.join() !== "lambda.amazonaws.com",
        ) && "somebody else may take it",
    ),
    broken: changed("aws_iam_role", {
      assume_role_policy: JSON.stringify({
        Statement: [{ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }],
      }),
    }),
  },
  {
    ids: "CKV_AWS_62, CKV_AWS_63",
    rule: "the role's policy has no wildcard for actions",
    breaches: eachStatement(
      "aws_iam_role_policy",
      ({ effect, actions }) =>
        effect === "Allow" &&
        (actions.length === 0 || actions.some((action) => /\*/.test(action))) &&
        `allows ${actions.join()}`,
    ),
    broken: withStatement("aws_iam_role_policy", allow("s3:*", "arn:aws:s3:::a")),
  },
  {
    ids: "CKV_AWS_107 to 111, CKV_AWS_283, CKV_AWS_355, CKV_AWS_356, AwsSolutions-IAM5",
    rule: "the role's policy names its resources, but for tracing and network interfaces, which are statements of their own",
    breaches: eachStatement(
      "aws_iam_role_policy",
      ({ sid, effect, actions, resources }) =>
        effect === "Allow" &&
        (resources.length === 0 || resources.includes("*")) &&
        !actions.every((action) => WITHOUT_RESOURCES[sid]?.test(action)) &&
        `${actions.join()} on ${resources.join()}`,
    ),
    broken: withStatement("aws_iam_role_policy", allow("s3:GetObject", "*")),
  },
  {
    ids: "Lambda's guide to S3 as a destination",
    rule: "the role puts objects only into buckets of its own account: a bucket's ARN has none",
    breaches: eachStatement(
      "aws_iam_role_policy",
      ({ effect, actions, condition }) =>
        effect === "Allow" &&
        actions.includes("s3:PutObject") &&
        !JSON.stringify(condition ?? {}).includes('"StringEquals":{"s3:ResourceAccount":') &&
        "puts objects into a bucket of any account",
    ),
    broken: withStatement("aws_iam_role_policy", allow("s3:PutObject", "arn:aws:s3:::a/*")),
  },
  {
    ids: "AwsSolutions-IAM5",
    rule: "a wildcard in a resource stands for the streams of the own log group, the objects of one bucket, or the messages of one organization in one direction",
    breaches: eachStatement(
      "aws_iam_role_policy",
      ({ effect, actions, resources }) =>
        effect === "Allow" &&
        resources.some(
          (resource) =>
            resource !== "*" &&
            /\*/.test(
              resource
                .replace(/:log-stream:\*$/, "")
                .replace(/^(arn:aws:s3:::[^/]+)\/\*$/, "$1")
                .replace(/^(arn:aws:workmailmessageflow:.*:message\/m-\w+\/(incoming|outgoing))\/\*$/, "$1"),
            ),
        ) &&
        `${actions.join()} on ${resources.join()}`,
    ),
    broken: withStatement("aws_iam_role_policy", allow("sqs:SendMessage", "arn:aws:sqs:us-west-2:111122223333:*")),
  },
  {
    ids: "least privilege",
    rule: "the role writes streams of its own log group only, and creates no log group",
    breaches: (resources) => {
      const groups = ofType(resources, "aws_lambda_function").map(
        ({ values }) => `/aws/lambda/${String(values.function_name)}`,
      );
      const known = ofType(resources, "aws_cloudwatch_log_group");
      return [
        ...known
          .filter(({ values }) => !groups.includes(String(values.name)))
          .map(({ values }) => `log group ${String(values.name)}`),
        ...eachStatement(
          "aws_iam_role_policy",
          ({ actions, resources: [resource = "", ...more] }) =>
            actions.some((action) => action.startsWith("logs:")) &&
            (actions.includes("logs:CreateLogGroup") ||
              more.length > 0 ||
              !known.some(({ name, values }) =>
                [
                  `\${aws_cloudwatch_log_group.${name}.arn}:log-stream:*`,
                  `${String(values.arn)}:log-stream:*`,
                ].includes(resource),
              )) &&
            `${actions.join()} on ${resource}`,
        )(resources),
      ];
    },
    broken: withStatement(
      "aws_iam_role_policy",
      allow("logs:CreateLogGroup", "arn:aws:logs:us-west-2:111122223333:log-group:/aws/lambda/mail"),
    ),
  },
  {
    ids: "CKV_AWS_27, AWS-0096",
    rule: "the queue is encrypted",
    breaches: each(
      "aws_sqs_queue",
      ({ values }) => values.sqs_managed_sse_enabled !== true && !values.kms_master_key_id && "not encrypted",
    ),
    broken: changed("aws_sqs_queue", {
      sqs_managed_sse_enabled: false,
      kms_master_key_id: undefined,
    }),
  },
  {
    ids: "AwsSolutions-SQS4",
    rule: "the queue takes nothing without TLS",
    breaches: tlsOnly("aws_sqs_queue", "sqs:*"),
    broken: withStatement("aws_sqs_queue", allow("sqs:SendMessage", "queue", { Principal: { AWS: "111122223333" } }), {
      alone: true,
    }),
  },
  {
    ids: "CKV_AWS_72, CKV_AWS_168, CKV_AWS_387",
    rule: "the queue's policy allows nothing by wildcard",
    breaches: noWildcardAllowed("aws_sqs_queue"),
    broken: withStatement("aws_sqs_queue", allow("sqs:SendMessage", "queue", { Principal: "*" })),
  },
  {
    ids: "CKV_AWS_66, CKV_AWS_338",
    rule: "the log group keeps its logs for a year",
    breaches: each(
      "aws_cloudwatch_log_group",
      ({ values: { retention_in_days } }) =>
        !(Number(retention_in_days) >= 365) && `retention ${String(retention_in_days)}`,
    ),
    broken: changed("aws_cloudwatch_log_group", { retention_in_days: 7 }),
  },
  {
    ids: "CKV_AWS_26, AWS-0136",
    rule: "a topic is encrypted with a customer-managed key, through which alarms can publish",
    breaches: each(
      "aws_sns_topic",
      ({ values: { kms_master_key_id } }) =>
        !/aws_kms_key|^arn:aws:kms:.+:key\//.test(String(kms_master_key_id)) && "no customer-managed key",
    ),
    broken: changed("aws_sns_topic", { kms_master_key_id: "alias/aws/sns" }),
  },
  {
    ids: "AwsSolutions-SNS3",
    rule: "a topic takes nothing without TLS",
    breaches: all(tlsOnly("aws_sns_topic_policy", "sns:Publish"), (resources) =>
      ofType(resources, "aws_sns_topic").length === ofType(resources, "aws_sns_topic_policy").length
        ? []
        : ["a topic has no policy"],
    ),
    broken: withStatement(
      "aws_sns_topic_policy",
      allow("sns:Publish", "topic", { Principal: { AWS: "111122223333" } }),
      { alone: true },
    ),
  },
  {
    ids: "CKV_AWS_169, CKV_AWS_385",
    rule: "a topic is not public",
    breaches: noWildcardAllowed("aws_sns_topic_policy"),
    broken: withStatement("aws_sns_topic_policy", allow("sns:Publish", "topic", { Principal: { AWS: "*" } })),
  },
  {
    ids: "in place of CKV_AWS_119 and AWS-0025, which ask for a customer-managed key",
    rule: "a table is encrypted: by DynamoDB, which always does, or with your own key",
    breaches: each("aws_dynamodb_table", (table) => {
      const encryption = blockOf(table, "server_side_encryption");
      return encryption !== undefined && !(encryption.enabled === true && encryption.kms_key_arn) && "neither";
    }),
    broken: changed("aws_dynamodb_table", {
      server_side_encryption: { enabled: true },
    }),
  },
  {
    ids: "CKV_AWS_7, AWS-0065",
    rule: "a key rotates",
    breaches: each("aws_kms_key", ({ values }) => values.enable_key_rotation !== true && "does not rotate"),
    broken: changed("aws_kms_key", { enable_key_rotation: false }),
  },
  {
    ids: "CKV2_AWS_64, CKV_AWS_33",
    rule: "a key has a policy, in which nobody but the account's root may do everything, and a service may do what it does for this account",
    breaches: all(
      each("aws_kms_key", ({ values }) => !values.policy && "no policy"),
      eachStatement("aws_kms_key", ({ principals, actions, condition }) => {
        const isRoot = principals.every((name) => /^arn:aws:iam::[^:]+:root$/.test(name));
        return (
          !isRoot &&
          (principals.includes("*") ||
            actions.includes("kms:*") ||
            !/"aws:SourceAccount"/.test(JSON.stringify(condition))) &&
          `${principals.join()} may ${actions.join()}`
        );
      }),
    ),
    broken: withStatement("aws_kms_key", {
      ...allow("kms:Decrypt", "*"),
      Principal: { Service: "cloudwatch.amazonaws.com" },
    }),
  },
  {
    ids: "least privilege",
    rule: "the only bucket is that for replaced content, of a function that replaces content",
    breaches: (resources) => {
      const replaces = JSON.stringify(ofType(resources, "aws_lambda_function")).includes("UPDATED_CONTENT_BUCKET");
      return ofType(resources, "aws_s3_bucket")
        .filter(
          ({ values }, index) =>
            !replaces ||
            index > 0 ||
            !String(values.bucket ?? values.bucket_prefix).startsWith("workmail-updated-content-"),
        )
        .map(({ name }) => `aws_s3_bucket.${name} is there`);
    },
    broken: added("aws_s3_bucket"),
  },
  ofEachBucket(
    "CKV_AWS_53 to 56, CKV2_AWS_6, AWS-0086 to 0094",
    "a bucket cannot become public, in four ways",
    "aws_s3_bucket_public_access_block",
    ({ values }) =>
      ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"].every(
        (name) => values[name] === true,
      ),
    { block_public_policy: false },
  ),
  ofEachBucket(
    "CKV_AWS_19, AWS-0088",
    "a bucket is encrypted",
    "aws_s3_bucket_server_side_encryption_configuration",
    (encryption) => /"sse_algorithm":"(AES256|aws:kms)"/.test(JSON.stringify(blockOf(encryption, "rule"))),
    { rule: [] },
  ),
  ofEachBucket(
    "CKV_AWS_21, AWS-0090",
    "a bucket has versions",
    "aws_s3_bucket_versioning",
    (versioning) => blockOf(versioning, "versioning_configuration")?.status === "Enabled",
    { versioning_configuration: { status: "Suspended" } },
  ),
  ofEachBucket(
    "CKV2_AWS_61, CKV_AWS_300",
    "a bucket keeps objects, their versions, and incomplete uploads for a day",
    "aws_s3_bucket_lifecycle_configuration",
    (lifecycle) => {
      const rule = JSON.stringify(blockOf(lifecycle, "rule"));
      return ['"days":1', '"noncurrent_days":1', '"days_after_initiation":1', '"status":"Enabled"'].every((part) =>
        new RegExp(`${part}[,}]`).test(rule),
      );
    },
    { rule: [{ status: "Enabled", expiration: [{ days: 1 }] }] },
  ),
  ofEachBucket(
    "CKV2_AWS_65",
    "a bucket's owner owns every object",
    "aws_s3_bucket_ownership_controls",
    (controls) => blockOf(controls, "rule")?.object_ownership === "BucketOwnerEnforced",
    { rule: { object_ownership: "ObjectWriter" } },
  ),
  {
    ids: "AwsSolutions-S10, CKV_AWS_379",
    rule: "a bucket takes and gives nothing without TLS",
    breaches: all(tlsOnly("aws_s3_bucket_policy", "s3:*"), oneForEachBucket("aws_s3_bucket_policy")),
    broken: withStatement(
      "aws_s3_bucket_policy",
      allow("s3:GetObject", "bucket", { Principal: { AWS: "111122223333" } }),
      {
        alone: true,
      },
    ),
  },
  {
    ids: "CKV_AWS_70, CKV_AWS_364",
    rule: "a bucket lets in only WorkMail, for the account and organizations of the function, and only to read",
    breaches: eachStatement(
      "aws_s3_bucket_policy",
      ({ effect, principals, actions, condition }) =>
        effect === "Allow" &&
        !(
          /^workmail\.[^.*]+\.amazonaws\.com$/.test(principals.join()) &&
          actions.every((action) => /^s3:GetObject(Version)?$/.test(action)) &&
          /"aws:SourceAccount":/.test(JSON.stringify(condition)) &&
          /"aws:SourceArn":.*:message\/m-\w+\/\*"/.test(JSON.stringify(condition))
        ) &&
        `lets ${principals.join()} ${actions.join()}`,
    ),
    broken: withStatement(
      "aws_s3_bucket_policy",
      allow("s3:GetObject", "bucket", { Principal: { Service: "workmail.us-west-2.amazonaws.com" } }),
    ),
  },
];
