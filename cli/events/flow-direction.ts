import { Option } from "commander";
import { UserError } from "../../modules/user-error";

/** The directions that rules have: an event may have one that is not documented. */
type Direction = "INBOUND" | "OUTBOUND";

/** The choice of a direction on the command line. */
export interface DirectionOptions {
  readonly inbound?: boolean;
  readonly outbound?: boolean;
}

/** Returns the options that choose the direction of an event. */
export function directionOptions(): [Option, Option] {
  return [
    new Option("--inbound", "an inbound email, instead of the direction of the email flow rules").conflicts("outbound"),
    new Option("--outbound", "an outbound email, instead of the direction of the email flow rules"),
  ];
}

/**
 * Returns the chosen direction, or that of the email flow rules.
 *
 * @param rules the rules; without any the function is for outbound email
 * @param where where the rules are, for the error
 * @throws UserError when the rules are of both directions, and none is chosen
 */
export function flowDirection(
  { inbound, outbound }: DirectionOptions,
  rules: readonly { readonly direction: Direction }[],
  where: string,
): Direction {
  if (inbound || outbound) {
    return inbound ? "INBOUND" : "OUTBOUND";
  }
  const [direction = "OUTBOUND", ...others] = new Set(rules.map((rule) => rule.direction));
  if (others.length > 0) {
    throw new UserError(
      `${where}: the email flow rules are for inbound and outbound email. Add --inbound or --outbound.`,
    );
  }
  return direction;
}
