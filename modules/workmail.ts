/** Values that Amazon WorkMail fixes: Regions, principal, organization ARNs, console; and the Regions without it.
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
 * The Regions in which Amazon SES receives email, WorkMail's among them: those that a function can be in.
 *
 * As of August 2026: AWS's Regions with an API endpoint of SES, except those that a reader of AWS's table of receiving
 * endpoints lists as missing there (eu-central-2, ap-south-2, ap-southeast-5, me-central-1, ca-west-1, GovCloud). The
 * 22 that remain are as many as the table has. The table itself was not at hand: compare it before you use a Region.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/ses.html#ses_inbound_endpoints
 */
export const REGIONS = [
  ...WORKMAIL_REGIONS,
  "us-east-2",
  "us-west-1",
  "af-south-1",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ca-central-1",
  "eu-central-1",
  "eu-north-1",
  "eu-south-1",
  "eu-west-2",
  "eu-west-3",
  "il-central-1",
  "me-south-1",
  "sa-east-1",
] as const;

/** A Region that a function can be in: with WorkMail, one of WorkMail's. */
export type Region = (typeof REGIONS)[number];

/** Returns whether WorkMail exists in a Region. */
export function hasWorkMail(region: string): region is WorkMailRegion {
  return WORKMAIL_REGIONS.some((it) => it === region);
}

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
