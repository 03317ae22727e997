import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { AssetType, LocalBackend, S3Backend, TerraformAsset } from "cdktf";
import type { Construct } from "constructs";
import type { FunctionPackage } from "./function-package";
import { addOutputs } from "./outputs";
import { ReadableStack } from "./readable-stack";
import type { RegionSettings } from "./settings";
import { WorkMailLambda } from "./workmail-lambda";

export interface WorkMailStackProps extends RegionSettings {
  /** The artefact that every Region gets. */
  readonly functionPackage: FunctionPackage;
}

/** One Region: the function that its organizations' email flow rules call. */
export class WorkMailStack extends ReadableStack {
  readonly lambda: WorkMailLambda;

  constructor(scope: Construct, id: string, props: WorkMailStackProps) {
    super(scope, id);
    const { region, accountId, backend, functionPackage, ...settings } = props;

    new AwsProvider(this, "aws", {
      region,
      allowedAccountIds: accountId === undefined ? undefined : [accountId],
    });
    if (backend === undefined) {
      // From the stack's folder in cdktf.out to beside it: the state outlives
      // the folder, and no machine's path enters the configuration.
      new LocalBackend(this, {
        path: `../../../state/${settings.functionName}/${region}.tfstate`,
      });
    } else {
      const { keyPrefix, ...bucket } = backend;
      new S3Backend(this, {
        ...bucket,
        key: `${keyPrefix}/${settings.functionName}/${region}.tfstate`,
        encrypt: true,
      });
    }

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
