import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { AssetType, TerraformAsset } from "cdktf";
import type { Construct } from "constructs";
import { addOutputs } from "../constructs/outputs";
import { WorkMailLambda } from "../constructs/workmail-lambda";
import type { FunctionPackage } from "../package/function-package";
import type { RegionSettings } from "../settings/settings";
import { addBackend } from "./backend";
import { ReadableStack } from "./base-stack";

export interface WorkMailStackProps extends RegionSettings {
  /** The artifact that every Region gets. */
  readonly functionPackage: FunctionPackage;
}

/** One Region: the function that its organizations' email flow rules call. */
export class WorkMailStack extends ReadableStack {
  readonly lambda: WorkMailLambda;

  constructor(scope: Construct, id: string, props: WorkMailStackProps) {
    super(scope, id);
    const { region, environment, accountId, backend, functionPackage, ...settings } = props;
    const { functionName } = settings;

    new AwsProvider(this, "aws", {
      region,
      allowedAccountIds: accountId === undefined ? undefined : [accountId],
    });
    addBackend(this, backend, { environment, functionName, name: region });

    const zip = new TerraformAsset(this, "package", {
      path: functionPackage.path,
      type: AssetType.FILE,
    });
    this.lambda = new WorkMailLambda(this, "Default", {
      ...settings,
      region,
      filename: zip.path,
      sourceCodeHash: functionPackage.sourceCodeHash,
    });
    addOutputs(this, this.lambda);
  }
}
