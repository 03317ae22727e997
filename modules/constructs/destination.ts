import { Token } from "cdktf";
import { type Condition, either } from "../tokens/condition";
import { expression } from "../tokens/expression";
import type { Grant } from "./policy-document";

/** Where Lambda sends the records of invocations. */
export interface Destination {
  readonly when: Condition;
  /** Unset or null where the condition does not hold. */
  readonly arn: string | undefined;
}

/** One's own destination where there is one, otherwise the other. */
export function firstDestination(own: Destination, other: Destination): Destination {
  const arn =
    Token.isUnresolved(own.arn) && other.arn !== undefined
      ? Token.asString(expression`${own.arn} != null ? ${own.arn} : ${other.arn}`)
      : (own.arn ?? other.arn);
  // The other's condition is the one that Terraform knows before it applies.
  return { when: either(other.when, own.when), arn };
}

/**
 * What the role must be allowed so that Lambda may send to a service: on the
 * destination, or on what is in it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
const ACTIONS = {
  sqs: [{ action: "SendMessage", on: "" }],
  sns: [{ action: "Publish", on: "" }],
  events: [{ action: "PutEvents", on: "" }],
  lambda: [{ action: "InvokeFunction", on: "" }],
  s3: [
    { action: "ListBucket", on: "" },
    { action: "PutObject", on: "/*" },
  ],
};

/**
 * Lets the role send to one destination, and to no other.
 *
 * @param purpose what the statements' ids begin with
 */
export function grantSending(purpose: string, arn: string | undefined): Grant {
  if (Token.isUnresolved(arn)) {
    return {
      when: true,
      statements: expression`flatten([for arn in compact([${arn}]) : [for each in ${ACTIONS}[split(":", arn)[2]] : {"Sid" = join("", [${purpose}, each.action]), "Effect" = "Allow", "Action" = join(":", [split(":", arn)[2], each.action]), "Resource" = join("", [arn, each.on])}]])`,
    };
  }
  const service = arn?.split(":")[2] as keyof typeof ACTIONS;
  return {
    when: arn !== undefined,
    statements: (ACTIONS[service] ?? []).map(({ action, on }) => ({
      Sid: `${purpose}${action}`,
      Effect: "Allow",
      Action: `${service}:${action}`,
      Resource: `${arn}${on}`,
    })),
  };
}
