import { planText } from "../../../cli/rollout/progress";

/** As Terraform prints it. */
const MOVED = `Terraform will perform the following actions:

  # aws_ses_receipt_rule.ses_receipt_rule must be replaced
-/+ resource "aws_ses_receipt_rule" "ses_receipt_rule" {
      ~ rule_set_name = "old" -> "new" # forces replacement
    }

Plan: 1 to add, 0 to change, 1 to destroy.`;

function textOf(text: string, hasChanges = true): string {
  return planText({ name: "workmail-eu-west-1", hasChanges, text });
}

it("shows a plan below the name of its stack, and nothing more where nothing is missing meanwhile", () => {
  expect(textOf("A\n\n  # aws_ses_receipt_rule.ses_receipt_rule will be updated in-place\nB")).toBe(
    "workmail-eu-west-1:\n  A\n\n    # aws_ses_receipt_rule.ses_receipt_rule will be updated in-place\n  B\n",
  );
  expect(textOf("", false)).toBe("workmail-eu-west-1  No changes.");
});

it("says that SES calls nothing while the receipt rule is replaced", () => {
  expect(textOf(MOVED)).toMatch(
    /\n {2}Plan: 1 to add, 0 to change, 1 to destroy\.\n\n {2}Note: the receipt rule is deleted before [^\n]*\n$/,
  );
});

it("says that no sending events arrive while their destination is replaced", () => {
  const text = MOVED.replaceAll("aws_ses_receipt_rule", "aws_sesv2_configuration_set_event_destination");

  expect(textOf(text)).toContain("\n  Note: the event destination is deleted before ");
  expect(textOf(text)).not.toContain("the receipt rule");
});
