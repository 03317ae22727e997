import { InvalidArgumentError, Option } from "commander";
import { REGIONS, WORKMAIL_REGIONS } from "../../modules/workmail";

/** Returns a parser for an option's argument: a whole number within these limits. */
export function wholeNumber(least: number, most: number) {
  return (value: string): number => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < least || number > most) {
      throw new InvalidArgumentError(`Allowed: a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Parses an option's argument: how long ago, or when, in milliseconds since 1970. */
export function pointInTime(value: string): number {
  const [, number, unit = ""] = /^(\d{1,6})([smhd])$/.exec(value) ?? [];
  const time = number === undefined ? timeOf(value) : Date.now() - Number(number) * UNITS[unit]!;
  if (!(time >= 0 && time <= Date.now())) {
    throw new InvalidArgumentError(
      "Allowed: how long ago, such as 30s, 45m, 2h, or 7d, or a time that has passed, such as 2026-01-31T12:00:00Z.",
    );
  }
  return time;
}

function timeOf(value: string): number {
  return /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/.test(value) ? Date.parse(value) : NaN;
}

/** Returns a parser for an option's argument that may be given several times: one of these Regions. */
function regionOf(regions: readonly string[]) {
  return (value: string, earlier: readonly string[] = []): string[] => {
    if (!regions.includes(value)) {
      throw new InvalidArgumentError(`Allowed: ${regions.join(", ")}.`);
    }
    return [...earlier, value];
  };
}

/** Parses a Region that a function can be in. */
export const functionRegion = regionOf(REGIONS);

/** Parses a Region of WorkMail. */
export const workMailRegion = regionOf(WORKMAIL_REGIONS);

/** The option that names a file with the outputs of a deployment. */
export const OUTPUTS_OPTION = [
  "--outputs <file>",
  'read this JSON of "terraform output -json" or "workmail-lambda outputs" instead of Terraform\'s state; - is standard input',
] as const;

/** Returns the option that lets a command change things without a question. */
export function autoApproveOption(): Option {
  return new Option("--auto-approve", "do not ask; required without a terminal");
}

/** The paragraph of a command's help about the variables that commands with Terraform read. */
export const TERRAFORM_ENVIRONMENT = `Environment:
  WORKMAIL_SETTINGS      another settings file than workmail.json
  TERRAFORM_BINARY_NAME  another program than terraform, such as tofu`;
