const path = require("node:path");
const { App, CfnOutput, Duration, Stack } = require("aws-cdk-lib");
const cloudwatch = require("aws-cdk-lib/aws-cloudwatch");
const { ServicePrincipal } = require("aws-cdk-lib/aws-iam");
const lambda = require("aws-cdk-lib/aws-lambda");
const { NodejsFunction, OutputFormat } = require("aws-cdk-lib/aws-lambda-nodejs");
const { SqsDestination } = require("aws-cdk-lib/aws-lambda-destinations");
const logs = require("aws-cdk-lib/aws-logs");
const sqs = require("aws-cdk-lib/aws-sqs");

/** Where the handler's sources and the lock file are; NodejsFunction wants both. */
const project = process.env.PROJECT ?? path.join(__dirname, "..", "..", "..");

const functionName = "workmail-email-events";
const period = Duration.minutes(5);
const queries = {
  "Emails per hour": {
    filterStatements: ['message = "Email processed"'],
    statsStatements: ["count(*) by bin(1h)"],
  },
  "Emails per domain": {
    fields: ["jsonParse(@message) as line"],
    statsStatements: ["count(*) by line.email.domains.0"],
  },
  "Failures by reason": {
    filterStatements: ['message = "Email failed"'],
    statsStatements: ["count(*) by error"],
  },
  "One email by message id": {
    filterStatements: ['email.messageId = "MESSAGE_ID"'],
    sort: "@timestamp asc",
  },
};

function sumOf(handler, metric) {
  return handler.metric(metric, { period, statistic: "Sum" });
}

/**
 * One Region, as AWS CDK's documentation writes it.
 *
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda_nodejs-readme.html
 */
class WorkMailStack extends Stack {
  constructor(scope, id, { organizationIds, ...props }) {
    super(scope, id, props);

    const logGroup = new logs.LogGroup(this, "LogGroup", {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: logs.RetentionDays.ONE_YEAR,
    });
    const failures = new sqs.Queue(this, "Failures", {
      queueName: `${functionName}-failures`,
      retentionPeriod: Duration.days(14),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });

    const handler = new NodejsFunction(this, "Function", {
      functionName,
      description: "Handles the email events of Amazon WorkMail",
      entry: path.join(project, "function", "src", "handler.ts"),
      projectRoot: project,
      depsLockFilePath: path.join(project, "package-lock.json"),
      runtime: lambda.Runtime.NODEJS_22_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: 256,
      timeout: Duration.seconds(10),
      environment: { EMAIL_LOG_DETAIL: "summary" },
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      applicationLogLevelV2: lambda.ApplicationLogLevel.INFO,
      systemLogLevelV2: lambda.SystemLogLevel.INFO,
      logGroup,
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(failures),
      bundling: { minify: true, format: OutputFormat.ESM, target: "node22" },
    });

    for (const organizationId of organizationIds) {
      handler.addPermission(`AllowWorkMail-${organizationId}`, {
        principal: new ServicePrincipal(`workmail.${this.region}.amazonaws.com`),
        sourceArn: this.formatArn({
          service: "workmail",
          resource: "organization",
          resourceName: organizationId,
        }),
      });
    }

    for (const [name, metric, threshold = 0] of [
      ["errors", handler.metricErrors({ period })],
      ["throttles", handler.metricThrottles({ period })],
      ["delivery-failures", sumOf(handler, "DestinationDeliveryFailures")],
      ["dropped-events", sumOf(handler, "AsyncEventsDropped")],
      ["failure-queue-messages", failures.metricApproximateNumberOfMessagesVisible({ period })],
      ["failure-queue-age", failures.metricApproximateAgeOfOldestMessage({ period }), Duration.days(1).toSeconds()],
    ]) {
      metric.createAlarm(this, name, {
        alarmName: `${functionName}-${name}`,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
    }

    for (const [name, queryString] of Object.entries(queries)) {
      new logs.QueryDefinition(this, name, {
        queryDefinitionName: `${functionName}/${name}`,
        logGroups: [logGroup],
        queryString: new logs.QueryString(queryString),
      });
    }

    new CfnOutput(this, "FunctionName", { value: handler.functionName });
    new CfnOutput(this, "FunctionArn", { value: handler.functionArn });
    new CfnOutput(this, "RoleArn", { value: handler.role.roleArn });
    new CfnOutput(this, "LogGroupName", {
      value: logGroup.logGroupName,
    });
    new CfnOutput(this, "FailureQueueUrl", { value: failures.queueUrl });
  }
}

const app = new App();
const regions = ["us-east-1", "us-west-2", "eu-west-1"];
for (let index = 0; index < Number(process.env.STACKS ?? 3); index++) {
  const region = regions[index % regions.length];
  const round = Math.floor(index / regions.length);
  new WorkMailStack(app, `workmail-${region}${round === 0 ? "" : `-${round}`}`, {
    env: { region, account: "111122223333" },
    organizationIds: [`m-${"0".repeat(32)}`],
  });
}
app.synth();
