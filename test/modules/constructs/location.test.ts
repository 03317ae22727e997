import { Testing } from "cdktf";
import { Location } from "../../../modules/constructs/location";
import { ReadableStack } from "../../../modules/stacks/base-stack";
import { REGIONS } from "../../../modules/workmail";
import { rendered } from "../../support/rendered";
import type { Configuration } from "../../support/stack";

const providerRegion = 'lookup(data.aws_region.region, "region", lookup(data.aws_region.region, "id", null))';

/** The configuration of a location that is the whole of its stack. */
function configurationOf(region?: string, workMail?: boolean) {
  const stack = new ReadableStack(Testing.app(), "mail");
  const location = new Location(stack, "location", { region, workMail });
  const { resource, data } = JSON.parse(Testing.synth(stack)) as Configuration;
  return {
    remembered: resource.terraform_data?.location,
    region: data.aws_region?.region,
    values: rendered(stack, [location.region, location.accountId]),
  };
}

describe("Location", () => {
  it("remembers the account and the provider's Region, whatever the provider becomes", () => {
    expect(configurationOf().remembered).toMatchObject({
      input: {
        account_id: "${data.aws_caller_identity.account.account_id}",
        region: `\${${providerRegion}}`,
      },
      lifecycle: { ignore_changes: ["input"] },
    });
    expect(configurationOf("eu-west-1").remembered).toMatchObject({ input: { region: "eu-west-1" } });
  });

  it("refuses a provider of another Region or account than the remembered ones", () => {
    expect(configurationOf().remembered).toMatchObject({
      lifecycle: {
        postcondition: [
          {
            condition: `\${self.input.region == ${providerRegion} && self.input.account_id == data.aws_caller_identity.account.account_id}`,
            error_message:
              "This deployment is in the Region ${self.input.region} of the account ${self.input.account_id}, and the AWS provider is in another one. Use a provider of this Region and account, and another call or stack for the other one.",
          },
        ],
      },
    });
  });

  it.each([
    [undefined, true, ["us-east-1", "us-west-2", "eu-west-1"]],
    ["eu-west-1", true, ["eu-west-1"]],
    [undefined, false, [...REGIONS]],
    ["eu-central-1", false, ["eu-central-1"]],
  ])("with the Region %s and WorkMail %s allows a provider of %j", (region, workMail, allowed) => {
    const given = 'lookup(self, "region", lookup(self, "id", null))';
    expect(configurationOf(region, workMail).region).toEqual({
      lifecycle: {
        postcondition: [
          {
            condition: `\${contains([${allowed.map((it) => `"${it}"`).join(", ")}], ${given})}`,
            error_message: `The AWS provider's Region must be ${allowed.join(", ")}: a function must be in the Region of its WorkMail organization, or without WorkMail, where Amazon SES receives email; given: \${${given}}.`,
          },
        ],
      },
    });
  });

  it("gives the remembered values to those that need them", () => {
    expect(configurationOf().values).toEqual([
      "${terraform_data.location.input.region}",
      "${terraform_data.location.input.account_id}",
    ]);
    expect(configurationOf("eu-west-1").values).toEqual(["eu-west-1", "${terraform_data.location.input.account_id}"]);
  });
});
