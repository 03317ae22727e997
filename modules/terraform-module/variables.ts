import * as v from "valibot";
import { DEFAULTS, functionSettings } from "../settings/function-settings";
import { snakeCase, type TerraformRule, terraformRules, terraformType } from "./validations";

type Setting = keyof typeof functionSettings;

/** A variable of the Terraform module. */
export interface ModuleVariable {
  readonly name: string;
  /** The construct's prop, and the settings file's setting, that it is. */
  readonly setting?: Setting;
  readonly type: string;
  readonly description: string;
  /** Taken when nothing, or null, is given; null leaves it unset. */
  readonly default: unknown;
  readonly rules: readonly TerraformRule[];
}

/** What Terraform's AWS provider says with the unit elsewhere. */
const NAMES: { readonly [setting in Setting]?: string } = {
  memorySizeMb: "memory_size",
  timeoutSeconds: "timeout",
  maximumEventAgeSeconds: "maximum_event_age_in_seconds",
};

/**
 * What can be said to the module: every setting of a function, and a zip in
 * place of the shipped one. The rest of a settings file is the caller's own
 * (Regions, account, backend) or makes the zip (entry, source map).
 */
export const MODULE_VARIABLES: readonly ModuleVariable[] = [
  ...Object.keys(functionSettings).map((setting) => settingVariable(setting as Setting)),
  {
    name: "package_path",
    type: "string",
    description:
      "Path of a zip of your own, with the file that handler names. It must exist at plan. Terraform keeps the path: from another path the same zip is uploaded again, so begin it with path.module or path.root. Unset: the zip that comes with the module.",
    default: null,
    rules: [
      whenGiven("var.package_path", {
        allowed: "the path of a file that exists",
        condition: "fileexists(var.package_path)",
        errorMessage: "package_path must be the path of a file that exists.",
      }),
    ],
  },
];

function settingVariable(setting: Setting): ModuleVariable {
  const schema: v.GenericSchema = functionSettings[setting];
  const name = NAMES[setting] ?? snakeCase(setting);
  const reference = `var.${name}`;
  const rules = terraformRules(schema, name, reference);
  const optional = !(setting in DEFAULTS);
  return {
    name,
    setting,
    type: terraformType(schema),
    description: v.getDescription(schema)!,
    default: optional ? null : DEFAULTS[setting as keyof typeof DEFAULTS],
    rules: optional ? rules.map((rule) => whenGiven(reference, rule)) : rules,
  };
}

/** Terraform evaluates both sides of ||, but takes the faults of one side of ?: alone. */
function whenGiven(reference: string, rule: TerraformRule): TerraformRule {
  const condition = `${reference} == null ? true : ${rule.condition}`;
  return { ...rule, condition };
}
