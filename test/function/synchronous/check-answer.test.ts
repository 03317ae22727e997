import fc from "fast-check";
import { answers } from "../../../function/src/synchronous";
import { AnswerError, checkAnswer } from "../../../function/src/synchronous/check-answer";
import { PROPERTY_RUNS } from "../../support/property-runs";

const letThrough = { action: { type: "DEFAULT" }, allRecipients: true };
function dropOf(recipients: unknown) {
  return { actions: [{ action: { type: "DROP" }, recipients }] };
}
function addresses(count: number) {
  return Array.from({ length: count }, (_, index) => `user${index}@domain.test`);
}

function errorsOf(answer: unknown, flowDirection?: string): readonly string[] {
  try {
    checkAnswer(answer, { event: { flowDirection } });
  } catch (error) {
    expect(error).toBeInstanceOf(AnswerError);
    return (error as AnswerError).errors;
  }
  return [];
}

const TYPES = "BOUNCE or DROP or DEFAULT or BYPASS_SPAM_CHECK or MOVE_TO_JUNK";

test.each<[string, unknown, string | undefined, string]>([
  ["nothing", undefined, undefined, "$.actions: expected 1 to 10 actions, found undefined"],
  ["no actions", { actions: [] }, undefined, "$.actions: expected 1 to 10 actions, found 0"],
  [
    "11 actions",
    { actions: addresses(11).map((address) => dropOf([address]).actions[0]) },
    undefined,
    "$.actions: expected 1 to 10 actions, found 11",
  ],
  [
    "an unknown type",
    { actions: [{ action: { type: "DELETE" }, allRecipients: true }] },
    undefined,
    `$.actions[0].action.type: expected ${TYPES}, found string`,
  ],
  ["nobody named", dropOf([]), undefined, "$.actions[0]: expected recipients or allRecipients, found none"],
  [
    "allRecipients as a string",
    { actions: [{ action: { type: "DROP" }, allRecipients: "true" }] },
    undefined,
    "$.actions[0].allRecipients: expected boolean, found string",
  ],
  [
    "MOVE_TO_JUNK for outbound email",
    { actions: [{ action: { type: "MOVE_TO_JUNK" }, allRecipients: true }] },
    "OUTBOUND",
    "$.actions[0].action.type: expected BOUNCE or DROP or DEFAULT, found MOVE_TO_JUNK",
  ],
  [
    "over 256 KB",
    {
      actions: [
        { action: { type: "BOUNCE", parameters: { bounceMessage: "x".repeat(300_000) } }, allRecipients: true },
      ],
    },
    undefined,
    "$: expected at most 262144 bytes of JSON, found 300097",
  ],
  [
    "501 recipients of outbound email",
    dropOf(addresses(501)),
    "OUTBOUND",
    "$.actions: expected at most 500 recipients, found 501",
  ],
  [
    "a recipient twice",
    { actions: [letThrough, ...dropOf(["a@domain.test", "A@domain.test"]).actions] },
    undefined,
    "$.actions[1].recipients[1]: expected each recipient once, found it at $.actions[1].recipients[0]",
  ],
  [
    "two actions for everybody",
    { actions: [letThrough, letThrough] },
    undefined,
    "$.actions[1].allRecipients: expected each recipient once, found it at $.actions[0].allRecipients",
  ],
  [
    "recipients that are no array",
    dropOf("a@domain.test"),
    undefined,
    "$.actions[0].recipients: expected array, found string",
  ],
  ["an empty address", dropOf([""]), undefined, "$.actions[0].recipients[0]: expected address, found string"],
  [
    "a number as bounce message",
    { actions: [{ action: { type: "BOUNCE", parameters: { bounceMessage: 1 } }, allRecipients: true }] },
    undefined,
    "$.actions[0].action.parameters.bounceMessage: expected string, found number",
  ],
  [
    "a member that JSON cannot hold",
    { actions: [letThrough], more: 1n },
    undefined,
    "$: expected at most 262144 bytes of JSON, found NaN",
  ],
])("rejects an answer with %s", (_title, answer, direction, error) => {
  expect(errorsOf(answer, direction)).toContain(error);
});

test.each<[string, unknown, string | undefined]>([
  ["10 actions", { actions: addresses(10).map((address) => dropOf([address]).actions[0]) }, "OUTBOUND"],
  ["500 recipients of outbound email", dropOf(addresses(500)), "OUTBOUND"],
  [
    "500 recipients of outbound email, and an action for all others",
    { actions: [letThrough, ...dropOf(addresses(500)).actions] },
    "OUTBOUND",
  ],
  ["501 recipients of inbound email", dropOf(addresses(501)), "INBOUND"],
  ["MOVE_TO_JUNK for inbound email", answers.moveToJunk(), "INBOUND"],
  ["MOVE_TO_JUNK where the direction is unknown", answers.moveToJunk(), undefined],
  [
    "exactly 256 KB",
    {
      actions: [
        { action: { type: "BOUNCE", parameters: { bounceMessage: "x".repeat(262_144 - 97) } }, allRecipients: true },
      ],
    },
    "OUTBOUND",
  ],
])("accepts an answer with %s", (_title, answer, direction) => {
  expect(errorsOf(answer, direction)).toEqual([]);
  expect(checkAnswer(answer, { event: { flowDirection: direction } })).toBe(answer);
});

test("reports all errors at once", () => {
  const answer = { actions: [{ action: { type: "DELETE" } }, { action: {}, recipients: [1], allRecipients: "yes" }] };

  expect(errorsOf(answer)).toEqual([
    `$.actions[0].action.type: expected ${TYPES}, found string`,
    "$.actions[0]: expected recipients or allRecipients, found none",
    `$.actions[1].action.type: expected ${TYPES}, found undefined`,
    "$.actions[1].allRecipients: expected boolean, found string",
    "$.actions[1].recipients[0]: expected address, found number",
  ]);
});

test("separates the errors in its message", () => {
  expect(() => checkAnswer({ actions: [{ action: { type: "DROP" }, recipients: ["", 1] }] })).toThrow(
    "Not an answer: $.actions[0]: expected recipients or allRecipients, found none; " +
      "$.actions[0].recipients[0]: expected address, found string; $.actions[0].recipients[1]: expected address, found number",
  );
});

test("quotes nothing of an answer, whatever is wrong with it", () => {
  const secret = fc.constantFrom("secret@domain.test", "secret");
  const value = fc.oneof(secret, fc.constantFrom(null, 1, true, "DROP"), fc.array(secret, { maxLength: 3 }));
  const entry = fc.oneof(
    value,
    fc.record({ action: fc.oneof(value, fc.record({ type: value })), recipients: value, allRecipients: value }),
  );

  fc.assert(
    fc.property(fc.record({ actions: fc.oneof(value, fc.array(entry)) }), (answer) => {
      return !errorsOf(answer).join().includes("secret");
    }),
    { numRuns: PROPERTY_RUNS },
  );
});
