/** The steps that attach the function to an email flow rule. */
export interface EmailFlowRuleSteps {
  readonly title: string;
  /** The lines of each step, in their order. */
  readonly steps: readonly (readonly string[])[];
}

/** Reads the steps from the output email_flow_rule_instructions. */
export function stepsOf(instructions: string): EmailFlowRuleSteps {
  const [title = "", ...parts] = instructions.trim().split(/\n+(?=\d+\. )/);
  return {
    title: title.trim(),
    steps: parts.map((part) =>
      part
        .replace(/^\d+\. /, "")
        .split("\n")
        .map((line) => line.trim()),
    ),
  };
}

/** The steps for a wiki or a ticket. */
export function markdownOf({ title, steps }: EmailFlowRuleSteps): string {
  return [
    `## ${escaped(title)}`,
    "",
    ...steps.map((lines, index) => `${index + 1}. ${lines.map(markdownLine).join("\n   ")}`),
  ].join("\n");
}

function markdownLine(line: string): string {
  if (line.startsWith("https://")) {
    return `- <${line}>`;
  }
  if (line.startsWith("arn:")) {
    return `\`${line}\``;
  }
  return escaped(line);
}

function escaped(line: string): string {
  return line.replace(/[\\`*_[\]<>]/g, "\\$&");
}
