import { ANY_RULE_TIMEOUT, emailFlowRuleInstructions, type RuleFacts } from "../../modules/email-flow-rule";

const target = {
  functionArn: "arn:aws:lambda:eu-west-1:111122223333:function:mail",
  functionName: "mail",
  region: "eu-west-1",
  consoleUrls: "   https://console.example/m-1",
};

function rule(facts: Partial<RuleFacts>): RuleFacts {
  return {
    isNamed: true,
    name: "Tag",
    isInbound: false,
    isSynchronous: false,
    ruleTimeoutMinutes: ANY_RULE_TIMEOUT,
    fallbackAction: "Bounce",
    senderPatterns: "example.com, *.example.com",
    destinationPatterns: "*",
    ...facts,
  };
}

function instructions(facts: Partial<RuleFacts>): string {
  return emailFlowRuleInstructions(target, [rule(facts)]);
}

describe("the steps for each kind of rule", () => {
  it.each([
    ["inbound", true, "Inbound"],
    ["outbound", false, "Outbound"],
  ])("name the tab of an %s rule", (_, isInbound, tab) => {
    const text = instructions({ isInbound });
    expect(text.split("\n")[0]).toBe("Attach mail to the email flow rule Tag (eu-west-1)");
    expect(text).toContain(`2. Choose Organization settings, the tab ${tab} rules, then Create.\n`);
  });

  it.each([
    [true, "delivered"],
    [false, "sent"],
  ])("say what happens at once to the email of an asynchronous rule (inbound: %s)", (isInbound, happens) => {
    expect(instructions({ isInbound })).toContain(`off: the email is ${happens} at once`);
  });

  it("leave Run synchronously off for an asynchronous rule, and name neither timeout nor fallback action", () => {
    const text = instructions({ isSynchronous: false });
    expect(text).toContain("Leave Run synchronously off: the email is sent at once");
    expect(text).not.toMatch(/Rule timeout|Fallback action|Turn Run synchronously on/);
  });

  it("turn Run synchronously on for a synchronous rule, with its timeout and fallback action", () => {
    const text = instructions({ isSynchronous: true, ruleTimeoutMinutes: "30" });
    expect(text).toContain("Turn Run synchronously on: WorkMail waits up to 15 seconds");
    expect(text).toContain("\n   Rule timeout: 30 minutes,");
    expect(text).toContain("\n   Fallback action: Bounce,");
    expect(text).not.toContain("Leave Run synchronously off");
  });

  it("name the range of a rule timeout that is not set", () => {
    expect(instructions({ isSynchronous: true })).toContain("\n   Rule timeout: 0 to 240 minutes,");
  });

  it("ask for an email from outside to try an inbound rule", () => {
    expect(instructions({ isInbound: true })).toContain("6. Send an email that matches from outside, then");
    expect(instructions({ isInbound: false })).toContain("6. Send an email that matches, then");
  });

  it.each([
    [true, "decided"],
    [false, "processed"],
  ])("name the line in the log of a rule (synchronous: %s)", (isSynchronous, happened) => {
    for (const isInbound of [true, false]) {
      const text = instructions({ isSynchronous, isInbound });
      expect(text.match(/"Email \w+" in the log group/g)).toEqual([`"Email ${happened}" in the log group`]);
    }
  });

  it("enter the name and the patterns of the rule", () => {
    const text = instructions({});
    expect(text).toContain("3. Enter the rule name Tag. As action choose Run Lambda");
    expect(text).toContain("4. Sender patterns: example.com, *.example.com\n   Destination patterns: *\n");
  });

  it("are in a section for each rule, with an empty line between them", () => {
    const text = emailFlowRuleInstructions(target, [rule({ name: "One" }), rule({ name: "Two" })]);
    expect(text).toBe([instructions({ name: "One" }), instructions({ name: "Two" })].join("\n"));
    expect(text.match(/^Attach /gm)).toHaveLength(2);
  });
});

it("leaves name and patterns of the only rule to the administrator when the settings name none", () => {
  const text = emailFlowRuleInstructions(target);
  expect(text.split("\n")[0]).toBe("Attach mail to an outbound email flow rule (eu-west-1)");
  expect(text).toContain("3. Enter a rule name that no other rule has.");
  expect(text).toContain("4. Sender patterns and destination patterns: enter * for every email, or\n");
});
