import { only, ORGANIZATIONS, policyOf, roleStatement, synthesize } from "../../support/stack";

const { one, two } = ORGANIZATIONS;
const oneOrganization = { "us-west-2": { organizationIds: [one] } };

describe("a Region's stack", () => {
  const stack = synthesize({
    functionName: "mail",
    tags: { Team: "email" },
    regions: oneOrganization,
  });

  it("holds these resources and no others", () => {
    const resources = Object.entries(stack.resource).flatMap(([type, resources]) =>
      Object.keys(resources).map((name) => `${type}.${name}`),
    );
    expect(resources.sort()).toEqual([
      "aws_cloudwatch_log_group.log_group",
      "aws_cloudwatch_metric_alarm.alarms_delivery_failures",
      "aws_cloudwatch_metric_alarm.alarms_dropped_events",
      "aws_cloudwatch_metric_alarm.alarms_errors",
      "aws_cloudwatch_metric_alarm.alarms_failure_queue_age",
      "aws_cloudwatch_metric_alarm.alarms_failure_queue_messages",
      "aws_cloudwatch_metric_alarm.alarms_throttles",
      "aws_cloudwatch_query_definition.log_queries_email_by_message_id",
      "aws_cloudwatch_query_definition.log_queries_emails_per_domain",
      "aws_cloudwatch_query_definition.log_queries_emails_per_hour",
      "aws_cloudwatch_query_definition.log_queries_failures_by_reason",
      "aws_iam_role.role",
      "aws_iam_role_policy.role_policy",
      "aws_lambda_function.function",
      "aws_lambda_function_event_invoke_config.asynchronous_invocation",
      "aws_lambda_permission.permission",
      "aws_sqs_queue.failure_queue",
      "terraform_data.location",
    ]);
  });

  it("makes the function explicit in all that matters", () => {
    expect(only(stack, "aws_lambda_function")).toMatchObject({
      function_name: "mail",
      handler: "index.handler",
      architectures: ["arm64"],
      memory_size: 256,
      timeout: 10,
      source_code_hash: "c2hhMjU2",
      role: "${aws_iam_role.role.arn}",
      environment: { variables: { EMAIL_LOG_DETAIL: "summary" } },
      tracing_config: { mode: "Active" },
      logging_config: {
        log_format: "JSON",
        log_group: "${aws_cloudwatch_log_group.log_group.name}",
      },
    });
  });

  it("logs from INFO on: the metrics are in lines of that level", () => {
    expect(only(stack, "aws_lambda_function").logging_config).toMatchObject({
      application_log_level: "INFO",
      system_log_level: "INFO",
    });
  });

  it("makes the log group before the function", () => {
    expect(only(stack, "aws_cloudwatch_log_group")).toMatchObject({
      name: "/aws/lambda/mail",
      retention_in_days: 365,
    });
    expect(only(stack, "aws_lambda_function").depends_on).toContain("aws_cloudwatch_log_group.log_group");
  });

  it("names the role after function and Region, and lets only Lambda take it", () => {
    const role = only(stack, "aws_iam_role");
    expect(role.name).toBe("mail-us-west-2");
    expect(JSON.parse(String(role.assume_role_policy))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Action: "sts:AssumeRole",
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
        },
      ],
    });
  });

  it("lets the role write its own log streams, send traces and failures, and nothing else", () => {
    expect(policyOf(only(stack, "aws_iam_role_policy"))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "WriteOwnLogStreams",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: "${aws_cloudwatch_log_group.log_group.arn}:log-stream:*",
        },
        {
          Sid: "SendTraces",
          Effect: "Allow",
          Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
          Resource: "*",
        },
        {
          Sid: "SendFailures",
          Effect: "Allow",
          Action: "sqs:SendMessage",
          Resource: "arn:aws:sqs:us-west-2:${terraform_data.location.input.account_id}:mail-failures",
        },
      ],
    });
  });

  it("tags all that carries tags", () => {
    const tagged = Object.entries(stack.resource).flatMap(([type, resources]) =>
      Object.values(resources).map((resource) => ({
        type,
        tags: resource.tags,
      })),
    );
    const WITHOUT_TAGS = [
      "aws_cloudwatch_query_definition",
      "aws_iam_role_policy",
      "aws_lambda_function_event_invoke_config",
      "aws_lambda_permission",
      "terraform_data",
    ];
    for (const { type, tags } of tagged) {
      expect({ type, tags }).toEqual({
        type,
        tags: WITHOUT_TAGS.includes(type) ? undefined : { Function: "mail", Team: "email" },
      });
    }
  });

  it("works with the AWS provider from 5.83 to 6", () => {
    expect(stack.terraform).toMatchObject({
      required_version: ">= 1.5.7",
      required_providers: {
        aws: { source: "hashicorp/aws", version: ">= 5.83, < 7.0" },
      },
    });
  });

  it("keeps the state beside cdktf.out, named by function and Region", () => {
    expect(stack.terraform.backend).toEqual({
      local: { path: "../../../state/mail/us-west-2.tfstate" },
    });
  });

  it("has these outputs, each described", () => {
    expect(Object.keys(stack.output).sort()).toEqual([
      "account_id",
      "alarm_names",
      "code_sha256",
      "email_flow_rule_console_urls",
      "email_flow_rule_function_arn",
      "email_flow_rule_instructions",
      "email_flow_rules",
      "failure_queue_arn",
      "failure_queue_url",
      "function_arn",
      "function_name",
      "log_group_name",
      "message_arns",
      "organization_arns",
      "permission_statement_ids",
      "principal",
      "region",
      "role_arn",
      "role_name",
      "runtime",
      "runtime_reason",
    ]);
    for (const { description } of Object.values(stack.output)) {
      expect(description).toMatch(/\.$/);
    }
  });

  it("shows what is switched on, too", () => {
    const switchedOn = synthesize({
      alarmEmail: "ops@example.com",
      dashboard: true,
      deduplication: true,
      regions: oneOrganization,
    });
    const more = Object.keys(switchedOn.output).filter((name) => !(name in stack.output));
    expect(more.sort()).toEqual(["alarm_topic_arn", "dashboard_name", "deduplication_table_name"]);
  });

  it("contains no path of this machine", () => {
    expect(JSON.stringify(stack)).not.toContain(process.cwd());
  });
});

