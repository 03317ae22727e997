import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { type TerraformMetaArguments, TerraformResource, Token } from "cdktf";
import { Construct } from "constructs";
import type { Condition } from "../tokens/condition";
import { expression } from "../tokens/expression";
import { REGIONS, WORKMAIL_REGIONS } from "../workmail";

export interface LocationProps {
  /**
   * Region that the provider must have.
   * @default - the Region of the provider, which must be one of WorkMail's, or with `workMail: false` one of SES's
   */
  readonly region?: string;
  /** Whether WorkMail may invoke the function. @default true */
  readonly workMail?: Condition;
}

/**
 * Region and account of a deployment, remembered in its state.
 *
 * The role's name and the permission's source contain them, and changing either replaces the resource. Terraform
 * reads data sources during apply when the module's call has a `depends_on` with changes; what depends on them is
 * then unknown, and would be replaced each time. The state's own values are known.
 *
 * @see https://developer.hashicorp.com/terraform/language/data-sources#dependencies
 */
export class Location extends Construct {
  readonly region: string;
  readonly accountId: string;

  constructor(scope: Construct, id: string, props: LocationProps = {}) {
    super(scope, id);
    const account = new DataAwsCallerIdentity(scope, "account");
    const region = new DataAwsRegion(scope, "region", {
      lifecycle: { postcondition: [regionRule(props)] },
    });
    const accountId = account.accountId;
    const providerRegion = regionOf(region.fqn);
    const location = new TerraformData(this, "Default", {
      input: { account_id: accountId, region: props.region ?? `\${${providerRegion}}` },
      lifecycle: {
        ignoreChanges: ["input"],
        postcondition: [
          {
            condition: `\${self.input.region == ${providerRegion} && self.input.account_id == ${account.fqn}.account_id}`,
            errorMessage:
              "This deployment is in the Region ${self.input.region} of the account ${self.input.account_id}, and the AWS provider is in another one. Use a provider of this Region and account, and another call or stack for the other one.",
          },
        ],
      },
    });
    this.accountId = location.getStringAttribute("input.account_id");
    this.region = props.region ?? location.getStringAttribute("input.region");
  }
}

interface TerraformDataProps extends TerraformMetaArguments {
  readonly input: { readonly [name: string]: string };
}

/**
 * Terraform's own resource that remembers values. CDKTF's class for it runs `terraform version` at each synthesis,
 * and fails where Terraform is not installed.
 */
class TerraformData extends TerraformResource {
  readonly #input: TerraformDataProps["input"];

  constructor(scope: Construct, id: string, { input, ...metaArguments }: TerraformDataProps) {
    super(scope, id, { terraformResourceType: "terraform_data", ...metaArguments });
    this.#input = input;
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return { input: this.#input };
  }
}

/** Refuses a provider whose Region is not the expected one, or has nothing that invokes the function. */
function regionRule({ region, workMail = true }: LocationProps) {
  const given = expression([regionOf("self")]);
  const allowed = region === undefined ? allowedRegions(workMail) : [region];
  return {
    condition: expression`contains(${allowed}, ${given})`,
    errorMessage: `The AWS provider's Region must be ${Array.isArray(allowed) ? allowed.join(", ") : Token.asString(expression`join(", ", ${allowed})`)}: a function must be in the Region of its WorkMail organization, or without WorkMail, where Amazon SES receives email; given: ${Token.asString(given)}.`,
  };
}

function allowedRegions(workMail: Condition) {
  if (typeof workMail === "boolean") {
    return workMail ? WORKMAIL_REGIONS : REGIONS;
  }
  return expression`(${workMail} ? ${WORKMAIL_REGIONS} : ${REGIONS})`;
}

/**
 * Returns the expression of an `aws_region` data source's Region: `id` is deprecated since the AWS provider's
 * release 6.47, and `region` does not exist in 5.x.
 */
function regionOf(dataSource: string): string {
  return `lookup(${dataSource}, "region", lookup(${dataSource}, "id", null))`;
}
