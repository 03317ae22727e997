import { type IResolvable, Token } from "cdktf";
import type { Construct } from "constructs";
import { type Condition, publicly } from "../tokens/condition";
import { expression } from "../tokens/expression";
import { UserError } from "../user-error";
import { ANY_ORGANIZATION } from "../workmail";

/** The organizations that may invoke the function: by name, any of the account, or none. */
export interface OrganizationProps {
  readonly organizationIds?: string[];
  readonly allowAnyOrganization?: boolean | IResolvable;
  readonly workMail?: Condition;
}

/** The organizations of a permission, and the rule that is left to the plan. */
export interface Organizations {
  readonly ids: string[];
  readonly precondition?: {
    readonly condition: IResolvable;
    readonly errorMessage: string;
  };
}

/**
 * Decides for one of the three: at synthesis, or at plan, if only Terraform knows the values.
 *
 * @throws UserError when it is several or none of them
 */
export function organizationsOf(
  construct: Construct,
  { organizationIds, allowAnyOrganization = false, workMail = true }: OrganizationProps,
): Organizations {
  if ([organizationIds, allowAnyOrganization, workMail].some((it) => Token.isUnresolved(it))) {
    const named = organizationIds ?? null;
    const ids = expression`${allowAnyOrganization} ? ${[ANY_ORGANIZATION]} : coalesce(${publicly(named)}, [])`;
    const isOneOfThem = expression`(${named} != null) != ${allowAnyOrganization}`;
    return {
      // An ID is part of ARNs and names: no secret, even if it comes from a parameter that Terraform takes for one.
      // Without IDs the list is empty, not null: only the precondition is to say that they are missing.
      ids: Token.asList(workMail === true ? ids : expression`${workMail} ? (${ids}) : []`),
      precondition: {
        condition:
          workMail === true
            ? isOneOfThem
            : expression`${workMail} ? ${isOneOfThem} : ${named} == null && !${allowAnyOrganization}`,
        errorMessage:
          "Needs organization_ids, allow_any_organization = true, or workmail = false, and only one of them.",
      },
    };
  }
  if ([organizationIds !== undefined, allowAnyOrganization, !workMail].filter(Boolean).length !== 1) {
    throw new UserError(
      `${construct.node.path}: needs 'organizationIds', 'allowAnyOrganization: true', or 'workMail: false', and only one of them`,
    );
  }
  return { ids: organizationIds ?? (workMail ? [ANY_ORGANIZATION] : []) };
}
