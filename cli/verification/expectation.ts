import { parse } from "@aws-sdk/util-arn-parser";
import type { DeploymentOutputs } from "../deployments/deployment-outputs";
import {
  isKnown,
  type SynthesizedAlias,
  synthesizedFunction,
  withoutEscapes,
} from "../deployments/synthesized-function";
import type { ConfiguredResource } from "../terraform/stack-configuration";
import type { Stack } from "../terraform/stacks";
import { type Attributes, UNKNOWN } from "./attributes";

/** The configuration that a deployment is compared with. */
export interface Expectation {
  /** Base64 of the SHA-256 of the zip that should be deployed. @default - the one that Terraform deployed */
  readonly codeSha256?: string;
  /** IDs of the organizations that should be let in, or *. @default - those that Terraform let in */
  readonly organizationIds?: readonly string[];
  /** The version that the alias should name. @default - the version that Terraform last saw there */
  readonly alias?: SynthesizedAlias;
  /** Path of the zip that should be deployed, for a command that restores it. */
  readonly zip?: string;
  /** An event that the function is invoked with. @default - it is not invoked */
  readonly event?: unknown;
  /** The resources that Terraform should create. @default - only what the outputs imply is compared */
  readonly resources?: readonly ConfiguredResource[];
}

/**
 * Returns what was synthesized for a Region, as what should be deployed there.
 *
 * @throws UserError when nothing was synthesized for it
 */
export function expectationOf(stacks: readonly Stack[], region: string): Expectation {
  const { sourceCodeHash, options, organizationIds, alias, resources } = synthesizedFunction(stacks, region);
  return { codeSha256: sourceCodeHash, zip: options.zip, organizationIds, alias, resources };
}

/** An expectation whose expressions have the values that they have in an account and a Region. */
export class Expected {
  readonly codeSha256: string;
  readonly #resources: readonly ConfiguredResource[];
  readonly #account: string;

  constructor(
    readonly given: Expectation,
    private readonly outputs: DeploymentOutputs,
  ) {
    this.codeSha256 = given.codeSha256 ?? outputs.code_sha256;
    this.#resources = given.resources ?? [];
    this.#account = parse(outputs.function_arn).accountId;
  }

  /** Whether the resources are known, and not only the outputs. */
  get isSynthesized(): boolean {
    return this.given.resources !== undefined;
  }

  /**
   * Returns the attributes of the resources of a type.
   *
   * @param defaults the attributes that are compared, each with what the provider
   * makes of its absence
   */
  ofType(type: string, defaults: Attributes): Attributes[] {
    return this.#resources
      .filter((it) => it.type === type)
      .map(({ attributes }) => {
        const { dynamic } = attributes as { readonly dynamic?: object };
        return Object.fromEntries(
          Object.entries(defaults).map(([name, value]) => [
            name,
            name in (dynamic ?? {}) ? UNKNOWN : this.#resolve(attributes[name] ?? value),
          ]),
        );
      });
  }

  /** Returns the attributes of the only resource of a type; undefined without one. */
  only(type: string, defaults: Attributes): Attributes | undefined {
    return this.ofType(type, defaults)[0];
  }

  #resolve(value: unknown): unknown {
    if (typeof value === "string") {
      return this.#resolveText(value);
    }
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#resolve(item));
      return items.includes(UNKNOWN) ? UNKNOWN : items;
    }
    if (typeof value === "object" && value !== null) {
      const entries = Object.entries(value).map(([name, item]) => [name, this.#resolve(item)] as const);
      return Object.fromEntries(entries);
    }
    return value;
  }

  #resolveText(text: string): unknown {
    if (isKnown(text)) {
      return withoutEscapes(text);
    }
    let isResolved = true;
    const resolved = text.replace(/\$\{([^{}]*)\}/g, (_, reference: string) => {
      const value = this.#valueOf(reference);
      isResolved &&= value !== undefined;
      return value ?? "";
    });
    return isResolved && isKnown(resolved) ? resolved : UNKNOWN;
  }

  /** Returns what a reference stands for; undefined when only Terraform knows it. */
  #valueOf(reference: string): string | undefined {
    if (/^data\.aws_caller_identity\.\w+\.account_id$/.test(reference)) {
      return this.#account;
    }
    if (/^data\.aws_region\.\w+\.(id|name|region)$/.test(reference)) {
      return this.outputs.region;
    }
    const [, type, id, attribute = ""] = /^(\w+)\.([\w-]+)\.([\w.]+)$/.exec(reference) ?? [];
    const resource = this.#resources.find((it) => it.type === type && it.id === id);
    const given = valueAt(resource?.attributes, attribute);
    if (resource?.type === "aws_s3_bucket" && ["bucket", "id"].includes(attribute)) {
      // AWS completes its name.
      return this.outputs.updated_content_bucket_name;
    }
    if (typeof given === "string") {
      const value = this.#resolveText(given);
      return typeof value === "string" ? value : undefined;
    }
    return resource && attribute === "arn" ? this.#arnOf(resource) : undefined;
  }

  #arnOf({ type, attributes }: ConfiguredResource): string | undefined {
    const { name } = attributes as { readonly name?: string };
    const place = `${this.outputs.region}:${this.#account}`;
    switch (type) {
      case "aws_cloudwatch_log_group":
        return `arn:aws:logs:${place}:log-group:${name}`;
      case "aws_dynamodb_table":
        return `arn:aws:dynamodb:${place}:table/${name}`;
      case "aws_sqs_queue":
        return `arn:aws:sqs:${place}:${name}`;
      case "aws_sns_topic":
        return `arn:aws:sns:${place}:${name}`;
      case "aws_s3_bucket":
        return this.outputs.updated_content_bucket_name && `arn:aws:s3:::${this.outputs.updated_content_bucket_name}`;
      case "aws_iam_role":
        return this.outputs.role_arn;
      case "aws_lambda_function":
        return this.outputs.function_arn;
      default:
        return undefined;
    }
  }
}

/** Returns what a path such as input.region leads to. */
function valueAt(value: unknown, path: string): unknown {
  return path.split(".").reduce((at, name) => (at as Record<string, unknown> | undefined)?.[name], value);
}
