import { Token } from "cdktf";
import { both, type Condition, either, isSet, not } from "../tokens/condition";
import { expression } from "../tokens/expression";
import type { Grant, Statement } from "./policy-document";

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
 * The permissions that the role needs so that Lambda can send to a service.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export const DESTINATION_ACTIONS = {
  sqs: ["sqs:SendMessage"],
  sns: ["sns:Publish"],
  events: ["events:PutEvents"],
  lambda: ["lambda:InvokeFunction"],
};

/** Those for a bucket and its objects. */
const BUCKET_ACTIONS = ["s3:ListBucket", "s3:PutObject"];

/**
 * Lets the role send to one destination other than a bucket, and to no other.
 *
 * @param sid the ID of the statement
 */
export function grantSending(sid: string, arn: string | undefined): Grant {
  if (arn === undefined) {
    return { when: false, statements: [] };
  }
  const Action = Token.isUnresolved(arn)
    ? expression`${DESTINATION_ACTIONS}[split(":", ${arn})[2]]`
    : DESTINATION_ACTIONS[arn.split(":")[2] as keyof typeof DESTINATION_ACTIONS];
  return { when: isSet(arn), statements: [{ Sid: sid, Effect: "Allow", Action, Resource: arn }] };
}

/** Lets the role send failed events to one destination, which may be a bucket of the function's account. */
export function grantSendingFailures(arn: string | undefined, accountId: string): Grant[] {
  const sid = "SendFailures";
  const { when, statements } = grantSending(sid, arn);
  if (arn === undefined) {
    return [];
  }
  const isBucket = Token.isUnresolved(arn) ? expression`startswith(${arn}, "arn:aws:s3:")` : arn.split(":")[2] === "s3";
  const toBucket: Statement = {
    Sid: sid,
    Effect: "Allow",
    Action: BUCKET_ACTIONS,
    Resource: [arn, `${arn}/*`],
    Condition: bucketOf(accountId),
  };
  return [
    { when: both(when, not(isBucket)), statements },
    { when: both(when, isBucket), statements: [toBucket] },
  ];
}

/**
 * Returns the condition that a bucket belongs to an account. Buckets have no account in their ARNs: if one is deleted,
 * anybody can create another one with its name, and would get the emails.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function bucketOf(accountId: string): Statement["Condition"] {
  return { StringEquals: { "s3:ResourceAccount": accountId } };
}
