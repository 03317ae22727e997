import { type IResolvable, type TerraformResource, Token } from "cdktf";
import { expression } from "./expression";

/** A boolean, or a token for one that only Terraform knows. */
export type Condition = boolean | IResolvable;

/** Whether an optional value is given: no secret, even where the value is one. */
export function isSet(value: string | string[] | undefined): Condition {
  return Token.isUnresolved(value) ? publicly(expression`${value} != null`) : value !== undefined;
}

/**
 * Returns a value without Terraform's mark for sensitive values, which count and for_each refuse. Before Terraform 1.8
 * nonsensitive is an error for a value without the mark.
 */
export function publicly(value: unknown): IResolvable {
  return expression`try(nonsensitive(${value}), ${value})`;
}

export function not(condition: Condition): Condition {
  return typeof condition === "boolean" ? !condition : expression`!${condition}`;
}

/** Whether both hold, or neither. */
export function isSame(first: Condition, second: Condition): Condition {
  return typeof first === "boolean" && typeof second === "boolean"
    ? first === second
    : expression`(${first} == ${second})`;
}

/**
 * Whether both hold. Where the first does not, Terraform need not know the
 * second before it applies: with && it would.
 */
export function both(first: Condition, second: Condition): Condition {
  if (first === true || second === false) {
    return second;
  }
  if (second === true || first === false) {
    return first;
  }
  return expression`(${first} ? ${second} : false)`;
}

/** Whether one of them holds. Where the first does, Terraform need not know the second. */
export function either(first: Condition, second: Condition): Condition {
  if (first === false || second === true) {
    return second;
  }
  if (second === false || first === true) {
    return first;
  }
  return expression`(${first} ? true : ${second})`;
}

/**
 * Creates something under a condition: nothing if it is false. If only Terraform knows, the thing is created with
 * that condition.
 */
export function when<Thing>(condition: Condition, make: (when: Condition) => Thing): Thing | undefined {
  return condition === false ? undefined : make(condition);
}

/** The count of a resource under a condition, where Terraform has to count. */
export function countOf(condition: Condition): number | undefined {
  return typeof condition === "boolean" ? undefined : Token.asNumber(expression`${condition} ? 1 : 0`);
}

/** An attribute of a resource, which is null where its count is 0. */
export function attributeOf(resource: TerraformResource, attribute: string): string {
  return resource.count === undefined
    ? resource.getStringAttribute(attribute)
    : Token.asString(expression(["one(", `[*].${attribute})`], resource.fqn));
}
