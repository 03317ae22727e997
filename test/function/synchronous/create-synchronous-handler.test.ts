import type { WorkMailEvent } from "../../../function/src/event";
import { MessageError } from "../../../function/src/message";
import {
  type Answer,
  AnswerError,
  answers,
  createSynchronousHandler,
  DeadlineError,
  type Decide,
  NotYet,
  type SynchronousOptions,
  type SynchronousTools,
} from "../../../function/src/synchronous";
import { turns } from "../../support/until";
import { metricsOf } from "../support/emf";
import { eventTo, sample } from "../support/events";
import { captureOutput, CONTEXT } from "../support/lambda";

const EVENT = eventTo("a@domain.test", "b@elsewhere.test");
const INBOUND = sample("inbound");

async function run(
  decide: Decide<boolean>,
  {
    event = EVENT,
    environment,
    context = CONTEXT,
    ...options
  }: SynchronousOptions & { event?: unknown; environment?: Record<string, string>; context?: typeof CONTEXT } = {},
) {
  let answer: unknown;
  const output = await captureOutput(async () => {
    answer = await createSynchronousHandler(decide, { direction: "INBOUND", ...options })(event, context);
  }, environment);
  const line = output.lines.at(-1);
  return { ...output, answer, line, metrics: metricsOf(line) };
}

/** Waits until the deadline has passed, and returns its error. */
function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(signal.reason)));
}

function counted(metrics: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, (value as [string, number])[1]]));
}

test("returns the answer of the logic, and counts its recipients by action in one line", async () => {
  const answer = answers.bounce(["b@elsewhere.test"]).otherwise("DEFAULT");
  const { answer: returned, lines, line, metrics } = await run(() => answer);

  expect(returned).toBe(answer);
  expect(lines).toHaveLength(1);
  expect(line).toMatchObject({ level: "INFO", message: "Email decided", email: { recipients: 2 } });
  expect(line).not.toHaveProperty("warning");
  expect(counted(metrics)).toEqual({
    ColdStarts: 1,
    Emails: 1,
    Recipients: 2,
    TruncatedEmails: 0,
    BOUNCE: 1,
    DEFAULT: 1,
  });
});

test("hands the logic an email that waits for the answer, the tools, and a signal", async () => {
  let tools: SynchronousTools | undefined;
  await run((email, given) => {
    tools = given;
    expect(email.runSynchronously).toBe(true);
    expect(email.recipients).toEqual(["a@domain.test", "b@elsewhere.test"]);
    return answers.letThrough();
  });

  expect(tools?.event).toBe(EVENT);
  expect(tools?.context).toBe(CONTEXT);
  expect(tools?.signal.aborted).toBe(false);
});

test.each<[string, Answer, WorkMailEvent]>([
  ["nobody names a recipient", answers.drop(["a@domain.test"]), EVENT],
  ["the event is truncated", answers.drop(["a@domain.test"]), { ...eventTo("a@domain.test"), truncated: true }],
])("warns that the fallback action applies when %s", async (_title, answer, event) => {
  const { line } = await run(() => answer, { event });

  expect(line).toMatchObject({
    level: "WARN",
    warning: "Recipients without an action get the fallback action",
  });
});

test("warns of nothing when each recipient has an action", async () => {
  const { line } = await run(() => answers.drop(["a@domain.test", "b@elsewhere.test"]));

  expect(line).toMatchObject({ level: "INFO" });
});

test("counts the first call of an environment as its cold start", async () => {
  const handler = createSynchronousHandler(() => answers.letThrough());
  const { lines } = await captureOutput(async () => {
    await handler(EVENT, CONTEXT);
    await handler({ ...EVENT, truncated: true }, CONTEXT);
  });

  expect(lines.map((line) => counted(metricsOf(line)))).toMatchObject([
    { ColdStarts: 1, TruncatedEmails: 0 },
    { ColdStarts: 0, TruncatedEmails: 1 },
  ]);
});

test("covers with otherwise the recipients that a truncated event does not list", async () => {
  const { line } = await run(() => answers.drop(["a@domain.test"]).otherwise("DEFAULT"), {
    event: { ...eventTo("a@domain.test"), truncated: true },
  });

  expect(line).toMatchObject({ level: "INFO" });
});

test("counts a recipient once, and the recipients of two actions of one type together", async () => {
  const { metrics } = await run(
    () => answers.bounce(["B@elsewhere.test"], "Internal list").bounce(["c@domain.test"]).otherwise("DEFAULT"),
    { event: eventTo("a@domain.test", "A@domain.test", "b@elsewhere.test") },
  );

  expect(counted(metrics)).toMatchObject({ Recipients: 3, BOUNCE: 2, DEFAULT: 1 });
});

const FAILURES: [string, Decide<boolean>, string][] = [
  ["throws", () => Promise.reject(new TypeError("secret@domain.test")), "TypeError"],
  ["gives a wrong answer", () => answers.drop(["a@domain.test", "a@domain.test"]), "AnswerError"],
  ["gives no answer", () => undefined as never, "AnswerError"],
  ["never answers", () => new Promise(() => undefined), "DeadlineError"],
];

