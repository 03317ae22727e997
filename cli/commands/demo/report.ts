import { readFileSync } from "node:fs";
import { commandAgain, commandLine } from "../../../modules/command-line";
import { emailFlowRuleInstructions } from "../../../modules/email-flow-rule";
import { printLine } from "../../../modules/print";
import { parseSettings } from "../../../modules/settings/settings";
import { EXAMPLE_SETTINGS_FILE } from "../../../modules/settings/settings-file";
import { consoleUrl } from "../../../modules/workmail";
import type { DeploymentOutputs } from "../../deployments/deployment-outputs";
import type { InvocationResult } from "../../local-lambda/local-lambda";
import { printJson } from "../../terminal/output";
import type { Check } from "../../verification/check";

/** The findings of the demo. */
export interface Findings {
  outputs: Record<string, DeploymentOutputs>;
  checks: Record<string, Check[]>;
  invocations: Record<string, InvocationResult>;
  /** Programs that this machine lacks, and how to install them. */
  missing: string[];
}

export function printFindings(findings: Findings, json: boolean): void {
  const complete = findings.missing.length === 0;
  if (json) {
    printJson({ complete, ...findings });
    return;
  }
  const [invocation] = Object.values(findings.invocations);
  printLine("\nLog lines and metrics of the function, as CloudWatch receives them:");
  printLine(invocation?.logs.join("\n"));
  printLine("\nResult:");
  printLine(JSON.stringify(invocation?.payload));
  for (const [stack, outputs] of Object.entries(findings.outputs)) {
    const { email_flow_rule_instructions, ...facts } = outputs;
    printLine(`\nOutputs of ${stack}:`);
    for (const [name, value] of Object.entries(facts)) {
      printLine(`  ${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`);
    }
    printLine(`\n${email_flow_rule_instructions ?? ""}`);
  }
  if (complete) {
    // Not to the demo's emulator, which ends with it.
    printLine(`Next: ${commandLine(["deploy"], { env: { ...process.env, AWS_ENDPOINT_URL: undefined } })}`);
    return;
  }
  printLine(`\n${instructionsWithoutDeployment()}`);
  printLine("Skipped: the deployment and the checks through AWS's API. To run everything:");
  for (const reason of findings.missing) {
    printLine(`  - ${reason}`);
  }
  printLine(`Next: install what is missing, then ${commandAgain("demo")}`);
}

/** The rule's steps for the example settings, with a placeholder for the account. */
function instructionsWithoutDeployment(): string {
  const { regions } = parseSettings(readFileSync(EXAMPLE_SETTINGS_FILE, "utf8"), EXAMPLE_SETTINGS_FILE);
  return regions
    .map(({ region, functionName, organizationIds = [] }) =>
      emailFlowRuleInstructions({
        functionArn: `arn:aws:lambda:${region}:ACCOUNT_ID:function:${functionName}`,
        functionName,
        region,
        consoleUrls: organizationIds.map((id) => `   ${consoleUrl(region, id)}`).join("\n"),
      }),
    )
    .join("\n");
}

/** Prints how to look at what --keep has left running, and how to end it. */
export function printHowToLook(findings: Findings, endpoint: URL): void {
  const [outputs] = Object.values(findings.outputs);
  printLine(`
The deployment is running. Look at it, for example with the AWS CLI:
  export AWS_ENDPOINT_URL=${endpoint.href} AWS_ACCESS_KEY_ID=emulator AWS_SECRET_ACCESS_KEY=emulator
  aws lambda get-policy --region ${outputs?.region} --function-name ${outputs?.function_name}
Next: ${commandLine(["demo", "--stop"])}, which ends it`);
}