describe("the permission", () => {
  it("lets WorkMail of the Region in, for one organization", () => {
    const stack = synthesize({ regions: oneOrganization });
    expect(only(stack, "aws_lambda_permission")).toMatchObject({
      for_each: `\${toset(["${one}"])}`,
      statement_id: "AllowWorkMail-${each.value}",
      action: "lambda:InvokeFunction",
      function_name: "${aws_lambda_function.function.function_name}",
      principal: "workmail.us-west-2.amazonaws.com",
      source_arn: "arn:aws:workmail:us-west-2:${terraform_data.location.input.account_id}:organization/${each.value}",
    });
  });

  it("gives several organizations a statement each", () => {
    const stack = synthesize({
      regions: { "eu-west-1": { organizationIds: [one, two] } },
    });
    expect(only(stack, "aws_lambda_permission")).toMatchObject({
      for_each: `\${toset(["${one}", "${two}"])}`,
      statement_id: "AllowWorkMail-${each.value}",
    });
  });

  it("names any organization only when that is allowed", () => {
    const stack = synthesize({
      regions: { "eu-west-1": { allowAnyOrganization: true } },
    });
    expect(only(stack, "aws_lambda_permission")).toMatchObject({
      for_each: '${toset(["*"])}',
      statement_id: "AllowWorkMail",
    });
  });

  it("is replaced together with the function, and keeps a statement ID that it has", () => {
    const stack = synthesize({ regions: oneOrganization });
    const { lifecycle } = only(stack, "aws_lambda_permission");
    expect(lifecycle).toMatchObject({
      replace_triggered_by: ["aws_lambda_function.function.arn"],
      ignore_changes: ["statement_id"],
    });
    expect(lifecycle).not.toHaveProperty("create_before_destroy");
  });

  it("is refused for what is not an organization ID, also when only Terraform knows it", () => {
    const { lifecycle } = only(synthesize({ regions: oneOrganization }), "aws_lambda_permission");
    expect(lifecycle).toMatchObject({
      precondition: [{ condition: '${each.value == "*" || can(regex("^m-[0-9a-f]{32}$", each.value))}' }],
    });
  });

  it("leaves the source account out unless it is given", () => {
    const without = synthesize({ regions: oneOrganization });
    const given = synthesize({
      sourceAccount: "111122223333",
      regions: oneOrganization,
    });
    expect(only(without, "aws_lambda_permission")).not.toHaveProperty("source_account");
    expect(only(given, "aws_lambda_permission")).toMatchObject({
      source_account: "111122223333",
      statement_id: "AllowWorkMail-${each.value}",
    });
  });
});

describe("coherence", () => {
  it("pins the provider to the Region, and checks it at plan", () => {
    const stack = synthesize({ regions: oneOrganization });
    expect(stack.provider.aws).toEqual([{ region: "us-west-2" }]);
    expect(stack.data.aws_region?.region).toMatchObject({
      lifecycle: {
        postcondition: [{ condition: '${contains(["us-west-2"], lookup(self, "region", lookup(self, "id", null)))}' }],
      },
    });
  });

  it("refuses another account than the one that is set", () => {
    const stack = synthesize({
      regions: {
        "us-west-2": { organizationIds: [one], accountId: "111122223333" },
      },
    });
    expect(stack.provider.aws).toEqual([{ region: "us-west-2", allowed_account_ids: ["111122223333"] }]);
  });
});

