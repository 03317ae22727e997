import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import {
  Aspects,
  AssetType,
  TerraformAsset,
  TerraformDataSource,
  type TerraformProvider,
  TerraformResource,
} from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { addOutputs } from "../constructs/outputs";
import { WorkMailLambda } from "../constructs/workmail-lambda";
import type { FunctionPackage } from "../package/function-package";
import type { RegionSettings } from "../settings/settings";
import { ALL_REGIONS } from "../state/location";
import { regionPrefix, REGIONS } from "../workmail";
import { addBackend } from "./backend";
import { ReadableStack } from "./base-stack";

export interface AllRegionsStackProps {
  readonly regions: readonly RegionSettings[];
  /** Name by which the state is found. */
  readonly functionName: string;
  /** The artifact that every Region gets. */
  readonly functionPackage: FunctionPackage;
}

/**
 * All Regions in one stack and one state, each with a provider of its own.
 * Resources and outputs begin with their Region: `us_east_1_function`.
 */
export class AllRegionsStack extends ReadableStack {
  constructor(scope: Construct, id: string, { regions, functionName, functionPackage }: AllRegionsStackProps) {
    super(scope, id);
    const [{ backend, environment } = {}] = regions;
    addBackend(this, backend, { environment, functionName, name: ALL_REGIONS });
    const zip = new TerraformAsset(this, "package", {
      path: functionPackage.path,
      type: AssetType.FILE,
    });

    const providers = new Construct(this, "providers");
    // Also where nothing is configured any more: to destroy what is there
    // Terraform needs its provider.
    for (const region of REGIONS) {
      const settings = regions.find((it) => it.region === region);
      const prefix = regionPrefix(region);
      const provider = new AwsProvider(providers, prefix, {
        alias: prefix,
        region,
        allowedAccountIds: settings?.accountId === undefined ? undefined : [settings.accountId],
      });
      if (settings !== undefined) {
        const lambda = new WorkMailLambda(this, prefix, {
          ...settings,
          filename: zip.path,
          sourceCodeHash: functionPackage.sourceCodeHash,
        });
        useProvider(lambda, provider);
        addOutputs(this, lambda, `${prefix}_`);
      }
    }
  }
}

/** Gives a provider to everything inside a construct. */
function useProvider(construct: Construct, provider: TerraformProvider): void {
  Aspects.of(construct).add({
    visit(node: IConstruct) {
      // terraform_data belongs to Terraform itself.
      const isOfProvider =
        TerraformResource.isTerraformResource(node) && node.terraformResourceType !== "terraform_data";
      if (isOfProvider || node instanceof TerraformDataSource) {
        node.provider = provider;
      }
    },
  });
}
