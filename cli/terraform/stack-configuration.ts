import { existsSync } from "node:fs";
import * as path from "node:path";
import { commandLine } from "../../modules/command-line";
import { readJsonFile } from "../../modules/json-file";

type Attributes = Readonly<Record<string, unknown>>;

/** A resource in a stack's Terraform configuration. */
export interface ConfiguredResource<OfType = Attributes> {
  readonly type: string;
  readonly id: string;
  /** Path of the construct that it was synthesized from. */
  readonly path?: string;
  /** As in the provider's schema. Strings may hold Terraform expressions. */
  readonly attributes: OfType;
}

interface Provider {
  readonly region?: string;
  readonly alias?: string;
}

interface TerraformJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  readonly provider?: { readonly aws?: readonly Provider[] };
}

/** A stack's Terraform configuration, as CDKTF has written it. */
export class StackConfiguration {
  readonly resources: readonly ConfiguredResource[];
  readonly #providers: readonly Provider[];

  /** @param folder the stack's folder; without a configuration it has no resources */
  constructor(readonly folder: string) {
    const file = path.join(folder, "cdk.tf.json");
    const { resource = {}, provider }: TerraformJson = existsSync(file)
      ? readJsonFile<TerraformJson>(file, `run "${commandLine(["synth"])}"`)
      : {};
    this.resources = Object.entries(resource).flatMap(([type, ofType]) =>
      Object.entries(ofType).map(([id, attributes]) => ({ type, id, path: pathOf(attributes), attributes })),
    );
    this.#providers = provider?.aws ?? [];
  }

  /** Returns the resources of a type; their attributes are taken to be as in the provider's schema. */
  ofType<OfType>(type: string): ConfiguredResource<OfType>[] {
    return this.resources.filter((it) => it.type === type) as ConfiguredResource<OfType>[];
  }

  /** Returns the Region of a resource's provider; undefined when only Terraform knows it. */
  regionOf({ attributes }: ConfiguredResource<{ readonly provider?: string }>): string | undefined {
    const { provider: name = "aws" } = attributes;
    const provider = this.#providers.find(({ alias }) => name === (alias === undefined ? "aws" : `aws.${alias}`));
    return provider?.region?.includes("${") ? undefined : provider?.region;
  }
}

function pathOf(attributes: Attributes): string | undefined {
  const { "//": comment } = attributes as { "//"?: { metadata?: { path?: string } } };
  return comment?.metadata?.path;
}
