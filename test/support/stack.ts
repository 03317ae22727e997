import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type TerraformStack, TerraformVariable, Testing } from "cdktf";
import { WorkMailLambda } from "../../modules/constructs/workmail-lambda";
import type { WorkMailLambdaProps } from "../../modules/constructs/workmail-lambda-props";
import type { FunctionPackage } from "../../modules/package/function-package";
import { parseSettings } from "../../modules/settings/settings";
import { ReadableStack } from "../../modules/stacks/base-stack";
import { WorkMailStack } from "../../modules/stacks/region-stack";
import { folderWith } from "./folder";

export const ORGANIZATIONS = {
  one: "m-11111111111111111111111111111111",
  two: "m-22222222222222222222222222222222",
};

/** The configuration for Terraform: resources by type and name, and the rest. */
export interface Configuration {
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
  readonly data: Record<string, Record<string, Record<string, unknown>>>;
  readonly output: Record<string, { value: unknown; description: string }>;
  readonly provider: Record<string, Record<string, unknown>[]>;
  readonly terraform: Record<string, unknown>;
}

type Resolve = (value: unknown, options: object) => unknown;

const require = createRequire(__filename);
const { fastResolve } = require("../../cli/fast-resolve.js") as { readonly fastResolve: (resolve: Resolve) => Resolve };

/** Synthesizes as `workmail-lambda synth` does, which takes half of the time: CDKTF's own way is in another test. */
function synth(stack: TerraformStack): Configuration {
  const tokens = require("cdktf/lib/tokens/private/resolve") as { resolve: Resolve };
  const { resolve } = tokens;
  tokens.resolve = fastResolve(resolve);
  try {
    return JSON.parse(Testing.synth(stack, true)) as Configuration;
  } finally {
    tokens.resolve = resolve;
  }
}

let packageOfFile: FunctionPackage | undefined;

/** Returns a package, the same one for all tests of a file. */
export function functionPackage(): FunctionPackage {
  packageOfFile ??= {
    path: `${folderWith({ "workmail-function.zip": "zip" })}/workmail-function.zip`,
    sourceCodeHash: "c2hhMjU2",
    size: 3,
  };
  return packageOfFile;
}

/** Returns an app, without a folder of its own, in which nothing would be. */
function app() {
  return Testing.app({ outdir: tmpdir() });
}

/** Synthesizes the stack of the first Region of a settings file, validations included. */
export function synthesize(settings: object): Configuration {
  const [region] = parseSettings(JSON.stringify(settings), "workmail.json").regions;
  if (region === undefined) {
    throw new Error("no Region in the settings");
  }
  const stack = new WorkMailStack(app(), `workmail-${region.region}`, {
    ...region,
    functionPackage: functionPackage(),
  });
  return synth(stack);
}

/** Synthesizes the function with props that only Terraform knows. */
export function synthesizeWithVariables(
  props: (variable: (name: string) => TerraformVariable) => Partial<WorkMailLambdaProps>,
): Configuration {
  const stack = new ReadableStack(app(), "variables");
  new AwsProvider(stack, "aws", {});
  new WorkMailLambda(stack, "Default", {
    filename: "function.zip",
    sourceCodeHash: "c2hhMjU2",
    organizationIds: [ORGANIZATIONS.one],
    functionName: "mail",
    ...props((name) => new TerraformVariable(stack, name, { type: "any" })),
  });
  return synth(stack);
}

/** The only resource of a type; fails when there are none or several. */
export function only({ resource }: Configuration, type: string): Record<string, unknown> {
  const [found, ...more] = Object.values(resource[type] ?? {});
  if (found === undefined || more.length > 0) {
    throw new Error(`${more.length + (found ? 1 : 0)} of ${type}, expected 1`);
  }
  return found;
}

/** A policy document, as far as it is known at synthesis. */
export interface Policy {
  readonly Version: string;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

export function policyOf(resource: Record<string, unknown>): Policy {
  return JSON.parse(String(resource.policy)) as Policy;
}

/** The statement of the role's policy that has this id; undefined when none has. */
export function roleStatement(configuration: Configuration, sid: string) {
  return policyOf(only(configuration, "aws_iam_role_policy")).Statement.find(({ Sid }) => Sid === sid);
}
