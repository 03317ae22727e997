import { type IResolvable, Token } from "cdktf";
import type { Construct } from "constructs";
import { publicly } from "../tokens/condition";
import { expression } from "../tokens/expression";
import { UserError } from "../user-error";
import { ANY_ORGANIZATION } from "../workmail";

/** The organizations that may invoke the function: by name, or any of the account. */
export interface OrganizationProps {
  readonly organizationIds?: string[];
  readonly allowAnyOrganization?: boolean | IResolvable;
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
 * Decides for one or the other: at synthesis, or at plan, if only Terraform knows the values.
 *
 * @throws UserError when it is both or neither
 */
export function organizationsOf(
  construct: Construct,
  { organizationIds, allowAnyOrganization = false }: OrganizationProps,
): Organizations {
  if ([organizationIds, allowAnyOrganization].some((it) => Token.isUnresolved(it))) {
    const named = organizationIds ?? null;
    return {
      // An ID is part of ARNs and names: no secret, even if it comes from a parameter that Terraform takes for one.
      // Without IDs the list is empty, not null: only the precondition is to say that they are missing.
      ids: Token.asList(expression`${allowAnyOrganization} ? ${[ANY_ORGANIZATION]} : coalesce(${publicly(named)}, [])`),
      precondition: {
        condition: expression`(${named} != null) != ${allowAnyOrganization}`,
        errorMessage: "Needs organization_ids, or allow_any_organization = true, and not both.",
      },
    };
  }
  if ((organizationIds === undefined) !== allowAnyOrganization) {
    throw new UserError(
      `${construct.node.path}: needs 'organizationIds', or 'allowAnyOrganization: true', and not both`,
    );
  }
  return { ids: organizationIds ?? [ANY_ORGANIZATION] };
}
