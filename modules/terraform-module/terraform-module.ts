import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Fn, TerraformLocal, TerraformVariable, Token } from "cdktf";
import { Construct } from "constructs";
import { addOutputs } from "../constructs/outputs";
import { WorkMailLambda } from "../constructs/workmail-lambda";
import type { WorkMailLambdaProps } from "../constructs/workmail-lambda-props";
import { DEFAULTS } from "../settings/function-settings";
import { ReadableStack } from "../stacks/base-stack";
import { expression } from "../tokens/expression";
import type { TerraformRule } from "./validations";
import { MODULE_VARIABLES, type ModuleVariable } from "./variables";

/** The zips that come with the module, in its folder, by what they are made from. */
export const MODULE_PACKAGES = {
  "workmail-function.zip": DEFAULTS.entry,
  "workmail-function-deduplicating.zip": DEFAULTS.deduplicatingEntry,
} as const;

/**
 * The function as a plain Terraform module: the same construct as in a stack,
 * with variables for values. The caller brings provider and backend.
 */
export class TerraformModule extends ReadableStack {
  readonly lambda: WorkMailLambda;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // Asked for by CDKTF, and left out of the module.
    new AwsProvider(this, "aws");

    const variables = new Construct(this, "variables");
    const props: Record<string, unknown> = {};
    for (const variable of MODULE_VARIABLES) {
      const value = addVariable(variables, variable);
      if (variable.isProp) {
        props[variable.setting] = value;
      }
    }
    const [plain, deduplicating] = Object.keys(MODULE_PACKAGES);
    const zip = new TerraformLocal(
      this,
      "package",
      // With a package in S3 there is no file, unless somebody gives both, which the construct refuses.
      `\${var.s3_bucket == null ? coalesce(var.package_path, "\${path.module}/\${var.deduplication ? "${deduplicating}" : "${plain}"}") : var.package_path}`,
    );
    this.lambda = new WorkMailLambda(this, "Default", {
      // One token of the right kind for each setting.
      ...(props as Partial<WorkMailLambdaProps>),
      filename: zip.asString,
      sourceCodeHash: Token.asString(expression`${zip.asString} == null ? null : ${Fn.filebase64sha256(zip.asString)}`),
    });
    addOutputs(this, this.lambda);
  }

  override toTerraform(): object {
    const configuration = withoutComments(
      super.toTerraform() as {
        provider?: object;
        terraform: { backend?: object };
      },
    );
    delete configuration.provider;
    delete configuration.terraform.backend;
    return configuration;
  }
}

/** The variable's value, as a token of the kind that the construct's prop has. */
function addVariable(scope: Construct, { name, type, description, default: initial, rules }: ModuleVariable): unknown {
  const variable = new TerraformVariable(scope, name, {
    type,
    description,
    default: initial ?? Token.nullValue(),
    nullable: initial === null,
    validation: rules.length > 0 ? rules.map(toValidation) : undefined,
  });
  variable.overrideLogicalId(name);
  switch (type.replace(/\(.*/s, "")) {
    case "string":
      return variable.stringValue;
    case "number":
      return variable.numberValue;
    case "set":
      return variable.listValue;
    case "map":
      return type === "map(string)" ? Token.asStringMap(variable.value) : variable.value;
    default:
      return variable.value;
  }
}

function toValidation({ condition, errorMessage }: TerraformRule) {
  return { condition: `\${${condition}}`, errorMessage };
}

/** CDKTF's notes on where each part comes from. */
function withoutComments<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value, (key, part: unknown) => (key === "//" ? undefined : part))) as Value;
}
