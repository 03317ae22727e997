import { LIVE_ALIAS, MAXIMUM_ORGANIZATIONS, organizationArn, workMailPrincipal } from "../../modules/workmail";

/** What a resource policy may have, in bytes. */
const LIMIT = 20_480;

/** The resource policy of a function for so many organizations, with everything that makes a statement long. */
function policyFor(organizations: number): string {
  const [region, account] = ["us-east-1", "111122223333"];
  const Statement = Array.from({ length: organizations }, (_, index) => {
    const organization = `m-${String(index).padStart(32, "0")}`;
    return {
      Sid: `AllowWorkMail-${organization}`,
      Effect: "Allow",
      Principal: { Service: workMailPrincipal(region) },
      Action: "lambda:InvokeFunction",
      Resource: `arn:aws:lambda:${region}:${account}:function:${"a".repeat(54)}:${LIVE_ALIAS}`,
      Condition: {
        StringEquals: { "AWS:SourceAccount": account },
        ArnLike: { "AWS:SourceArn": organizationArn(region, account, organization) },
      },
    };
  });
  return JSON.stringify({ Version: "2012-10-17", Id: "default", Statement });
}

describe("the number of organizations", () => {
  it("is the largest whose statements fit a resource policy, whatever the settings", () => {
    expect(policyFor(MAXIMUM_ORGANIZATIONS).length).toBeLessThanOrEqual(LIMIT);
    expect(policyFor(MAXIMUM_ORGANIZATIONS + 1).length).toBeGreaterThan(LIMIT);
  });
});
