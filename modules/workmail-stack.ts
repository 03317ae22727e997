import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { AssetType, TerraformAsset, TerraformVariable, Token } from "cdktf";
import { Construct } from "constructs";
import type { FunctionPackage } from "./function-package";
import { addOutputs } from "./outputs";
import { ReadableStack } from "./readable-stack";
import type { RegionSettings } from "./settings";
import { putBackend } from "./state";
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
    const {
      region,
      environment,
      accountId,
      backend,
      functionPackage,
      ...settings
    } = props;
    const { functionName } = settings;

    new AwsProvider(this, "aws", {
      region,
      allowedAccountIds: accountId === undefined ? undefined : [accountId],
    });
    putBackend(this, backend, { environment, functionName, name: region });

    const zip = new TerraformAsset(this, "package", {
      path: functionPackage.path,
      type: AssetType.FILE,
    });
    this.lambda = new WorkMailLambda(this, "Default", {
      ...settings,
      ...(settings.liveAlias ? this.#liveVariables(settings) : {}),
      region,
      filename: zip.path,
      sourceCodeHash: functionPackage.sourceCodeHash,
    });
    addOutputs(this, this.lambda);
  }

  /** What a rollout says anew while it runs: the settings are where it ends. */
  #liveVariables({
    liveVersion,
    newVersionWeight,
  }: Pick<RegionSettings, "liveVersion" | "newVersionWeight">) {
    // Apart from the output that has the same name.
    const variables = new Construct(this, "variables");
    const version = new TerraformVariable(variables, "live_version", {
      type: "string",
      description: "Version that the alias stays at; null: the newest.",
      default: liveVersion ?? Token.nullValue(),
    });
    version.overrideLogicalId("live_version");
    const weight = new TerraformVariable(variables, "new_version_weight", {
      type: "number",
      description: "Share of the events that the newest version gets beside.",
      default: newVersionWeight,
    });
    weight.overrideLogicalId("new_version_weight");
    return {
      liveVersion: version.stringValue,
      newVersionWeight: weight.numberValue,
    };
  }
}
