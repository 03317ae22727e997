import { GetFunctionEventInvokeConfigCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { qualifierOf } from "../../deployments/deployment-outputs";
import { type Attributes, UNKNOWN } from "../attributes";
import { asked, type Check, comparedResource, type Context, orMissing } from "../check";

/** The compared attributes, and the provider's values for missing ones. */
const INVOCATION_ATTRIBUTES = {
  destination_config: {},
  maximum_event_age_in_seconds: 21_600,
  maximum_retry_attempts: 2,
};

/** Checks how often and how long a failed event is retried, and where its records go. */
export async function asynchronousInvocationChecks({ aws, outputs, expected }: Context): Promise<Check[]> {
  const synthesized = expected.only("aws_lambda_function_event_invoke_config", INVOCATION_ATTRIBUTES);
  return asked("asynchronous invocation", async () => {
    const answer = await orMissing(
      aws.ask("lambda:GetFunctionEventInvokeConfig", LambdaClient, (lambda) =>
        lambda.send(
          new GetFunctionEventInvokeConfigCommand({
            FunctionName: outputs.function_name,
            Qualifier: qualifierOf(outputs),
          }),
        ),
      ),
    );
    const { OnFailure, OnSuccess } = answer?.DestinationConfig ?? {};
    return [
      comparedResource(
        "asynchronous invocation",
        "retries and destinations",
        synthesized === undefined
          ? { on_failure: outputs.failure_queue_arn ?? UNKNOWN }
          : { ...synthesized, ...destinationsIn(synthesized.destination_config), destination_config: UNKNOWN },
        answer && {
          maximum_event_age_in_seconds: answer.MaximumEventAgeInSeconds ?? 21_600,
          maximum_retry_attempts: answer.MaximumRetryAttempts ?? 2,
          on_failure: OnFailure?.Destination,
          on_success: OnSuccess?.Destination,
        },
      ),
    ];
  });
}

/** Returns the destinations; null for none. */
function destinationsIn(config: unknown): Attributes {
  if (config === UNKNOWN) {
    return { on_failure: UNKNOWN, on_success: UNKNOWN };
  }
  const { on_failure, on_success } = (config ?? {}) as Readonly<Record<string, { destination?: unknown } | undefined>>;
  return { on_failure: on_failure?.destination ?? null, on_success: on_success?.destination ?? null };
}
