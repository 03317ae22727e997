import { type IResolvable, type Precondition, Token } from "cdktf";
import type { Construct } from "constructs";
import { UserError } from "../user-error";
import type { Condition } from "./condition";

/** Rules between props, each of which is valid by itself. */
export interface PropRule {
  readonly holds: Condition;
  /** The error, in the words of the props. */
  readonly error: string;
  /** The error at plan, in the words of the module's variables. */
  readonly errorAtPlan: string;
}

/**
 * Returns the rules that only Terraform can check, as preconditions.
 *
 * @throws UserError that lists every rule that is broken
 */
export function checkRules(construct: Construct, rules: readonly PropRule[]): Precondition[] {
  const broken = rules.filter(({ holds }) => holds === false).map(({ error }) => error);
  if (broken.length > 0) {
    throw new UserError(`${construct.node.path}: ${broken.join("\n  ")}`);
  }
  return rules
    .filter(({ holds }) => Token.isUnresolved(holds))
    .map(({ holds, errorAtPlan }) => ({ condition: holds as IResolvable, errorMessage: errorAtPlan }));
}
