import { checkSynchronousAnswer } from "../../../../cli/commands/invoke/synchronous-rule";
import type { InvocationResult } from "../../../../cli/local-lambda/local-lambda";

const ANSWER = { actions: [{ action: { type: "MOVE_TO_JUNK" }, allRecipients: true }] };

function resultOf(durationMs: number, more: Partial<InvocationResult> = {}) {
  return { payload: ANSWER, durationMs, ...more } as InvocationResult;
}

it.each([
  [12_000, {}, undefined],
  [
    11_000,
    { initMs: 1001 },
    "The answer took 12001 ms, the start included: WorkMail waits 15000 ms, and a start in AWS can take longer.",
  ],
  [
    15_000,
    {},
    "The answer took 15000 ms, the start included: WorkMail waits 15000 ms, and a start in AWS can take longer.",
  ],
])("warns of an answer after %d ms and %j", (durationMs, more, warning) => {
  expect(checkSynchronousAnswer(resultOf(durationMs, more), {})).toEqual({ errors: [], ...(warning && { warning }) });
});

it("fails an answer that comes too late", () => {
  expect(checkSynchronousAnswer(resultOf(15_001), {})).toEqual({
    errors: ["The answer took 15001 ms, the start included: WorkMail waits 15000 ms."],
  });
});

it("checks the answer against the direction of the event", () => {
  expect(checkSynchronousAnswer(resultOf(1), { flowDirection: "INBOUND" }).errors).toEqual([]);
  expect(checkSynchronousAnswer(resultOf(1), { flowDirection: "OUTBOUND" }).errors).toEqual([
    "$.actions[0].action.type: expected BOUNCE or DROP or DEFAULT, found MOVE_TO_JUNK",
  ]);
});

it("does not check the answer of an invocation that failed", () => {
  expect(checkSynchronousAnswer(resultOf(1, { error: {} as never, payload: undefined }), {}).errors).toEqual([]);
});

describe("an event of a receipt rule of SES", () => {
  const event = { Records: [{ eventSource: "aws:ses" }] };

  it.each(["CONTINUE", "STOP_RULE", "STOP_RULE_SET"])("takes the disposition %s", (disposition) => {
    expect(checkSynchronousAnswer(resultOf(1, { payload: { disposition } }), event)).toEqual({ errors: [] });
  });

  it("needs a disposition, which an answer for WorkMail is not", () => {
    expect(checkSynchronousAnswer(resultOf(1), event).errors).toEqual([
      "$.disposition: expected CONTINUE, STOP_RULE, or STOP_RULE_SET, without which SES continues with the email",
    ]);
  });

  it("waits twice as long as WorkMail", () => {
    const payload = { disposition: "CONTINUE" };

    expect(checkSynchronousAnswer(resultOf(27_000, { payload }), event)).toEqual({ errors: [] });
    expect(checkSynchronousAnswer(resultOf(27_001, { payload }), event).warning).toContain("SES waits 30000 ms");
    expect(checkSynchronousAnswer(resultOf(30_001, { payload }), event).errors).toEqual([
      "The answer took 30001 ms, the start included: SES waits 30000 ms.",
    ]);
  });
});

it("says that nobody waits for an answer to a sending event", () => {
  expect(checkSynchronousAnswer(resultOf(1), { detail: {} }).errors).toEqual([
    "Nobody waits for an answer to a sending event of SES.",
  ]);
});
