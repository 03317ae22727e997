import { markdownOf, rulesIn } from "../../../../cli/commands/instructions/steps";
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
  const [{ title, steps } = { title: "", steps: [] }] = rulesIn(text);
  expect(title).toBe("Attach mail_in to an outbound email flow rule (eu-west-1)");
  expect(steps).toHaveLength(6);
  expect(steps[0]).toEqual(["Sign in to the AWS account of the function and open the organization:", ...pages]);
  expect(steps[2]).toContain(functionArn);
});

it("loses no word of the text", () => {
  const [{ title, steps } = { title: "", steps: [] }] = rulesIn(text);
  const words = (it: string) => it.split(/\s+/).filter(Boolean);
  const numbered = steps.flatMap((lines, index) => [`${index + 1}.`, ...lines]);
  expect(words([title, ...numbered].join(" "))).toEqual(words(text));
});

it("makes Markdown that shows stars, underscores and addresses as they are", () => {
  const markdown = rulesIn(text).map(markdownOf).join("\n\n");
  expect(markdown).toMatch(/^## Attach mail\\_in to an outbound/);
  expect(markdown).toContain(`\n   - <${pages[0]}>\n   - <${pages[1]}>\n2. `);
  expect(markdown).toContain(`\n   \`${functionArn}\`\n`);
  expect(markdown).toContain("\\*.example.com");
  expect(markdown.replace(/\\\*/g, "")).not.toContain("*");
});

it("finds each rule's steps in the text of several", () => {
  const rules = rulesIn([text, text.replace("an outbound", "the outbound")].join("\n"));
  expect(rules.map(({ title }) => title)).toEqual([
    "Attach mail_in to an outbound email flow rule (eu-west-1)",
    "Attach mail_in to the outbound email flow rule (eu-west-1)",
  ]);
  expect(rules.map(({ steps }) => steps.length)).toEqual([6, 6]);
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
