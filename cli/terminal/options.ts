import { InvalidArgumentError, Option } from "commander";
import { WORKMAIL_REGIONS } from "../../modules/workmail";

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

/** Parses an option's argument that may be given several times: a Region of WorkMail. */
export function workMailRegion(value: string, earlier: readonly string[] = []): string[] {
  if (!WORKMAIL_REGIONS.some((region) => region === value)) {
    throw new InvalidArgumentError(`Allowed: ${WORKMAIL_REGIONS.join(", ")}.`);
  }
  return [...earlier, value];
}

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
