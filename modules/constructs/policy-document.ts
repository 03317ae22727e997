import { type IResolvable, Token } from "cdktf";
import { type Condition, isSet } from "../tokens/condition";
import { expression } from "../tokens/expression";

/**
 * A statement of an IAM policy.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export interface Statement {
  /** ID of the statement. */
  readonly Sid: string;
  /** Whether the statement allows or denies. */
  readonly Effect: "Allow" | "Deny";
  /** The principal; only in resource policies. */
  readonly Principal?: "*" | { readonly [kind: string]: string };
  /** One or more actions. */
  readonly Action: string | readonly string[] | IResolvable;
  /** One or more ARNs. */
  readonly Resource: string | readonly string[] | IResolvable;
  /** The condition under which the statement applies. */
  readonly Condition?: {
    readonly [operator: string]: { readonly [key: string]: string | readonly string[] };
  };
}

/** Statements of a policy, and the condition under which they are in it. */
export interface Grant {
  /** Whether the statements are in the policy. */
  readonly when: Condition;
  /** The statements. */
  readonly statements: readonly Statement[];
}

/** A grant that goes with an optional value. */
export function grantWhenSet(value: string | undefined, statements: (value: string) => readonly Statement[]): Grant {
  return {
    when: isSet(value),
    statements: value === undefined ? [] : statements(value),
  };
}

const VERSION = "2012-10-17";

/** The JSON of a policy of these statements. */
export function policyDocument(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: VERSION, Statement: statements });
}

/**
 * Returns the JSON of a policy of all grants that hold. Where only Terraform knows, it decides statement by statement:
 * a `jsonencode` is part of the plan, where a data source with unknown values is read only during apply.
 *
 * @param more statements that only Terraform knows, as a list
 */
export function policyOfGrants(grants: readonly Grant[], more?: IResolvable): string {
  const statements = grants
    .filter(({ when }) => when !== false)
    .flatMap(({ when, statements }) =>
      statements.map((statement) => (when === true ? statement : expression`${when} ? ${statement} : null`)),
    );
  if (more === undefined && grants.every(({ when }) => typeof when === "boolean") && !hasListToken(statements)) {
    return JSON.stringify({ Version: VERSION, Statement: statements });
  }
  const own = expression`[for statement in ${statements} : statement if statement != null]`;
  const all = more === undefined ? own : expression`concat(${own}, ${more})`;
  return Token.asString(expression`jsonencode({"Version" = ${VERSION}, "Statement" = ${all}})`);
}

/** Whether a value has a list that only Terraform knows: in a string of JSON, CDKTF would not find it. */
function hasListToken(value: unknown): boolean {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  return (Array.isArray(value) && Token.isUnresolved(value)) || Object.values(value).some(hasListToken);
}
