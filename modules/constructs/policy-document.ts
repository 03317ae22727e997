import { type IResolvable, Token } from "cdktf";
import { type Condition, isSet } from "../tokens/condition";
import { expression } from "../tokens/expression";

/** A statement of an IAM policy, in IAM's own words. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | { readonly [kind: string]: string };
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: {
    readonly [operator: string]: { readonly [key: string]: string | readonly string[] };
  };
}

/** Statements, and what must hold for them to be in the policy. */
export interface Grant {
  readonly when: Condition;
  /** The statements, or Terraform's expression of a list of them. */
  readonly statements: readonly Statement[] | IResolvable;
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
 * The JSON of a policy of all grants that hold. What Terraform alone knows
 * decides about statements and not about the policy, whose count it would
 * have to know before it applies: a key may be made in the same run.
 */
export function policyOfGrants(grants: readonly Grant[]): string {
  const known: Statement[] = [];
  const unknown: IResolvable[] = [];
  for (const { when, statements } of grants) {
    if (when === false) {
      continue;
    }
    if (when !== true) {
      unknown.push(expression`[for each in ${statements} : each if ${when}]`);
    } else if (isList(statements)) {
      known.push(...statements);
    } else {
      unknown.push(statements);
    }
  }
  return unknown.length === 0
    ? policyDocument(...known)
    : Token.asString(expression`jsonencode({"Version" = ${VERSION}, "Statement" = concat(${known}, ${unknown}...)})`);
}

function isList(statements: Grant["statements"]): statements is readonly Statement[] {
  return Array.isArray(statements);
}
