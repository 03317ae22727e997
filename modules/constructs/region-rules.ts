import { hasToken } from "../tokens/check-props";
import type { PropRule } from "../tokens/check-rules";
import { either, isSet, not } from "../tokens/condition";
import { expression } from "../tokens/expression";
import type { FunctionProps } from "./function-props";

/** The props whose ARNs AWS refuses from another Region, and only during apply, with their variables. */
const REGIONAL = {
  kmsKeyArn: "kms_key_arn",
  layers: "layers",
  codeSigningConfigArn: "code_signing_config_arn",
  onFailureDestinationArn: "on_failure_destination_arn",
  onSuccessDestinationArn: "on_success_destination_arn",
  alarmActionArns: "alarm_action_arns",
} as const;

type Regional = keyof typeof REGIONAL;

/** Returns the rules that ARNs are of the function's Region, or, as those of buckets, of none. */
export function regionRules(props: Pick<FunctionProps, Regional>, region: string): PropRule[] {
  return Object.entries(REGIONAL).flatMap(([name, variable]) => {
    const value = props[name as Regional];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) {
      return [];
    }
    const isKnown = !hasToken(value) && !hasToken(region);
    const elsewhere = isKnown ? [value].flat().filter((arn) => !["", region].includes(arn.split(":")[3]!)) : [];
    const arns = typeof value === "string" ? expression`compact([${value}])` : value;
    return [
      {
        holds: isKnown
          ? elsewhere.length === 0
          : expression`alltrue([for arn in ${arns} : contains(${["", region]}, split(":", arn)[3])])`,
        error: `'${name}' must be in the function's Region, ${region}, got: ${elsewhere.join(", ")}`,
        errorAtPlan: `${variable} must be in the function's Region, ${region}.`,
      },
    ];
  });
}

/** Returns the rules that the function is not a destination of its own events, which Lambda stops as a loop. */
export function ownDestinationRules(props: Pick<FunctionProps, Regional>, functionArn: string): PropRule[] {
  return (["onFailureDestinationArn", "onSuccessDestinationArn"] as const).flatMap((name) => {
    const arn = props[name];
    return arn === undefined
      ? []
      : [
          {
            // With a colon, so that a qualifier counts, and a longer name does not.
            holds: either(not(isSet(arn)), expression`!startswith(${`${arn}:`}, ${`${functionArn}:`})`),
            error: `'${name}' must not be the function itself`,
            errorAtPlan: `${REGIONAL[name]} must not be the function itself.`,
          },
        ];
  });
}
