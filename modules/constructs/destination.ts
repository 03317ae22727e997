import { Token } from "cdktf";
import { type Condition, either, isSet } from "../tokens/condition";
import { expression } from "../tokens/expression";
import type { Grant } from "./policy-document";

/** Where Lambda sends the records of invocations. */
export interface Destination {
  readonly when: Condition;
  /** Unset or null where the condition does not hold. */
  readonly arn: string | undefined;
}

/** Your own destination if there is one, otherwise the other. */
export function firstDestination(own: Destination, other: Destination): Destination {
  const arn =
    Token.isUnresolved(own.arn) && other.arn !== undefined
      ? Token.asString(expression`${own.arn} != null ? ${own.arn} : ${other.arn}`)
      : (own.arn ?? other.arn);
  // The other's condition is the one that Terraform knows before it applies.
  return { when: either(other.when, own.when), arn };
}

/**
 * The permissions that the role needs so that Lambda can send to a service. For a bucket, it needs the objects, too.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export const DESTINATION_ACTIONS = {
  sqs: ["sqs:SendMessage"],
  sns: ["sns:Publish"],
  events: ["events:PutEvents"],
  lambda: ["lambda:InvokeFunction"],
  s3: ["s3:ListBucket", "s3:PutObject"],
};

/**
 * Lets the role send to one destination, and to no other.
 *
 * @param sid the ID of the statement
 */
export function grantSending(sid: string, arn: string | undefined): Grant {
  if (arn === undefined) {
    return { when: false, statements: [] };
  }
  const objects = `${arn}/*`;
  if (Token.isUnresolved(arn)) {
    const service = expression`split(":", ${arn})[2]`;
    const Action = expression`${DESTINATION_ACTIONS}[${service}]`;
    const Resource = expression`${service} == "s3" ? [${arn}, ${objects}] : [${arn}]`;
    return { when: isSet(arn), statements: [{ Sid: sid, Effect: "Allow", Action, Resource }] };
  }
  const service = arn.split(":")[2] as keyof typeof DESTINATION_ACTIONS;
  const Resource = service === "s3" ? [arn, objects] : [arn];
  return { when: true, statements: [{ Sid: sid, Effect: "Allow", Action: DESTINATION_ACTIONS[service], Resource }] };
}
