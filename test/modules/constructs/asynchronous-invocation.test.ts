import { only, ORGANIZATIONS, policyOf, synthesize, synthesizeWithVariables } from "../../support/stack";

const account = "111122223333";
const queue = `arn:aws:sqs:us-west-2:${account}:own`;
function stackWith(settings: object) {
  return synthesize({
    functionName: "mail",
    regions: { "us-west-2": { organizationIds: [ORGANIZATIONS.one] } },
    ...settings,
  });
}

function configOf(settings: object) {
  return only(stackWith(settings), "aws_lambda_function_event_invoke_config");
}

function sendStatements(settings: object) {
  return policyOf(only(stackWith(settings), "aws_iam_role_policy")).Statement.filter(
    ({ Sid }) => String(Sid).startsWith("Send") && Sid !== "SendTraces",
  );
}

describe("asynchronous invocation", () => {
  it("tries twice more, for six hours, then sends to the failure queue", () => {
    expect(configOf({})).toMatchObject({
      function_name: "${aws_lambda_function.function.function_name}",
      maximum_retry_attempts: 2,
      maximum_event_age_in_seconds: 21600,
      destination_config: {
        on_failure: { destination: "${aws_sqs_queue.failure_queue.arn}" },
      },
    });
  });

  it("comes after the policy that lets the role send, which Lambda checks", () => {
    expect(configOf({}).depends_on).toEqual(["aws_iam_role_policy.role_policy"]);
  });

  it("does not keep failures twice, in a dead-letter queue as well", () => {
    expect(only(stackWith({}), "aws_lambda_function")).not.toHaveProperty("dead_letter_config");
  });

  it("tries as often and as long as the props say", () => {
    expect(configOf({ maximumRetryAttempts: 0, maximumEventAgeSeconds: 60 })).toMatchObject({
      maximum_retry_attempts: 0,
      maximum_event_age_in_seconds: 60,
    });
  });

  it("sends to your own destination instead of the queue", () => {
    const stack = stackWith({ onFailureDestinationArn: queue });
    expect(only(stack, "aws_lambda_function_event_invoke_config").destination_config).toEqual({
      on_failure: { destination: queue },
    });
    expect(stack.resource).not.toHaveProperty("aws_sqs_queue");
  });

  it("sends results to their destination, and failures to the queue all the same", () => {
    const bus = `arn:aws:events:us-west-2:${account}:event-bus/mail`;
    expect(configOf({ onSuccessDestinationArn: bus }).destination_config).toEqual({
      on_failure: { destination: "${aws_sqs_queue.failure_queue.arn}" },
      on_success: { destination: bus },
    });
  });

  it("sends nothing anywhere when the queue is switched off", () => {
    const stack = stackWith({ failureQueue: false });
    expect(only(stack, "aws_lambda_function_event_invoke_config")).not.toHaveProperty("destination_config");
    expect(stack.resource).not.toHaveProperty("aws_sqs_queue");
    expect(sendStatements({ failureQueue: false })).toEqual([]);
  });
});

describe("the role", () => {
  it.each([
    ["SQS", queue, ["sqs:SendMessage"]],
    ["SNS", `arn:aws:sns:us-west-2:${account}:own`, ["sns:Publish"]],
    ["EventBridge", `arn:aws:events:us-west-2:${account}:event-bus/own`, ["events:PutEvents"]],
    ["Lambda", `arn:aws:lambda:us-west-2:${account}:function:own`, ["lambda:InvokeFunction"]],
  ])("may send failures to your own %s destination, and nowhere more", (_, arn, actions) => {
    expect(sendStatements({ onFailureDestinationArn: arn })).toEqual([
      { Sid: "SendFailures", Effect: "Allow", Action: actions, Resource: arn },
    ]);
  });

  it("may send failures to your own bucket, as long as the bucket belongs to the account", () => {
    expect(sendStatements({ onFailureDestinationArn: "arn:aws:s3:::own" })).toEqual([
      {
        Sid: "SendFailures",
        Effect: "Allow",
        Action: ["s3:ListBucket", "s3:PutObject"],
        Resource: ["arn:aws:s3:::own", "arn:aws:s3:::own/*"],
        Condition: { StringEquals: { "s3:ResourceAccount": "${terraform_data.location.input.account_id}" } },
      },
    ]);
  });

  it("may send results to their destination", () => {
    const topic = `arn:aws:sns:us-west-2:${account}:results`;
    expect(sendStatements({ onSuccessDestinationArn: topic })).toEqual([
      expect.objectContaining({ Sid: "SendFailures" }),
      {
        Sid: "SendResults",
        Effect: "Allow",
        Action: ["sns:Publish"],
        Resource: topic,
      },
    ]);
  });
});

describe("destinations that only Terraform knows", () => {
  const { resource } = synthesizeWithVariables((variable) => ({
    failureQueue: variable("failure_queue").booleanValue,
    onFailureDestinationArn: variable("on_failure").stringValue,
    onSuccessDestinationArn: variable("on_success").stringValue,
  }));

  it("decide over the queue; the queue that is off needs no ARN to be known", () => {
    expect(resource.aws_sqs_queue?.failure_queue?.count).toBe(
      "${(var.failure_queue ? !try(nonsensitive(var.on_failure != null), var.on_failure != null) : false) ? 1 : 0}",
    );
  });

  it("are blocks that Terraform writes where there are any", () => {
    expect(resource.aws_lambda_function_event_invoke_config?.asynchronous_invocation?.dynamic).toEqual({
      destination_config: {
        for_each:
          "${((var.failure_queue ? true : try(nonsensitive(var.on_failure != null), var.on_failure != null)) ? true : try(nonsensitive(var.on_success != null), var.on_success != null)) ? [true] : []}",
        content: {
          dynamic: {
            on_failure: {
              for_each:
                "${(var.failure_queue ? true : try(nonsensitive(var.on_failure != null), var.on_failure != null)) ? [true] : []}",
              content: {
                destination: "${var.on_failure != null ? var.on_failure : one(aws_sqs_queue.failure_queue[*].arn)}",
              },
            },
            on_success: {
              for_each: "${try(nonsensitive(var.on_success != null), var.on_success != null) ? [true] : []}",
              content: { destination: "${var.on_success}" },
            },
          },
        },
      },
    });
  });
});
