import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, AssetType, TerraformAsset, TerraformStack } from "cdktf";
import { addOutputs, WorkMailLambda } from "terraform-aws-workmail-lambda";
import { createFunctionPackage, type FunctionPackage } from "terraform-aws-workmail-lambda/function-package";

/** A stack of yours: the function is one thing among others in it. */
class EmailStack extends TerraformStack {
  constructor(app: App, id: string, functionPackage: FunctionPackage) {
    super(app, id);
    new AwsProvider(this, "aws", { region: "eu-west-1" });
    // A range: CDKTF asks for the one version that its bindings were made from.
    this.addOverride("terraform.required_providers.aws.version", ">= 5.83, < 7.0");

    const zip = new TerraformAsset(this, "zip", {
      path: functionPackage.path,
      type: AssetType.FILE,
    });
    const workmail = new WorkMailLambda(this, "workmail", {
      functionName: "workmail-external-recipients",
      organizationIds: ["m-33333333333333333333333333333333"],
      filename: zip.path,
      sourceCodeHash: functionPackage.sourceCodeHash,
    });
    addOutputs(this, workmail);
  }
}

async function main() {
  const zip = await createFunctionPackage({ entry: "handler.ts" }, "dist");
  const app = new App();
  new EmailStack(app, "email", zip);
  app.synth();
}

void main();
