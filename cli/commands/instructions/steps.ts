/** The steps that attach the function to one email flow rule. */
export interface EmailFlowRuleSteps {
  readonly title: string;
  /** The lines of each step, in their order. */
  readonly steps: readonly (readonly string[])[];
}

/** Reads the steps for each rule from the output email_flow_rule_instructions. */
export function rulesIn(instructions: string): EmailFlowRuleSteps[] {
  return instructions.split(/\n\n(?=Attach )/).map(stepsOf);
}

function stepsOf(instructions: string): EmailFlowRuleSteps {
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
  if (/^https:\/\/[^\s<>]+$/.test(line)) {
    return `- <${line}>`;
  }
  if (/^arn:[^`]+$/.test(line)) {
    return `\`${line}\``;
  }
  return escaped(line);
}

/** @see https://spec.commonmark.org/0.31.2/#backslash-escapes and, for | and ~, https://github.github.com/gfm/ */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]<>&#|~]/g, "\\$&")
    .replace(/^(\s*)([-+=])/gm, "$1\\$2")
    .replace(/^(\s*\d+)([.)])/gm, "$1\\$2");
}