describe.each(FAILURES)("when the logic %s", (_title, decide, name) => {
  test("fails by default, so that WorkMail retries", async () => {
    const { thrown, answer, line, metrics, text } = await run(decide, { deadlineMs: 100 });

    expect(thrown).toMatchObject({ name });
    expect(answer).toBeUndefined();
    expect(line).toMatchObject({ level: "ERROR", message: "Email failed", error: name });
    expect(counted(metrics)).toEqual({ ColdStarts: 1, FailedEmails: 1, Recipients: 2, TruncatedEmails: 0 });
    expect(text).not.toContain("@");
  });

  test.each<[string, Answer, string]>([
    ["fails open", answers.letThrough(), "DEFAULT"],
    ["fails closed", answers.bounce(), "BOUNCE"],
  ])("%s if onFailure is that answer", async (_how, onFailure, type) => {
    const { thrown, answer, line, metrics } = await run(decide, { deadlineMs: 100, onFailure });

    expect(thrown).toBeUndefined();
    expect(answer).toBe(onFailure);
    expect(line).toMatchObject({ level: "ERROR", message: "Decision failed", error: name });
    expect(counted(metrics)).toEqual({
      ColdStarts: 1,
      Emails: 1,
      FailedDecisions: 1,
      Recipients: 2,
      TruncatedEmails: 0,
      [type]: 2,
    });
  });
});

test("answers a refused event as any failure", async () => {
  const { answer, line } = await run(() => answers.drop(), { event: {}, onFailure: answers.letThrough() });

  expect(answer).toEqual({ actions: [{ action: { type: "DEFAULT" }, allRecipients: true }] });
  expect(line).toMatchObject({ message: "Decision failed" });
  expect(line!.error).toMatch(/^WorkMailEventError/);
  expect(line).not.toHaveProperty("email");
});

test("fails if onFailure does not fit the direction of the email", async () => {
  const { thrown } = await run(() => Promise.reject(new TypeError()), { onFailure: answers.moveToJunk() });

  expect(thrown).toBeInstanceOf(TypeError);
});

test("retries a decision that is not there yet without counting a failure, whatever onFailure is", async () => {
  const { thrown, line, metrics } = await run(() => Promise.reject(new NotYet()), { onFailure: answers.letThrough() });

  expect(thrown).toMatchObject({ name: "NotYet" });
  expect(line).toMatchObject({ level: "INFO", message: "Decision deferred" });
  expect(counted(metrics)).toEqual({ ColdStarts: 1, Deferred: 1, Recipients: 2, TruncatedEmails: 0 });
});

describe("the deadline", () => {
  test("aborts the signal with the error", async () => {
    let reason: unknown;
    await run(
      async (_email, { signal }) => {
        reason = await aborted(signal);
        return answers.drop();
      },
      { deadlineMs: 100, onFailure: answers.letThrough() },
    );

    expect(reason).toMatchObject({ name: "DeadlineError", message: "No answer within 100 ms" });
  });

  test("ignores what a logic throws after it", async () => {
    const { answer } = await run(
      async (_email, { signal }) => {
        await aborted(signal);
        throw new Error("late");
      },
      { deadlineMs: 100, onFailure: answers.bounce() },
    );

    expect(answer).toEqual(answers.bounce());
    await turns();
  });

  test("ignores an answer after it", async () => {
    const late: Decide<boolean> = async (_email, { signal }) => {
      await aborted(signal);
      await turns(5);
      return answers.drop();
    };
    expect((await run(late, { deadlineMs: 100, onFailure: answers.bounce() })).answer).toEqual(answers.bounce());
    await turns(10);
  });

  test.each([100, 14_500])("accepts %p milliseconds", (deadlineMs) => {
    expect(createSynchronousHandler(() => answers.drop(), { deadlineMs })).toBeInstanceOf(Function);
  });

  test("ends 250 ms before the function's own time limit", async () => {
    const { line } = await run(() => new Promise(() => undefined), {
      context: { ...CONTEXT, getRemainingTimeInMillis: () => 350 },
      environment: { EMAIL_LOG_DETAIL: "full" },
      deadlineMs: 14_500,
    });

    expect(line).toMatchObject({ error: "DeadlineError: No answer within 100 ms" });
  });

  test.each([99, 14_501, NaN])("rejects %p milliseconds", (deadlineMs) => {
    expect(() => createSynchronousHandler(() => answers.drop(), { deadlineMs })).toThrow(
      new RangeError(`deadlineMs: expected 100 to 14500, found ${deadlineMs}`),
    );
  });
});

test("rejects an onFailure that is not an answer", () => {
  expect(() => createSynchronousHandler(() => answers.drop(), { onFailure: { actions: [] } as never })).toThrow(
    "$.actions: expected 1 to 10 actions, found 0",
  );
});

test("logs the event only if the detail is full", async () => {
  const { text } = await run(() => answers.letThrough(), { event: INBOUND });
  const { line } = await run(() => answers.letThrough(), { event: INBOUND, environment: { EMAIL_LOG_DETAIL: "full" } });

  expect(text).not.toContain("@");
  expect(line).toMatchObject({ event: INBOUND });
});

test("accepts the inbound actions from the compiler only for an inbound handler", () => {
  createSynchronousHandler(() => answers.moveToJunk(), { direction: "INBOUND" });
  // @ts-expect-error An outbound email cannot be moved to junk.
  createSynchronousHandler(() => answers.moveToJunk());
  // @ts-expect-error The same for the answer to a failure.
  createSynchronousHandler(() => answers.drop(), { onFailure: answers.bypassSpamCheck() });
});

// The code names each, since minifying changes the names of classes.
test.each([
  ["AnswerError", AnswerError],
  ["DeadlineError", DeadlineError],
  ["MessageError", MessageError],
  ["NotYet", NotYet],
])("%s is the name of a class as Lambda logs it", (name, errorClass) => {
  expect(errorClass.name).toBe(name);
});
