import { type Answer, answers, parseAnswer } from "../../../function/src/synchronous";

function json(answer: Answer<boolean>): unknown {
  return JSON.parse(JSON.stringify(answer));
}

test.each<[string, Answer<boolean>, object[]]>([
  ["letThrough", answers.letThrough(), [{ action: { type: "DEFAULT" }, allRecipients: true }]],
  ["drop", answers.drop(["a@domain.test"]), [{ action: { type: "DROP" }, recipients: ["a@domain.test"] }]],
  ["bounce", answers.bounce(), [{ action: { type: "BOUNCE" }, allRecipients: true }]],
  [
    "bounce with a message",
    answers.bounce(["a@domain.test"], "Internal list"),
    [{ action: { type: "BOUNCE", parameters: { bounceMessage: "Internal list" } }, recipients: ["a@domain.test"] }],
  ],
  ["moveToJunk", answers.moveToJunk(), [{ action: { type: "MOVE_TO_JUNK" }, allRecipients: true }]],
  ["bypassSpamCheck", answers.bypassSpamCheck(), [{ action: { type: "BYPASS_SPAM_CHECK" }, allRecipients: true }]],
])("writes %s as WorkMail reads it", (_title, answer, actions) => {
  expect(json(answer)).toEqual({ actions });
});

test("chains actions without changing the answer before", () => {
  const bounced = answers.bounce(["a@domain.test"]);

  expect(json(bounced.otherwise("DEFAULT"))).toEqual({
    actions: [
      { action: { type: "BOUNCE" }, recipients: ["a@domain.test"] },
      { action: { type: "DEFAULT" }, allRecipients: true },
    ],
  });
  expect(bounced.actions).toHaveLength(1);
  expect(answers.actions).toEqual([]);
});

test("adds no action for an empty list of recipients", () => {
  expect(answers.bounce([]).otherwise("DEFAULT")).toEqual(answers.letThrough());
});

describe("parseAnswer", () => {
  test("returns the answer that JSON text holds", () => {
    const text = JSON.stringify(answers.bounce(["a@domain.test"]).otherwise("DEFAULT"));

    expect(json(parseAnswer(text))).toEqual(JSON.parse(text));
  });

  test.each([
    ["true", true],
    ["false", false],
  ])('reads "allRecipients": "%s" as %s and warns', (text, value) => {
    const warn = jest.fn();
    const answer = parseAnswer(
      { actions: [{ action: { type: "DROP" }, recipients: ["a@domain.test"], allRecipients: text }] },
      { warn },
    );

    expect(answer.actions[0]!.allRecipients).toBe(value);
    expect(warn).toHaveBeenCalledWith(`allRecipients is the string "${text}" instead of ${text}`);
  });

  test("rejects text that is not JSON without quoting it", () => {
    expect(() => parseAnswer("secret@domain.test")).toThrow(/^Not an answer: \$: expected JSON, found other text$/);
  });

  test("rejects an answer with errors", () => {
    expect(() => parseAnswer('{"actions":[]}')).toThrow("$.actions: expected 1 to 10 actions, found 0");
  });
});
