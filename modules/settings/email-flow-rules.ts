import * as v from "valibot";
import { distinct, inTerraform, matching, objectOf, oneOf, wholeNumber, yesOrNo } from "./kinds";

/** One email flow rule, as an administrator enters it in WorkMail's console. */

/** @see https://docs.aws.amazon.com/workmail/latest/adminguide/create-email-rules.html */
const MAXIMUM_SENDER_PATTERNS = 250;
/** Of all rules of an organization. */
const MAXIMUM_SENDER_PATTERNS_OF_ALL = 1000;

/** *, a domain, a domain with its subdomains, or an address; no + in it. */
const PATTERN = /^(\*|(\*\.)?[^\s@+*.]+(\.[^\s@+*.]+)+|[^\s@+*]+@[^\s@+*.]+(\.[^\s@+*.]+)+)$/;

const patterns = distinct(PATTERN, "*, example.com, *.example.com or user@example.com, without +");

const rule = v.pipe(
  objectOf({
    direction: v.optional(oneOf(["OUTBOUND", "INBOUND"]), "OUTBOUND"),
    runSynchronously: v.optional(yesOrNo, false),
    ruleTimeoutMinutes: v.optional(wholeNumber(0, 240, "minutes")),
    fallbackAction: v.optional(
      matching(
        /^(?!\s*[Rr][Uu][Nn]\s*[Ll][Aa][Mm][Bb][Dd][Aa]\s*$)\S(.*\S)?$/,
        "the name of an action in WorkMail's console other than Run Lambda",
      ),
    ),
    senderPatterns: v.optional(
      v.pipe(patterns, v.maxLength(MAXIMUM_SENDER_PATTERNS, `at most ${MAXIMUM_SENDER_PATTERNS} entries`)),
      ["*"],
    ),
    destinationPatterns: v.optional(patterns, ["*"]),
  }),
  v.partialCheck(
    [["runSynchronously"], ["fallbackAction"]],
    ({ runSynchronously, fallbackAction }) => !runSynchronously || fallbackAction !== undefined,
    "fallbackAction, since runSynchronously: true",
  ),
  inTerraform((rule) => `(!${rule}.run_synchronously || ${rule}.fallback_action != null)`),
  v.partialCheck(
    [["runSynchronously"], ["ruleTimeoutMinutes"], ["fallbackAction"]],
    ({ runSynchronously, ruleTimeoutMinutes, fallbackAction }) =>
      runSynchronously || (ruleTimeoutMinutes === undefined && fallbackAction === undefined),
    "runSynchronously: true for ruleTimeoutMinutes and fallbackAction",
  ),
  inTerraform(
    (rule) =>
      `(${rule}.run_synchronously || (${rule}.rule_timeout_minutes == null && ${rule}.fallback_action == null))`,
  ),
  v.partialCheck(
    [["runSynchronously"], ["destinationPatterns"]],
    ({ runSynchronously, destinationPatterns }) =>
      !runSynchronously || (destinationPatterns.length === 1 && destinationPatterns[0] === "*"),
    'destinationPatterns: ["*"], since runSynchronously: true',
  ),
  inTerraform((rule) => `(!${rule}.run_synchronously || join(" ", ${rule}.destination_patterns) == "*")`),
);

/** The rules by name. */
export const emailFlowRules = v.pipe(
  v.record(
    matching(/^(?!\d+$)\S(.*\S)?$/, "a name of one line, other than a number, without spaces around it"),
    rule,
    "an object with an entry for each rule, by its name",
  ),
  v.check((rules) => Object.keys(rules).length > 0, "at least one rule"),
  inTerraform((rules) => `length(${rules}) >= 1`),
  v.check(
    (rules) => new Set(Object.keys(rules).map((name) => name.toLowerCase())).size === Object.keys(rules).length,
    "names that differ in more than upper and lower case",
  ),
  inTerraform((rules) => `length(distinct([for name in keys(${rules}) : lower(name)])) == length(${rules})`),
  v.check(
    (rules) =>
      Object.values(rules).flatMap(({ senderPatterns }) => senderPatterns).length <= MAXIMUM_SENDER_PATTERNS_OF_ALL,
    `at most ${MAXIMUM_SENDER_PATTERNS_OF_ALL} senderPatterns in all`,
  ),
  inTerraform(
    (rules) =>
      `length(flatten([for rule in values(${rules}) : tolist(rule.sender_patterns)])) <= ${MAXIMUM_SENDER_PATTERNS_OF_ALL}`,
  ),
);
