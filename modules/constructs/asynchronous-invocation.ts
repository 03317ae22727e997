import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type Condition, either } from "../tokens/condition";
import { expression } from "../tokens/expression";
import type { Destination } from "./destination";
import { replacedWith } from "./replaced-with";

export interface AsynchronousInvocationProps {
  readonly function: LambdaFunction;
  /** Alias or version whose invocations it is about. @default - the unqualified function */
  readonly qualifier?: string;
  /** How often an event that failed is tried again, 0 to 2. */
  readonly maximumRetryAttempts: number;
  /** How long an event waits for the function in seconds, 60 to 21600. */
  readonly maximumEventAgeSeconds: number;
  /** Where events go that failed every attempt: without it they are lost. */
  readonly onFailure: Destination;
  /** Where events go that the function processed, with its results. */
  readonly onSuccess: Destination;
  /** The policy that lets the role send there: Lambda checks it beforehand. */
  readonly dependsOn: ITerraformDependable[];
}

/** Retries and destinations of asynchronous invocations, which an email flow rule makes unless it runs
 * synchronously.
 *
 * Failures go to an on-failure destination and not to a dead-letter queue
 * (`dead_letter_config`): the destination receives the event with the reason, the response, and the number of
 * attempts, a dead-letter queue only the event. With both, each failure would be kept twice.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export class AsynchronousInvocation extends Construct {
  constructor(scope: Construct, id: string, props: AsynchronousInvocationProps) {
    super(scope, id);
    const { onFailure, onSuccess } = props;
    const isKnown = [onFailure, onSuccess].every(({ when }) => typeof when === "boolean");
    const config = new LambdaFunctionEventInvokeConfig(this, "Default", {
      functionName: props.function.functionName,
      qualifier: props.qualifier,
      maximumRetryAttempts: props.maximumRetryAttempts,
      maximumEventAgeInSeconds: props.maximumEventAgeSeconds,
      destinationConfig:
        isKnown && (onFailure.when || onSuccess.when)
          ? { onFailure: block(onFailure), onSuccess: block(onSuccess) }
          : undefined,
      dependsOn: props.dependsOn,
      lifecycle: replacedWith(props.function),
    });
    if (!isKnown) {
      config.addOverride("dynamic.destination_config", {
        for_each: oneIf(either(onFailure.when, onSuccess.when)),
        content: {
          dynamic: {
            on_failure: dynamicBlock(onFailure),
            on_success: dynamicBlock(onSuccess),
          },
        },
      });
    }
  }
}

function block({ when, arn }: Destination) {
  return when === true && arn !== undefined ? { destination: arn } : undefined;
}

/** A block that Terraform writes where the destination's condition holds. */
function dynamicBlock({ when, arn = "" }: Destination) {
  return { for_each: oneIf(when), content: { destination: arn } };
}

function oneIf(condition: Condition) {
  return expression`${condition} ? [true] : []`;
}
