import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { dependable } from "cdktf";

/**
 * Returns the lifecycle of what Lambda deletes together with a function. Terraform knows the function by its name,
 * which stays when the function is replaced; the ARN is unknown at that moment, and at no other.
 *
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#replace_triggered_by
 */
export function replacedWith(lambda: LambdaFunction) {
  return { replaceTriggeredBy: [`${dependable(lambda)}.arn`] };
}
