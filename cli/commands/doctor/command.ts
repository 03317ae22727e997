import { Command } from "commander";
import { exitCodesHelp } from "../../terminal/exit-codes";
import type { Options } from "./doctor";

export function doctorCommand(): Command {
  return new Command("doctor")
    .description(
      "Checks what this machine needs to deploy: Node.js, Terraform, its AWS provider, the settings file, AWS credentials, and the Regions; and for the demo, an AWS emulator. It prints what to install or to do, and changes nothing.",
    )
    .option("--json", "print the checks as JSON")
    .addHelpText(
      "after",
      `
A part that only the demo or a deployment from this folder needs is reported as
missing, which is not a failure. Your account is printed, but not your user.

With --json: {"passed": true or false, "checks": [{"subject", "state": "passed",
"failed", "missing", or "unknown", "found", "next"}]}.

Environment:
  AWS credentials that may sts:GetCallerIdentity, which needs no policy
  WORKMAIL_SETTINGS           another settings file than workmail.json
  TERRAFORM_BINARY_NAME       another program than terraform, such as tofu
  WORKMAIL_EMULATOR_ENDPOINT  address of an AWS emulator that is already running

${exitCodesHelp({ done: "no check failed", attention: "at least one check failed" })}

Examples:
  workmail-lambda doctor
  workmail-lambda doctor --json`,
    )
    .action(async (options: Options) => {
      const { doctor } = await import("./doctor");
      await doctor(options);
    });
}
