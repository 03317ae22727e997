import {
  consoleUrl,
  LIVE_ALIAS,
  MAXIMUM_ORGANIZATIONS,
  organizationArn,
  regionPrefix,
  workMailPrincipal,
} from "../../modules/workmail";

/** The largest resource policy, in bytes. */
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

describe("a name of WorkMail or of ours", () => {
  it.each([
    [workMailPrincipal("eu-west-1"), "workmail.eu-west-1.amazonaws.com"],
    [organizationArn("eu-west-1", "111122223333", "m-1"), "arn:aws:workmail:eu-west-1:111122223333:organization/m-1"],
    [
      consoleUrl("eu-west-1", "m-1"),
      "https://eu-west-1.console.aws.amazon.com/workmail/v2/home?region=eu-west-1#/organizations/m-1",
    ],
    [regionPrefix("eu-west-1"), "eu_west_1"],
    [LIVE_ALIAS, "live"],
  ])("is %s", (name, expected) => {
    expect(name).toBe(expected);
  });
});
