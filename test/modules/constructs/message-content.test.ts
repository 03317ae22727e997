import { only, ORGANIZATIONS, policyOf, roleStatement, synthesize, synthesizeWithVariables } from "../../support/stack";

const regions = { "eu-west-1": { organizationIds: [ORGANIZATIONS.one, ORGANIZATIONS.two] } };
const emailFlowRules = {
  Tag: { direction: "INBOUND", runSynchronously: true, fallbackAction: "Bounce" },
  Log: { direction: "OUTBOUND" },
};
const MESSAGES = "arn:aws:workmailmessageflow:eu-west-1:${terraform_data.location.input.account_id}:message";

function variablesOf(stack: ReturnType<typeof synthesize>): Record<string, string> {
  return (only(stack, "aws_lambda_function").environment as { variables: Record<string, string> }).variables;
}

describe("a function that reads message content", () => {
  const stack = synthesize({ emailFlowRules, messageContent: "READ", regions });

  it("may read the messages of its organizations, in the directions of its rules, and replace none", () => {
    expect(roleStatement(stack, "ReadMessageContent")).toEqual({
      Sid: "ReadMessageContent",
      Effect: "Allow",
      Action: "workmailmessageflow:GetRawMessageContent",
      Resource: [ORGANIZATIONS.one, ORGANIZATIONS.two].flatMap((id) => [
        `${MESSAGES}/${id}/incoming/*`,
        `${MESSAGES}/${id}/outgoing/*`,
      ]),
    });
    expect(roleStatement(stack, "ReplaceMessageContent")).toBeUndefined();
    expect(stack.resource).not.toHaveProperty("aws_s3_bucket");
  });

  it("has 512 MB of memory, unless the settings say otherwise", () => {
    const other = synthesize({ messageContent: "READ", memorySizeMb: 1024, regions });
    expect([stack, other].map((it) => only(it, "aws_lambda_function").memory_size)).toEqual([512, 1024]);
  });

  it("learns its organizations", () => {
    expect(variablesOf(stack)).toEqual({
      EMAIL_LOG_DETAIL: "summary",
      WORKMAIL_ORGANIZATION_IDS: `${ORGANIZATIONS.one},${ORGANIZATIONS.two}`,
    });
  });
});

describe("a function that replaces message content", () => {
  const stack = synthesize({ emailFlowRules, messageContent: "REPLACE", regions });

  it("may replace the messages of its synchronous rules only", () => {
    expect(roleStatement(stack, "ReplaceMessageContent")).toMatchObject({
      Action: "workmailmessageflow:PutRawMessageContent",
      Resource: [`${MESSAGES}/${ORGANIZATIONS.one}/incoming/*`, `${MESSAGES}/${ORGANIZATIONS.two}/incoming/*`],
    });
  });

  it("may put objects into its bucket, whose name it gets, as long as the bucket belongs to the account", () => {
    const name = "${aws_s3_bucket.updated_content.bucket}";
    expect(roleStatement(stack, "PutUpdatedContent")).toMatchObject({
      Action: "s3:PutObject",
      Resource: `arn:aws:s3:::${name}/*`,
      Condition: { StringEquals: { "s3:ResourceAccount": "${terraform_data.location.input.account_id}" } },
    });
    expect(variablesOf(stack)).toMatchObject({ UPDATED_CONTENT_BUCKET: name });
  });

  it("lets WorkMail of the Region read the bucket, for its organizations, and nobody without TLS", () => {
    const { Statement } = policyOf(only(stack, "aws_s3_bucket_policy"));
    const arn = "${aws_s3_bucket.updated_content.arn}";
    expect(Statement).toEqual([
      {
        Sid: "WorkMailReads",
        Effect: "Allow",
        Principal: { Service: "workmail.eu-west-1.amazonaws.com" },
        Action: ["s3:GetObject", "s3:GetObjectVersion"],
        Resource: `${arn}/*`,
        Condition: {
          Bool: { "aws:SecureTransport": "true" },
          StringEquals: { "aws:SourceAccount": "${terraform_data.location.input.account_id}" },
          ArnLike: {
            "aws:SourceArn": [`${MESSAGES}/${ORGANIZATIONS.one}/*`, `${MESSAGES}/${ORGANIZATIONS.two}/*`],
          },
        },
      },
      {
        Sid: "DenyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("has a bucket without dots in its name that is private, encrypted, and empty after a day", () => {
    expect(only(stack, "aws_s3_bucket")).toMatchObject({ bucket_prefix: "workmail-updated-content-" });
    expect(only(stack, "aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(only(stack, "aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } },
    ]);
    expect(only(stack, "aws_s3_bucket_lifecycle_configuration").rule).toMatchObject([
      {
        status: "Enabled",
        expiration: [{ days: 1 }],
        noncurrent_version_expiration: [{ noncurrent_days: 1 }],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 1 }],
      },
    ]);
  });

  it("takes a bucket of yours, and creates none", () => {
    const own = synthesize({ emailFlowRules, messageContent: "REPLACE", updatedContentBucket: "mine", regions });
    expect(own.resource).not.toHaveProperty("aws_s3_bucket");
    expect(roleStatement(own, "PutUpdatedContent")).toMatchObject({ Resource: "arn:aws:s3:::mine/*" });
  });

  it("is refused without a synchronous rule, and a bucket without replaced content", () => {
    expect(() => synthesize({ messageContent: "REPLACE", regions })).toThrow(
      'messageContent: "REPLACE" given in eu-west-1; allowed: with a rule in emailFlowRules that runs synchronously',
    );
    expect(() => synthesize({ updatedContentBucket: "mine", regions })).toThrow(
      'updatedContentBucket: "mine" given in eu-west-1; allowed: with messageContent: "REPLACE"',
    );
  });
});

