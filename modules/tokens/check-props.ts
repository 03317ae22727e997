import { Token } from "cdktf";
import type { Construct } from "constructs";
import * as v from "valibot";
import { UserError } from "../user-error";

/**
 * Checks the props of a construct against their rules, all at once. Values that only Terraform knows are skipped:
 * Terraform checks them at plan.
 *
 * @throws UserError that names the construct's path, each prop, its rule and what was given
 */
export function checkProps<Props extends object>(
  construct: Construct,
  props: Props,
  rules: { readonly [Name in keyof Props]?: v.GenericSchema },
): void {
  const errors = Object.entries<v.GenericSchema | undefined>(rules).flatMap(([name, rule]) => {
    const value = props[name as keyof Props];
    if (rule === undefined || value === undefined || hasToken(value)) {
      return [];
    }
    return (v.safeParse(rule, value).issues ?? []).map((issue) => {
      const what = `'${[name, v.getDotPath(issue)].filter(Boolean).join(".")}'`;
      const got = isValueOfMap(rule, issue) ? "" : `, got: ${JSON.stringify(issue.input)}`;
      return `${what} ${issue.type === "partial_check" ? "needs" : "must be"} ${issue.message}${got}`;
    });
  });
  if (errors.length > 0) {
    throw new UserError([`${construct.node.path}: wrong props`, ...new Set(errors)].join("\n  "));
  }
}

/** Returns whether an issue is about a value of a map: in the place of a secret's ARN, it may be the secret. */
function isValueOfMap({ type }: v.GenericSchema, { path }: v.BaseIssue<unknown>): boolean {
  return type === "record" && path?.length === 1 && path[0].origin === "value";
}

/** Whether there is anything in a value that only Terraform knows. */
export function hasToken(value: unknown): boolean {
  return (
    Token.isUnresolved(value) || (typeof value === "object" && value !== null && Object.values(value).some(hasToken))
  );
}
