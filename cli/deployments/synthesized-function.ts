import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { defaultRuntime, LOCK_FILE, NEWEST_RUNTIME } from "../../modules/runtime";
import { SES_STATEMENTS } from "../../modules/ses";
import { UserError } from "../../modules/user-error";
import { type ConfiguredResource, StackConfiguration } from "../terraform/stack-configuration";
import { regionOf, type Stack } from "../terraform/stacks";

/** A function as Terraform is to deploy it. */
export interface SynthesizedFunction {
  readonly region: string;
  /** How it runs, in the words of the local Lambda runtime; the zip is a path. */
  readonly options: ReturnType<typeof runtimeOptions>;
  /** Base64 of the zip's SHA-256. */
  readonly sourceCodeHash: string;
  /** IDs of the organizations that may invoke it, or *; none without WorkMail; undefined if only Terraform knows. */
  readonly organizationIds?: readonly string[];
  /** The version that the alias live must name; undefined without an alias, or if only Terraform knows. */
  readonly alias?: SynthesizedAlias;
  /** Environment variables whose values only Terraform knows: they are left out. */
  readonly unknownVariables: readonly string[];
  /** The function and what belongs to it: everything that the same construct creates. */
  readonly resources: readonly ConfiguredResource[];
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
  readonly provider?: string;
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
  readonly statement_id?: string;
  readonly principal?: string;
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
        ? "The synthesized configuration has no Lambda function."
        : `No function for ${region} was synthesized; there is one for ${known}.`,
    );
  }
  return found;
}

/** Returns the functions in a stack that WorkMail or Amazon SES may invoke, each with its Region. */
export function functionsOf({ name, folder }: Stack): SynthesizedFunction[] {
  const configuration = new StackConfiguration(folder);
  const permissions = configuration
    .ofType<PermissionResource>("aws_lambda_permission")
    .filter(({ attributes }) => isForWorkMail(attributes) || isForSes(attributes));
  const aliases = configuration.ofType<AliasResource>("aws_lambda_alias");
  return configuration.ofType<FunctionResource>("aws_lambda_function").flatMap((it) => {
    const region = configuration.regionOf(it) ?? regionOf(name);
    const own = permissions.filter(({ attributes }) => refersTo(it.id, attributes));
    if (region === undefined || own.length === 0) {
      return [];
    }
    const alias = ofFunction(it.id, aliases);
    const variables = Object.entries(it.attributes.environment?.variables ?? {});
    return [
      {
        region,
        sourceCodeHash: it.attributes.source_code_hash,
        organizationIds: organizationsIn(own.map(({ attributes }) => attributes)),
        alias: alias && describeAlias(alias, it.id),
        unknownVariables: variables.filter(([, value]) => !isKnown(value)).map(([name]) => name),
        options: runtimeOptions(it.attributes, region, folder),
        resources: inConstructOf(it, configuration),
      },
    ];
  });
}

/** Returns what the construct of a function creates; without construct paths the function only. */
function inConstructOf({ path: own, id }: ConfiguredResource<unknown>, { resources }: StackConfiguration) {
  return resources.filter((it) =>
    own === undefined || it.path === undefined
      ? it.type === "aws_lambda_function" && it.id === id
      : it.path.startsWith(`${path.posix.dirname(own)}/`),
  );
}

/** Returns the attributes of the resource that refers to a function. */
function ofFunction<Attributes extends { readonly function_name: string }>(
  functionId: string,
  resources: readonly ConfiguredResource<Attributes>[],
): Attributes | undefined {
  return resources.find(({ attributes }) => refersTo(functionId, attributes))?.attributes;
}

function refersTo(functionId: string, { function_name }: { readonly function_name: string }): boolean {
  return function_name.includes(`.${functionId}.`);
}

function isForWorkMail({ principal }: PermissionResource): boolean {
  return principal?.startsWith("workmail.") ?? false;
}

/** Another function of yours may have a permission for EventBridge, too. */
function isForSes({ statement_id }: PermissionResource): boolean {
  return Object.values<string | undefined>(SES_STATEMENTS).includes(statement_id);
}

function organizationsIn(permissions: readonly PermissionResource[]): string[] | undefined {
  const permission = permissions.find(isForWorkMail);
  return permission === undefined ? [] : idsIn(permission.for_each);
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

function runtimeOptions(resource: FunctionResource, region: string, folder: string) {
  const variables = Object.entries(resource.environment?.variables ?? {}).filter(([, value]) => isKnown(value));
  return {
    region,
    zip: path.join(folder, resource.filename),
    functionName: resource.function_name,
    handler: resource.handler,
    runtime: isKnown(resource.runtime) ? resource.runtime : runtimeIn(folder),
    memorySizeMb: resource.memory_size,
    timeoutSeconds: resource.timeout,
    environment: Object.fromEntries(variables.map(([name, value]) => [name, withoutEscapes(value)])),
    logFormat: resource.logging_config?.log_format,
    logLevel: resource.logging_config?.application_log_level,
    systemLogLevel: resource.logging_config?.system_log_level,
  };
}

/** Returns the runtime that Terraform chooses in a folder; in one that Terraform has not initialized, the newest. */
function runtimeIn(folder: string): string {
  const file = path.join(folder, LOCK_FILE);
  return existsSync(file) ? defaultRuntime(readFileSync(file, "utf8")) : NEWEST_RUNTIME;
}

/** Whether a string is known without Terraform: it holds no expression. */
export function isKnown(text: string): boolean {
  return !/(^|[^$])\$\{/.test(text);
}

/** Returns what Terraform makes of a string without expressions. */
export function withoutEscapes(text: string): string {
  return text.replace(/([$%])\1\{/g, "$1{");
}