describe("an option", () => {
  const withOption = (option: object) => synthesize({ functionName: "mail", regions: oneOrganization, ...option });

  it("logs in full", () => {
    const stack = withOption({ emailLogDetail: "full" });
    expect(only(stack, "aws_lambda_function").environment).toEqual({
      variables: { EMAIL_LOG_DETAIL: "full" },
    });
  });

  it("reads the source map that is inside", () => {
    const stack = withOption({ sourceMap: true });
    expect(only(stack, "aws_lambda_function").environment).toEqual({
      variables: {
        EMAIL_LOG_DETAIL: "summary",
        NODE_OPTIONS: "--enable-source-maps",
      },
    });
  });

  it("encrypts logs and variables with your own key, and lets the role use it", () => {
    const kmsKeyArn = "arn:aws:kms:us-west-2:111122223333:key/abc";
    const stack = withOption({ kmsKeyArn });
    expect(only(stack, "aws_cloudwatch_log_group").kms_key_id).toBe(kmsKeyArn);
    expect(only(stack, "aws_lambda_function").kms_key_arn).toBe(kmsKeyArn);
    expect(roleStatement(stack, "DecryptEnvironmentVariables")).toEqual({
      Sid: "DecryptEnvironmentVariables",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: kmsKeyArn,
      Condition: {
        StringEquals: {
          "kms:ViaService": "lambda.us-west-2.amazonaws.com",
          "kms:EncryptionContext:aws:lambda:FunctionArn":
            "arn:aws:lambda:us-west-2:${terraform_data.location.input.account_id}:function:mail",
        },
      },
    });
  });

  it("runs in a VPC", () => {
    const stack = withOption({
      vpcConfig: { subnetIds: ["subnet-1a"], securityGroupIds: ["sg-1a"] },
    });
    expect(only(stack, "aws_lambda_function").vpc_config).toEqual({
      subnet_ids: ["subnet-1a"],
      security_group_ids: ["sg-1a"],
    });
    expect(roleStatement(stack, "ManageNetworkInterfaces")).toEqual({
      Sid: "ManageNetworkInterfaces",
      Effect: "Allow",
      Action: [
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
      ],
      Resource: "*",
    });
  });

  it("keeps the function's code off the network interfaces that Lambda makes", () => {
    const stack = withOption({
      vpcConfig: { subnetIds: ["subnet-1a"], securityGroupIds: ["sg-1a"] },
    });
    const allow = roleStatement(stack, "ManageNetworkInterfaces");
    expect(roleStatement(stack, "KeepCodeOffNetworkInterfaces")).toEqual({
      ...allow,
      Sid: "KeepCodeOffNetworkInterfaces",
      Effect: "Deny",
      Condition: {
        ArnEquals: {
          "lambda:SourceFunctionArn":
            "arn:aws:lambda:us-west-2:${terraform_data.location.input.account_id}:function:mail",
        },
      },
    });
  });

  it("demands a signed artifact", () => {
    const codeSigningConfigArn = "arn:aws:lambda:us-west-2:111122223333:code-signing-config:csc-0123456789abcdef0";
    const stack = withOption({ codeSigningConfigArn });
    expect(only(stack, "aws_lambda_function").code_signing_config_arn).toBe(codeSigningConfigArn);
  });

  it("bounds and places the role", () => {
    const permissionsBoundaryArn = "arn:aws:iam::111122223333:policy/edge";
    const stack = withOption({ permissionsBoundaryArn, rolePath: "/mail/" });
    expect(only(stack, "aws_iam_role")).toMatchObject({
      path: "/mail/",
      permissions_boundary: permissionsBoundaryArn,
    });
  });

  it("runs as an existing role, and creates none", () => {
    const roleArn = "arn:aws:iam::111122223333:role/platform/mail";
    const stack = withOption({ roleArn });
    const { role, depends_on, lifecycle } = only(stack, "aws_lambda_function");
    expect({ role, depends_on }).toEqual({ role: roleArn, depends_on: ["aws_cloudwatch_log_group.log_group"] });
    expect(lifecycle).toEqual({
      precondition: [
        {
          condition: `\${split(":", "${roleArn}")[4] == terraform_data.location.input.account_id}`,
          error_message:
            "role_arn must be a role of the function's account, ${terraform_data.location.input.account_id}.",
        },
      ],
    });
    expect(Object.keys(stack.resource).filter((type) => type.startsWith("aws_iam_"))).toEqual([]);
    expect(stack.output.role_arn?.value).toBe(roleArn);
  });

  it("keeps the state in S3, encrypted", () => {
    const stack = withOption({
      backend: { bucket: "state-bucket", region: "eu-west-1" },
    });
    expect(stack.terraform.backend).toEqual({
      s3: {
        bucket: "state-bucket",
        region: "eu-west-1",
        key: "workmail/mail/us-west-2.tfstate",
        encrypt: true,
      },
    });
  });
});
