import { SETTINGS } from "../settings/function-settings";
import { type Setting, settingsAt } from "../settings/setting";
import { snakeCase, type TerraformRule, terraformRules, terraformType } from "./validations";

/** A variable of the Terraform module. */
export interface ModuleVariable {
  readonly name: string;
  /** The setting that it is, and its prop if the construct has one. */
  readonly setting: string;
  readonly isProp: boolean;
  readonly type: string;
  readonly description: string;
  /** Taken when nothing, or null, is given; null leaves it unset. */
  readonly default: unknown;
  readonly rules: readonly TerraformRule[];
}

/** Rules that only Terraform can check, at plan, instead of those of the settings file. */
const PLAN_RULES: Readonly<Record<string, readonly TerraformRule[]>> = {
  packagePath: [
    {
      allowed: "the path of a file that exists",
      // A folder is an error of the function.
      condition: "try(fileexists(var.package_path), false)",
      errorMessage: "package_path must be the path of a file that exists.",
    },
    {
      allowed: "a zip",
      // The first bytes of a zip with something in it, PK\3\4. A missing file has an error of its own.
      condition: 'try(startswith(filebase64(var.package_path), "UEsDB"), true)',
      errorMessage: "package_path must be the path of a zip.",
    },
    {
      allowed: "at most 50 MB",
      // Base64 has four characters for three bytes.
      condition: `try(length(filebase64(var.package_path)) <= ${Math.ceil((50 * 1024 * 1024) / 3) * 4}, true)`,
      errorMessage:
        "package_path must be a zip of at most 50 MB, which is what Lambda takes directly; s3_bucket and s3_key name a larger one.",
    },
  ],
};

/**
 * The module's variables: every setting of a function, and a zip in place of
 * the shipped one. The rest of a settings file is the caller's (Regions,
 * account, backend) or makes the zip (entry, source map).
 */
export const MODULE_VARIABLES: readonly ModuleVariable[] = Object.entries<Setting>(settingsAt(SETTINGS, "module")).map(
  ([name, setting]) => moduleVariable(name, setting),
);

function moduleVariable(setting: string, row: Setting): ModuleVariable {
  const name = row.variable ?? snakeCase(setting);
  const reference = `var.${name}`;
  const rules = PLAN_RULES[setting] ?? terraformRules(row.rule, name, reference);
  const isOptional = row.default === undefined;
  return {
    name,
    setting,
    isProp: row.places.includes("prop"),
    type: terraformType(row.rule),
    description: row.meaning,
    default: row.default ?? null,
    rules: isOptional ? rules.map((rule) => whenGiven(reference, rule)) : rules,
  };
}

/** A conditional, not `||`: Terraform takes errors of one side of ?: only. */
function whenGiven(reference: string, rule: TerraformRule): TerraformRule {
  const condition = `${reference} == null ? true : ${rule.condition}`;
  return { ...rule, condition };
}
