import { Aspects, DefaultTokenResolver, StringConcat, TerraformElement, TerraformStack, Tokenization } from "cdktf";
import type { Construct, Node } from "constructs";

/** The range of the AWS provider with which the configuration works. */
const AWS_PROVIDER_VERSION = ">= 5.83, < 7.0";
/** The oldest Terraform, the last under the MPL, from which OpenTofu comes. */
const TERRAFORM_VERSION = ">= 1.5.7";

const RESOLVER = new DefaultTokenResolver(new StringConcat());

/**
 * A stack whose resources have names that people can read and that stay:
 * the ids of the constructs on their path, joined, without a hash.
 */
export class ReadableStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    // A range instead of the one version that the bindings were made from.
    this.addOverride("terraform.required_providers.aws", {
      source: "hashicorp/aws",
      version: AWS_PROVIDER_VERSION,
    });
    this.addOverride("terraform.required_version", TERRAFORM_VERSION);
  }

  /**
   * Resolves all elements, as CDKTF does to find references between stacks, and keeps the results for
   * {@link toTerraform}, which would resolve them once more. An aspect may change an element until then.
   */
  override prepareStack(): void {
    const constructs = this.node.findAll();
    if (constructs.some((construct) => Aspects.of(construct).all.length > 0)) {
      super.prepareStack();
      return;
    }
    this.ensureBackendExists();
    for (const element of constructs.filter((it) => TerraformElement.isTerraformElement(it))) {
      const options = { scope: this, resolver: RESOLVER, preparing: true };
      const resolved: unknown = Tokenization.resolve(element.toTerraform(), options);
      element.toTerraform = () => {
        Reflect.deleteProperty(element, "toTerraform");
        return resolved;
      };
    }
  }

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    return node.scopes
      .slice(node.scopes.indexOf(this) + 1)
      .map((scope) => scope.node.id)
      .filter((id) => id !== "Default")
      .join("_");
  }
}