describe("the organization's domains", () => {
  it("reach the function, separated by commas", () => {
    const organizationDomains = ["example.com", "example.org"];
    expect(variablesOf(synthesize({ organizationDomains, regions }))).toMatchObject({
      ORGANIZATION_DOMAINS: "example.com,example.org",
    });
  });

  it("are unset unless they are given, so that the handler takes those of the email", () => {
    expect(variablesOf(synthesize({ regions }))).not.toHaveProperty("ORGANIZATION_DOMAINS");
  });

  it("are set under a condition when only Terraform knows them", () => {
    const stack = synthesizeWithVariables((variable) => ({ organizationDomains: variable("domains").listValue }));
    expect(JSON.stringify(only(stack, "aws_lambda_function").environment)).toContain(
      'ORGANIZATION_DOMAINS\\" = join(\\",\\", var.domains)',
    );
  });

  it("have a limit, all errors at once", () => {
    // 20 domains of 99 characters and their commas: 1,999.
    const domains = Array.from(
      { length: 20 },
      (_, index) => `${index + 10}${"a".repeat(58)}.${"b".repeat(30)}.example`,
    );
    const withMore = (more: string) => [...domains.slice(1), domains[0] + more];
    const { ORGANIZATION_DOMAINS } = variablesOf(synthesize({ organizationDomains: withMore("s"), regions }));
    expect(ORGANIZATION_DOMAINS).toHaveLength(2000);
    expect(() => synthesize({ organizationDomains: withMore("st"), regions })).toThrow(
      /organizationDomains: .*; allowed: at most 2000 characters in all: a function has 4 KB for its environment variables/,
    );
    expect(() => synthesize({ organizationDomains: ["A.example", "b.example", "b.example"], regions })).toThrow(
      /organizationDomains\.0: "A\.example" given; .*lowercase ASCII[^]*each entry once/,
    );
  });
});

describe("policy statements and secrets", () => {
  const policyStatements = [
    {
      sid: "Start",
      actions: ["states:StartExecution"],
      resources: ["arn:aws:states:eu-west-1:111122223333:stateMachine:a"],
    },
  ];
  const secretArns = { WEBHOOK: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:webhook-AbCdEf" };
  const stack = synthesize({ policyStatements, secretArns, regions });

  it("are in the role's policy", () => {
    expect(roleStatement(stack, "Start")).toEqual({
      Sid: "Start",
      Effect: "Allow",
      Action: ["states:StartExecution"],
      Resource: ["arn:aws:states:eu-west-1:111122223333:stateMachine:a"],
    });
    expect(roleStatement(stack, "ReadSecrets")).toMatchObject({
      Action: "secretsmanager:GetSecretValue",
      Resource: [secretArns.WEBHOOK],
    });
    expect(roleStatement(stack, "ReadParameters")).toBeUndefined();
  });

  it("reach the function by ARN", () => {
    expect(variablesOf(stack)).toMatchObject(secretArns);
  });

  it("are refused with an existing role, and for a variable that is set twice", () => {
    expect(() =>
      synthesize({
        policyStatements,
        roleArn: "arn:aws:iam::111122223333:role/mine",
        secretArns,
        environmentVariables: { WEBHOOK: "a" },
        regions,
      }),
    ).toThrow(
      /secretArns\.WEBHOOK: also set in environmentVariables in eu-west-1[^]*policyStatements: .* without roleArn/,
    );
  });
});
