import { Command } from "commander";
import { MOTO_VERSION, TERRAFORM_VERSION } from "../../processes/installed-programs";
import { exitCodesHelp } from "../../terminal/exit-codes";
import { wholeNumber } from "../../terminal/options";
import { checkProject } from "../../terraform/project";
import type { Options } from "./demo";

export function demoCommand(): Command {
  return new Command("demo")
    .description(
      "Deploys the example settings to an AWS emulator on this machine with real Terraform, checks the result through AWS's API, sends the sample email event through the deployed package, prints the steps for the WorkMail console, and cleans up. It never calls AWS.",
    )
    .option("--install", "install Terraform and the AWS emulator without a question if they are missing")
    .option("--archives <folder>", "install what is missing from the files in this folder, without a network")
    .option("--keep", "leave the deployment and the emulator running")
    .option("--require-all", "fail if a program is missing, instead of skipping what needs it")
    .option("--stop", "end what --keep left running")
    .option("--port <number>", "port of the emulator on 127.0.0.1", wholeNumber(1, 65_535))
    .option("--json", "print the findings as JSON, and no progress")
    .addHelpText(
      "after",
      `
On a terminal, the demo asks before it installs what is missing. Terraform
${TERRAFORM_VERSION} comes from releases.hashicorp.com, and is installed only if HashiCorp
has signed it. moto ${MOTO_VERSION} is installed with uv, pipx, Python, or Docker,
whichever is there first. Both are in a folder of their own in ~/.cache (or
$XDG_CACHE_HOME), where every command finds them after those on PATH.

--archives needs the three files of the release of Terraform (the archive,
SHA256SUMS, and SHA256SUMS.sig), and the wheels of moto and of what it needs.

Environment:
  HTTPS_PROXY                 the proxy to download through
  WORKMAIL_EMULATOR_ENDPOINT  address of an AWS emulator that is already running
  TERRAFORM_BINARY_NAME       another program than terraform, such as tofu

${exitCodesHelp({ done: "done, also if a step was skipped: the last lines name the program that it needs" })}

Examples:
  workmail-lambda demo
  workmail-lambda demo --install
  workmail-lambda demo --keep
  workmail-lambda demo --stop
  workmail-lambda demo --require-all --json`,
    )
    .action(async (options: Options) => {
      // Before the import, which needs CDKTF.
      checkProject("demo");
      const { demo } = await import("./demo");
      await demo(options);
    });
}
