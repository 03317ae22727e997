import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { UserError } from "../../modules/user-error";
import { regionPrefix } from "../../modules/workmail";
import type { LocalLambdaOptions } from "../local-lambda/local-lambda";
import { regionOf, type Stack } from "../terraform/stacks";

/** A function as Terraform is to deploy it. */
export interface SynthesizedFunction {
  readonly region: string;
  /** How it runs, in the words of the local Lambda runtime; the zip is a path. */
  readonly options: LocalLambdaOptions & {
    readonly zip: string;
    readonly functionName: string;
  };
  /** Base64 of the zip's SHA-256. */
  readonly sourceCodeHash: string;
  /** Ids of the organizations that may invoke it, or *; undefined where Terraform alone knows. */
  readonly organizationIds?: readonly string[];
  /** What the alias live is to name; undefined without it, and where Terraform alone knows. */
  readonly alias?: SynthesizedAlias;
  /** Environment variables whose values Terraform alone knows: they are left out. */
  readonly unknownVariables: readonly string[];
}

/** An alias as Terraform is to make it. */
export interface SynthesizedAlias {
  /** The version that it stays at. @default - the newest */
  readonly version?: string;
  /** Share of the events, 0 to 1, that the newest version gets beside that one. */
  readonly newVersionWeight: number;
}

/** As in the provider's schema. */
interface FunctionResource {
  readonly function_name: string;
  readonly filename: string;
  readonly source_code_hash: string;
  readonly handler: string;
  readonly runtime: string;
  readonly memory_size: number;
  readonly timeout: number;
  readonly environment?: { readonly variables?: Record<string, string> };
  readonly logging_config?: {
    readonly log_format?: "JSON" | "Text";
    readonly application_log_level?: string;
    readonly system_log_level?: string;
  };
}

/** As in the provider's schema. */
interface PermissionResource {
  readonly function_name: string;
  readonly for_each?: string;
}

/** As in the provider's schema. */
interface AliasResource {
  readonly function_name: string;
  readonly function_version: string;
  readonly dynamic?: {
    readonly routing_config?: {
      readonly content: {
        readonly additional_version_weights: Record<string, unknown>;
      };
    };
  };
}

interface Configuration {
  readonly resource?: {
    readonly aws_lambda_function?: Record<string, FunctionResource>;
    readonly aws_lambda_permission?: Record<string, PermissionResource>;
    readonly aws_lambda_alias?: Record<string, AliasResource>;
  };
  readonly provider?: {
    readonly aws?: readonly {
      readonly region?: string;
      readonly alias?: string;
    }[];
  };
}

/**
 * The function of a Region in what was synthesized, or the first one.
 *
 * @throws UserError when there is none
 */
export function synthesizedFunction(stacks: readonly Stack[], region?: string): SynthesizedFunction {
  const functions = stacks.flatMap(functionsOf);
  const found = functions.find((it) => region === undefined || it.region === region);
  if (found === undefined) {
    const known = functions.map((it) => it.region).join(", ");
    throw new UserError(
      region === undefined || known === ""
        ? "What was synthesized has no Lambda function."
        : `No function for ${region} was synthesized; there is one for ${known}.`,
    );
  }
  return found;
}

/** The functions in a stack, each with its Region. */
export function functionsOf({ name, folder }: Stack): SynthesizedFunction[] {
  const file = path.join(folder, "cdk.tf.json");
  if (!existsSync(file)) {
    return [];
  }
  const { resource, provider } = JSON.parse(readFileSync(file, "utf8")) as Configuration;
  const resources = Object.entries(resource?.aws_lambda_function ?? {});
  const regions = (provider?.aws ?? []).flatMap(({ region }) => region ?? []);
  return resources.flatMap(([id, it]) => {
    const region = regionOf(name) ?? regions.find((region) => id.startsWith(`${regionPrefix(region)}_`)) ?? regions[0];
    if (region === undefined) {
      return [];
    }
    const permission = of(id, resource?.aws_lambda_permission);
    const alias = of(id, resource?.aws_lambda_alias);
    return [
      {
        ...describe(it, region, folder),
        organizationIds: idsIn(permission?.for_each),
        alias: alias && describeAlias(alias, id),
      },
    ];
  });
}

/** The resource among these that is of a function. */
function of<Resource extends { readonly function_name: string }>(
  functionId: string,
  resources: Readonly<Record<string, Resource>> = {},
): Resource | undefined {
  return Object.values(resources).find(({ function_name }) => function_name.includes(`.${functionId}.`));
}

function describeAlias({ function_version, dynamic }: AliasResource, functionId: string): SynthesizedAlias | undefined {
  const weights = dynamic?.routing_config?.content.additional_version_weights ?? {};
  const [newVersionWeight = 0] = Object.values(weights);
  if (typeof newVersionWeight !== "number") {
    return undefined;
  }
  if (function_version === `\${aws_lambda_function.${functionId}.version}`) {
    return { newVersionWeight };
  }
  return /^\d+$/.test(function_version) ? { version: function_version, newVersionWeight } : undefined;
}

/** The ids in a permission for each of them, when they are written there. */
function idsIn(forEach = ""): string[] | undefined {
  const [, list] = /^\$\{toset\((\["[^$]*\])\)\}$/.exec(forEach) ?? [];
  return list === undefined ? undefined : (JSON.parse(list) as string[]);
}

function describe(
  resource: FunctionResource,
  region: string,
  folder: string,
): Omit<SynthesizedFunction, "organizationIds" | "alias"> {
  const variables = Object.entries(resource.environment?.variables ?? {});
  const isKnown = ([, value]: [string, string]) => !/(^|[^$])\$\{/.test(value);
  return {
    region,
    sourceCodeHash: resource.source_code_hash,
    unknownVariables: variables.filter((variable) => !isKnown(variable)).map(([name]) => name),
    options: {
      region,
      zip: path.join(folder, resource.filename),
      functionName: resource.function_name,
      handler: resource.handler,
      runtime: resource.runtime,
      memorySizeMb: resource.memory_size,
      timeoutSeconds: resource.timeout,
      environment: Object.fromEntries(variables.filter(isKnown).map(([name, value]) => [name, withoutEscapes(value)])),
      logFormat: resource.logging_config?.log_format,
      logLevel: resource.logging_config?.application_log_level,
      systemLogLevel: resource.logging_config?.system_log_level,
    },
  };
}

/** What Terraform makes of a text without expressions. */
function withoutEscapes(text: string): string {
  return text.replace(/([$%])\1\{/g, "$1{");
}
