import { DEFAULTS } from "../settings/function-settings";
import type { FunctionProps } from "./function-props";

/** Props, with the defaults of those that are not set. */
export type WithDefaults<Props extends FunctionProps> = Props &
  Required<Pick<Props, Extract<keyof typeof DEFAULTS, keyof FunctionProps>>>;

/** Returns props with the default of each setting that is not set, or set to undefined. */
export function withDefaults<Props extends FunctionProps>(props: Props): WithDefaults<Props> {
  const given = Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
  return { ...DEFAULTS, ...given } as unknown as WithDefaults<Props>;
}
