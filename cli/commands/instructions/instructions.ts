import { commandLine } from "../../../modules/command-line";
import { printLine, printNote } from "../../../modules/print";
import type { DeploymentOutputs } from "../../deployments/deployment-outputs";
import { type DeploymentsOptions, readDeployments } from "../../deployments/deployments";
import { endWhenInterrupted } from "../../terminal/interruption";
import { printJson } from "../../terminal/output";
import { markdownOf, rulesIn } from "./steps";

/** The options of the command. */
export interface Options extends DeploymentsOptions {
  readonly format: "text" | "markdown" | "json";
  readonly json?: boolean;
}

/** Prints the steps for each Region. */
export async function instructions(options: Options): Promise<void> {
  endWhenInterrupted();
  const deployments = await readDeployments(options);
  const format = options.json ? "json" : options.format;
  if (format === "json") {
    printJson(Object.fromEntries(deployments.map((it) => [it.region, asJson(it)])));
    return;
  }
  const texts = deployments.map(({ email_flow_rule_instructions: text }) =>
    format === "markdown" ? rulesIn(text).map(markdownOf).join("\n\n") : text.trim(),
  );
  printLine(texts.join("\n\n"));
  // Standard output is the steps, for a ticket.
  printNote(`Next: follow the steps, send an email, and read its line with ${commandLine(["logs"])}`);
}

function asJson(outputs: DeploymentOutputs) {
  const rules = rulesIn(outputs.email_flow_rule_instructions).map(({ title, steps }) => ({
    title,
    steps: steps.map((lines) => lines.join(" ")),
  }));
  return {
    ...rules[0],
    functionName: outputs.function_name,
    functionArn: outputs.email_flow_rule_function_arn,
    consoleUrls: outputs.email_flow_rule_console_urls,
    rules,
  };
}
