import { commandLine } from "../../../modules/command-line";
import { printLine, printNote } from "../../../modules/print";
import { type DeploymentOutputs, isForWorkMail } from "../../deployments/deployment-outputs";
import { type DeploymentsOptions, readDeployments } from "../../deployments/deployments";
import { printJson } from "../../terminal/output";
import { markdownOf, rulesIn } from "./steps";

/** The options of the command. */
export interface Options extends DeploymentsOptions {
  readonly format: "text" | "markdown" | "json";
  readonly json?: boolean;
}

/** Prints the steps for each Region. */
export async function instructions(options: Options): Promise<void> {
  const deployments = await readDeployments(options);
  const format = options.json ? "json" : options.format;
  if (format === "json") {
    printJson(Object.fromEntries(deployments.map((it) => [it.region, asJson(it)])));
    return;
  }
  const texts = deployments.flatMap(({ email_flow_rule_instructions: text }) =>
    text === undefined ? [] : [format === "markdown" ? rulesIn(text).map(markdownOf).join("\n\n") : text.trim()],
  );
  if (texts.length > 0) {
    printLine(texts.join("\n\n"));
  }
  // Standard output is the steps, for a ticket.
  deployments.filter((it) => !isForWorkMail(it)).forEach((it) => printNote(noRule(it)));
  printNote(
    `Next: ${texts.length > 0 ? "follow the steps, " : ""}send an email, and read its line with ${commandLine(["logs"])}`,
  );
}

function noRule({ region, function_name, ...outputs }: DeploymentOutputs): string {
  const callers = [outputs.ses_receipt_rule_arn, outputs.ses_sending_rule_arn].filter((arn) => arn !== undefined);
  return `${region}: no email flow rule, because WorkMail does not invoke ${function_name}. Amazon SES does: ${callers.join(", ")}`;
}

function asJson(outputs: DeploymentOutputs) {
  const { email_flow_rule_instructions: text } = outputs;
  const rules = (text === undefined ? [] : rulesIn(text)).map(({ title, steps }) => ({
    title,
    steps: steps.map((lines) => lines.join(" ")),
  }));
  return {
    ...rules[0],
    functionName: outputs.function_name,
    functionArn: outputs.email_flow_rule_function_arn,
    consoleUrls: outputs.email_flow_rule_console_urls ?? {},
    rules,
  };
}
