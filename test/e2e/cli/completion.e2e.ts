import { existsSync, symlinkSync } from "node:fs";
import * as path from "node:path";
import { findExecutable } from "../../../cli/processes/find-executable";
import { REGIONS } from "../../../modules/workmail";
import { workmailLambda } from "../../support/command";
import { folderWith } from "../../support/folder";
import { runCommand } from "../../support/run-command";

/** workmail-lambda completion, in the shells that it is for. A shell that is not installed is skipped, and shown so. */

const bin = folderWith({});
const env = { ...process.env, PATH: [bin, process.env.PATH].join(path.delimiter) };
symlinkSync(path.resolve("cli/workmail-lambda.js"), path.join(bin, "workmail-lambda"));

/** Where bash-completion is, which the script for bash needs. */
const BASH_COMPLETION = [
  "/usr/share/bash-completion/bash_completion",
  "/opt/homebrew/etc/profile.d/bash_completion.sh",
];
const bashCompletion = BASH_COMPLETION.find((file) => existsSync(file));

function inShell(shell: string, isThere = true) {
  return isThere && findExecutable(shell, process.env) !== undefined ? it : it.skip;
}

/** The Regions in which Amazon SES receives email. */
const REGIONS_OF_USA = REGIONS.filter((region) => region.startsWith("us-"));

/** Runs a script in a shell, and returns the lines that it prints. */
async function linesOf(shell: string, script: string, ...options: string[]): Promise<string[]> {
  const result = await runCommand([shell, ...options, "-c", script], { env });
  expect(result).toSucceed();
  const { stdout } = result;
  return stdout.split("\n").filter((line) => line !== "");
}

inShell("bash", bashCompletion !== undefined)("completes commands, options, and values in bash", async () => {
  const lines = await linesOf(
    "bash",
    `source ${bashCompletion}
source <(workmail-lambda completion bash)
complete -p workmail-lambda
candidates() {
  COMP_LINE="$*" COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
  COMP_POINT=\${#COMP_LINE}
  # Readline is not there.
  compopt() { :; }
  __workmail_lambda_complete
  echo "\${COMPREPLY[*]}"
}
candidates workmail-lambda de
candidates workmail-lambda deploy --auto
candidates workmail-lambda invoke trunc
candidates workmail-lambda verify --region us-`,
  );
  expect(lines).toEqual([
    "complete -F __workmail_lambda_complete workmail-lambda",
    "deploy destroy demo",
    "--auto-approve",
    "truncated",
    REGIONS_OF_USA.join(" "),
  ]);
});

inShell("fish")("completes commands, options, and values in fish", async () => {
  const lines = await linesOf(
    "fish",
    `workmail-lambda completion fish | source
for line in "workmail-lambda dep" "workmail-lambda deploy --auto" "workmail-lambda invoke trunc" "workmail-lambda verify --region us-"
  complete -C $line
end`,
  );
  const completed = lines.map((line) => line.split("\t")[0]).sort();
  expect(completed).toEqual(["--auto-approve", "deploy", "truncated", ...REGIONS_OF_USA].sort());
});

inShell("zsh")("completes what is typed in an interactive zsh", async () => {
  const lines = await linesOf(
    "zsh",
    `zmodload zsh/zpty
zpty terminal zsh -f -i
# Prints what the terminal shows until it shows this.
await() {
  local text shown
  local -i end=$((SECONDS + 60))
  while ((SECONDS < end)) && [[ $shown != *$1* ]]; do
    if zpty -rt terminal text 2>/dev/null; then shown+=$text; else sleep 0.1; fi
  done
  print -r -- "$shown" | tail -n 1
}
zpty -w terminal 'PS1=""; autoload -U compinit; compinit -u -D; source <(workmail-lambda completion zsh); print RE""ADY'
await READY > /dev/null
zpty -w -n terminal $'workmail-lambda dep\\t'
await deploy
zpty -w -n terminal $'--auto\\t'
await approve`,
    "-f",
  );
  expect(lines).toEqual([expect.stringContaining("deploy"), expect.stringContaining("--auto-approve")]);
});

inShell("pwsh")("completes commands in PowerShell", async () => {
  const lines = await linesOf(
    "pwsh",
    `workmail-lambda completion powershell | Out-String | Invoke-Expression
(TabExpansion2 -inputScript "workmail-lambda dep" -cursorColumn 19).CompletionMatches.CompletionText`,
    "-NoProfile",
  );
  expect(lines).toEqual(["deploy"]);
});

it("refuses a shell that it has no script for", async () => {
  const { code, stderr } = await workmailLambda(process.cwd(), ["completion", "tcsh"]);
  expect([code, stderr]).toEqual([
    1,
    "error: command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish, powershell.\nNext: add --help, which shows the options and examples.\n",
  ]);
});
