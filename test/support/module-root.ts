import { cpSync } from "node:fs";
import { MODULE_FOLDER } from "../../scripts/generate/module-files";
import { folderWith } from "./folder";

/** A copy of the module, as Terraform would download it. */
export function moduleCopy(): string {
  const folder = folderWith({});
  cpSync(MODULE_FOLDER, folder, { recursive: true });
  return folder;
}

export interface RootOptions {
  /** The module's folder. @default - a copy of the committed one */
  readonly source?: string;
  /** The provider's Region. @default "eu-west-1" */
  readonly region?: string;
  /** The root's own resources. @default - none */
  readonly resource?: object;
  /** The dependencies of the call. @default - nothing */
  readonly dependsOn?: readonly string[];
  /** @default - none */
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
}

/** A root that calls the module with these values and hands on its outputs. */
export function moduleRoot(variables: object, options: RootOptions = {}): string {
  return folderWith({ "main.tf.json": rootOf(variables, options) });
}

/** The configuration of such a root. */
export function rootOf(
  variables: object,
  { source = moduleCopy(), region = "eu-west-1", dependsOn, ...rest }: RootOptions = {},
): string {
  const root = {
    provider: { aws: { region } },
    module: { workmail: { source, ...variables, depends_on: dependsOn } },
    output: { workmail: { value: "${module.workmail}" } },
    ...rest,
  };
  return JSON.stringify(root, null, 2);
}
