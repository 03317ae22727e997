import { markdownOf, stepsOf } from "../../../../cli/commands/instructions/steps";
import { emailFlowRuleInstructions } from "../../../../modules/email-flow-rule";

const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:mail_in";
const pages = ["m-1", "m-2"].map((id) => `https://console.example/${id}`);
const text = emailFlowRuleInstructions({
  functionArn,
  functionName: "mail_in",
  region: "eu-west-1",
  consoleUrls: pages.map((page) => `   ${page}`).join("\n"),
});

it("finds the title and each step in the text", () => {
  const { title, steps } = stepsOf(text);
  expect(title).toBe("Attach mail_in to an outbound email flow rule (eu-west-1)");
  expect(steps).toHaveLength(6);
  expect(steps[0]).toEqual(["Sign in to the AWS account of the function and open the organization:", ...pages]);
  expect(steps[2]).toContain(functionArn);
});

it("loses no word of the text", () => {
  const { title, steps } = stepsOf(text);
  const words = (it: string) => it.split(/\s+/).filter(Boolean);
  const numbered = steps.flatMap((lines, index) => [`${index + 1}.`, ...lines]);
  expect(words([title, ...numbered].join(" "))).toEqual(words(text));
});

it("makes Markdown that shows stars, underscores and addresses as they are", () => {
  const markdown = markdownOf(stepsOf(text));
  expect(markdown).toMatch(/^## Attach mail\\_in to an outbound/);
  expect(markdown).toContain(`\n   - <${pages[0]}>\n   - <${pages[1]}>\n2. `);
  expect(markdown).toContain(`\n   \`${functionArn}\`\n`);
  expect(markdown).toContain("\\*.example.com");
  expect(markdown.replace(/\\\*/g, "")).not.toContain("*");
});

describe("Markdown of hostile text", () => {
  it.each([
    ["# heading", "\\# heading"],
    ["- item", "\\- item"],
    ["+ item", "\\+ item"],
    ["=====", "\\====="],
    ["7) item", "7\\) item"],
    ["7. item", "7\\. item"],
    ["a | b", "a \\| b"],
    ["~~gone~~", "\\~\\~gone\\~\\~"],
    ["<b>&lt;", "\\<b\\>\\&lt;"],
    ["![image](https://example.com)", "!\\[image\\](https://example.com)"],
    ["https://example.com> <b>", "https://example.com\\> \\<b\\>"],
    ["arn:`code` *a*", "arn:\\`code\\` \\*a\\*"],
  ])("shows %j as it is", (line, shown) => {
    expect(markdownOf({ title: "title", steps: [["step", line]] })).toBe(`## title\n\n1. step\n   ${shown}`);
  });
});
