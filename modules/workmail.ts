/** Values that Amazon WorkMail fixes: Regions, principal, organization ARNs, console.
 *
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html
 */

/**
 * The Regions in which Amazon WorkMail exists. A function must be in the same Region and account as the organization
 * whose rule invokes it.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/workmail.html
 */
export const WORKMAIL_REGIONS = ["us-east-1", "us-west-2", "eu-west-1"] as const;

/** A Region in which Amazon WorkMail exists. */
export type WorkMailRegion = (typeof WORKMAIL_REGIONS)[number];

/**
 * The form of an organization id: `m-` and 32 hexadecimal digits.
 *
 * @see https://docs.aws.amazon.com/workmail/latest/APIReference/API_DescribeOrganization.html
 */
export const ORGANIZATION_ID_PATTERN = "^m-[0-9a-f]{32}$";

/**
 * How many organizations a function can be for: a resource policy holds 20,480 bytes, and a statement takes up to 471,
 * with the longest function name, the alias, and the condition on the account.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAXIMUM_ORGANIZATIONS = 43;

/** Stands for every organization of the account in a source ARN. */
export const ANY_ORGANIZATION = "*";

/** The service principal as which WorkMail calls functions in a Region. */
export function workMailPrincipal(region: string): string {
  return `workmail.${region}.amazonaws.com`;
}

/** The ARN of an organization, or of all of them with {@link ANY_ORGANIZATION}. */
export function organizationArn(region: string, accountId: string, organizationId: string): string {
  return `arn:aws:workmail:${region}:${accountId}:organization/${organizationId}`;
}

/**
 * The console page of an organization. No deeper link to the email flow rules
 * is known.
 */
export function consoleUrl(region: string, organizationId: string): string {
  return `https://${region}.console.aws.amazon.com/workmail/v2/home?region=${region}#/organizations/${organizationId}`;
}

/** Returns the prefix of a Region's resources and outputs in a stack of all Regions. */
export function regionPrefix(region: string): string {
  return region.replaceAll("-", "_");
}

/** The name of the alias that a rule can name instead of the function. */
export const LIVE_ALIAS = "live";
