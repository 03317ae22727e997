/** Returns the organization's domains from the environment variable ORGANIZATION_DOMAINS, separated by commas. */
export const organizationDomains = (): string[] => process.env.ORGANIZATION_DOMAINS?.match(/[^\s,]+/g) ?? [];
