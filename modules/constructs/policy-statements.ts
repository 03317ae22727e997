import { type IResolvable, Token, Tokenization } from "cdktf";
import type { PropRule } from "../tokens/check-rules";
import { type Condition, either, not } from "../tokens/condition";
import { expression } from "../tokens/expression";
import type { Grant, Statement } from "./policy-document";

/** A statement of yours in the execution role's policy: it allows actions. */
export interface PolicyStatementProps {
  /** ID of the statement, which no other has. */
  readonly sid: string;
  /** Actions, such as states:StartExecution; not * or service:*. */
  readonly actions: string[];
  /** ARNs, or * where an action has no resources. */
  readonly resources: string[];
  /** Values by condition operator and key. @default {} */
  readonly conditions?: { readonly [operator: string]: { readonly [key: string]: string[] } };
}

/** Statements that only Terraform knows have Terraform's names. */
export type PolicyStatementsValue = readonly PolicyStatementProps[] | IResolvable;

/** Returns the statements as a role's policy has them, or, if only Terraform knows them, an expression of them. */
export function statementsOf(given: PolicyStatementsValue): { readonly grants: Grant[]; readonly more?: IResolvable } {
  if (Tokenization.isResolvable(given)) {
    const condition = expression`{for name, value in {"Condition" = statement.conditions} : name => value if length(value) > 0}`;
    const statement = expression`{"Sid" = statement.sid, "Effect" = "Allow", "Action" = statement.actions, "Resource" = statement.resources}`;
    return { grants: [], more: expression`[for statement in ${given} : merge(${statement}, ${condition})]` };
  }
  const statements = given.map(({ sid, actions, resources, conditions = {} }): Statement => ({
    Sid: sid,
    Effect: "Allow",
    Action: actions,
    Resource: resources,
    ...(Object.keys(conditions).length > 0 && { Condition: conditions }),
  }));
  return { grants: [{ when: true, statements }] };
}

/** Returns whether there is any statement. */
export function hasStatements(given: PolicyStatementsValue): Condition {
  return Tokenization.isResolvable(given) ? expression`(length(${given}) > 0)` : given.length > 0;
}

/** Returns the rule that only a role that is created takes statements. */
export function statementsRule(given: PolicyStatementsValue, createsRole: Condition): PropRule {
  return {
    holds: either(createsRole, not(hasStatements(given))),
    error: "'policyStatements' are for a role that is created, not for 'roleArn'",
    errorAtPlan: "policy_statements are for a role that is created, not for role_arn.",
  };
}

type Variables = { readonly [name: string]: string };

/** The action that reads a secret, by the service that stores it. */
const READING = {
  secretsmanager: { Sid: "ReadSecrets", Action: "secretsmanager:GetSecretValue" },
  ssm: { Sid: "ReadParameters", Action: "ssm:GetParameter" },
};

/** Lets the role read secrets, and nothing else of their services. */
export function grantReadingSecrets(secretArns: Variables): Grant[] {
  return Object.entries(READING).map(([service, { Sid, Action }]) => {
    if (Token.isUnresolved(secretArns)) {
      const arns = expression`[for arn in values(${secretArns}) : arn if split(":", arn)[2] == ${service}]`;
      return { when: expression`length(${arns}) > 0`, statements: [{ Sid, Effect: "Allow", Action, Resource: arns }] };
    }
    const Resource = [...new Set(Object.values(secretArns))].filter((arn) => arn.split(":")[2] === service);
    return { when: Resource.length > 0, statements: [{ Sid, Effect: "Allow", Action, Resource }] };
  });
}

/** Returns the rule that no environment variable is set twice. */
export function variablesRule(environmentVariables: Variables, secretArns: Variables): PropRule {
  const isKnown = ![environmentVariables, secretArns].some((it) => Token.isUnresolved(it));
  return {
    holds: isKnown
      ? !Object.keys(secretArns).some((name) => name in environmentVariables)
      : expression`length(setintersection(keys(${environmentVariables}), keys(${secretArns}))) == 0`,
    error: "'secretArns' and 'environmentVariables' must have different names",
    errorAtPlan: "secret_arns and environment_variables must have different names.",
  };
}
