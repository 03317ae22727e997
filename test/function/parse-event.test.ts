import fc from "fast-check";
import { parseWorkMailEvent, WorkMailEventError } from "../../function/src/parse-event";
import { expectEqual } from "../support/expect-equal";
import { PROPERTY_RUNS } from "../support/property-runs";
import { acceptedEvent, eventTo, sample, SAMPLES, SECRET } from "./support/events";

fc.configureGlobal({ numRuns: PROPERTY_RUNS });

/** The outbound sample with other fields; `undefined` takes a field away. */
function withFields(fields: object): object {
  return JSON.parse(JSON.stringify({ ...sample("outbound-2019"), ...fields })) as object;
}

function withEnvelope(fields: object): object {
  return withFields({ envelope: { ...sample("outbound-2019").envelope, ...fields } });
}

function failureOf(input: unknown): WorkMailEventError {
  try {
    parseWorkMailEvent(input);
  } catch (error) {
    if (error instanceof WorkMailEventError) {
      return error;
    }
    throw error;
  }
  throw new Error("It was accepted.");
}

describe("accepted", () => {
  test.each(SAMPLES.filter((name) => !/^(refused|ses)-/.test(name)))("the sample %s, as the same object", (name) => {
    const event = sample(name);

    expect(parseWorkMailEvent(event)).toBe(event);
    expect(event).toEqual(sample(name));
  });

  test.each<[string, object]>([
    ["no summaryVersion", withFields({ summaryVersion: undefined })],
    ["a null summaryVersion", withFields({ summaryVersion: null })],
    ["an unknown summaryVersion", withFields({ summaryVersion: "2030-01-01" })],
    ["no sender", withFields({ sender: undefined })],
    ["a null sender", withFields({ sender: null })],
    ["a sender without address", withFields({ sender: {} })],
    ["a sender with a null address", withFields({ sender: { address: null } })],
    ["a sender with an empty address", withFields({ sender: { address: "" } })],
    ["no subject", withFields({ subject: undefined })],
    ["a null subject", withFields({ subject: null })],
    ["no messageId", withFields({ messageId: undefined })],
    ["no invocationId", withFields({ invocationId: undefined })],
    ["an invocationId of 32 characters", withFields({ invocationId: "0".repeat(32) })],
    ["no flowDirection", withFields({ flowDirection: undefined })],
    ["an unknown flowDirection", withFields({ flowDirection: "SIDEWAYS" })],
    ["no truncated", withFields({ truncated: undefined })],
    ["a null truncated", withFields({ truncated: null })],
    ["no mailFrom", withEnvelope({ mailFrom: undefined })],
    ["a null mailFrom", withEnvelope({ mailFrom: null })],
    ["a mailFrom without address", withEnvelope({ mailFrom: {} })],
    ["a mailFrom with a null address", withEnvelope({ mailFrom: { address: null } })],
    ["a mailFrom with an empty address", withEnvelope({ mailFrom: { address: "" } })],
    ["no recipient at all", withEnvelope({ recipients: [] })],
    ["a field that AWS added", withFields({ futureField: { any: "thing" } })],
    ["a field named Records beside an envelope", withFields({ Records: [] })],
  ])("%s", (_case, event) => {
    expect(parseWorkMailEvent(event)).toBe(event);
  });
});

describe("refused", () => {
  test.each<[string, unknown, string]>([
    ["nothing", undefined, "(errors: 1): $: expected object, found undefined"],
    ["null", null, "(errors: 1): $: expected object, found null"],
    ["a string", "event", "(errors: 1): $: expected object, found string"],
    ["a number", 5, "(errors: 1): $: expected object, found number"],
    ["a boolean", true, "(errors: 1): $: expected object, found boolean"],
    ["a list", [sample("outbound-2019")], "(errors: 1): $: expected object, found array"],
    ["no envelope", withFields({ envelope: undefined }), "(errors: 1): $.envelope: expected object, found undefined"],
    ["a null envelope", withFields({ envelope: null }), "(errors: 1): $.envelope: expected object, found null"],
    [
      "an event of Amazon SES",
      sample("refused-ses"),
      "(errors: 2): $.envelope: expected object, found undefined; $.Records: expected no SES event, found array",
    ],
    [
      "no recipients",
      withEnvelope({ recipients: undefined }),
      "(errors: 1): $.envelope.recipients: expected array, found undefined",
    ],
    [
      "null recipients",
      withEnvelope({ recipients: null }),
      "(errors: 1): $.envelope.recipients: expected array, found null",
    ],
    [
      "recipients that are no list",
      withEnvelope({ recipients: { address: "recipient1@domain.test" } }),
      "(errors: 1): $.envelope.recipients: expected array, found object",
    ],
    [
      "recipients without an address",
      sample("refused-recipients"),
      "(errors: 3): $.envelope.recipients[1].address: expected string, found null; " +
        "$.envelope.recipients[2]: expected object, found string; " +
        "$.envelope.recipients[3].address: expected string, found undefined",
    ],
    [
      "a null recipient",
      withEnvelope({ recipients: [null] }),
      "(errors: 1): $.envelope.recipients[0]: expected object, found null",
    ],
    [
      "a recipient whose address is a number",
      withEnvelope({ recipients: [{ address: 5 }] }),
      "(errors: 1): $.envelope.recipients[0].address: expected string, found number",
    ],
    [
      "a mailFrom that is an address itself",
      withEnvelope({ mailFrom: "from@domain.test" }),
      "(errors: 1): $.envelope.mailFrom: expected object, found string",
    ],
    [
      "a mailFrom whose address is a list",
      withEnvelope({ mailFrom: { address: ["from@domain.test"] } }),
      "(errors: 1): $.envelope.mailFrom.address: expected string, found array",
    ],
    [
      "a sender that is an address itself",
      withFields({ sender: "sender@domain.test" }),
      "(errors: 1): $.sender: expected object, found string",
    ],
    [
      "a sender whose address is a number",
      withFields({ sender: { address: 5 } }),
      "(errors: 1): $.sender.address: expected string, found number",
    ],
    ["a subject that is a number", withFields({ subject: 5 }), "(errors: 1): $.subject: expected string, found number"],
    [
      "a summaryVersion that is a number",
      withFields({ summaryVersion: 2019 }),
      "(errors: 1): $.summaryVersion: expected string, found number",
    ],
    [
      "a messageId that is an object",
      withFields({ messageId: {} }),
      "(errors: 1): $.messageId: expected string, found object",
    ],
    [
      "an invocationId that is a number",
      withFields({ invocationId: 0 }),
      "(errors: 1): $.invocationId: expected string, found number",
    ],
    [
      "a flowDirection that is a boolean",
      withFields({ flowDirection: true }),
      "(errors: 1): $.flowDirection: expected string, found boolean",
    ],
    [
      "a truncated that is a string",
      withFields({ truncated: "yes" }),
      "(errors: 1): $.truncated: expected boolean, found string",
    ],
    [
      "several errors at once",
      { subject: 5, truncated: 0, sender: [], envelope: { recipients: {} } },
      "(errors: 4): $.subject: expected string, found number; $.truncated: expected boolean, found number; " +
        "$.sender: expected object, found array; $.envelope.recipients: expected array, found object",
    ],
  ])("%s", (_case, input, message) => {
    expect(failureOf(input).message).toBe(`Not a WorkMail event ${message}`);
  });

  test("with errors that a program can read", () => {
    expect(failureOf(sample("refused-recipients")).errors).toEqual([
      {
        path: "$.envelope.recipients[1].address",
        expected: "string",
        found: "null",
      },
      { path: "$.envelope.recipients[2]", expected: "object", found: "string" },
      {
        path: "$.envelope.recipients[3].address",
        expected: "string",
        found: "undefined",
      },
    ]);
  });

  test("with a name that distinguishes it from other errors", () => {
    const error = failureOf(null);

    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("WorkMailEventError");
  });

  test("with a short message even when thousands of recipients are bad", () => {
    const error = failureOf(withEnvelope({ recipients: Array(3000).fill(5) }));

    expect(error.errors).toHaveLength(3000);
    expect(error.message).toMatch(/^Not a WorkMail event \(errors: 3000\): /);
    expect(error.message.match(/expected object, found number/g)).toHaveLength(20);
    expect(error.message).toMatch(/\$\.envelope\.recipients\[19\]: expected object, found number$/);
  });
});

describe("what Lambda logs of a refused event", () => {
  const error = failureOf({ envelope: { recipients: Array(40_000).fill({}) } });

  test("has a message of less than 2,000 characters, whatever its size", () => {
    expect(error.errors).toHaveLength(40_000);
    expect(error.message.length).toBeGreaterThan(1_000);
    expect(error.message.length).toBeLessThan(2_000);
  });

  test("has nothing besides but its name: Lambda writes an error's own members into its line", () => {
    expect({ ...error }).toEqual({ name: "WorkMailEventError" });
    expect(Object.keys(error)).toEqual(["name"]);
  });
});

describe("for any input", () => {
  test("it is returned as it is or refused with at least one error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.jsonValue(), acceptedEvent), (input) => {
        try {
          return Object.is(parseWorkMailEvent(input), input);
        } catch (error) {
          return error instanceof WorkMailEventError && error.errors.length > 0;
        }
      }),
    );
  });

  test("an event that conforms is accepted", () => {
    fc.assert(fc.property(acceptedEvent, (event) => parseWorkMailEvent(event) === event));
  });

  test("no message quotes what is in the event", () => {
    const anyWhere = fc.constantFrom(SECRET, [SECRET], { address: [SECRET] }, { [SECRET]: SECRET });
    const refusedEvent = fc.record(
      {
        envelope: fc.oneof(anyWhere, fc.record({ mailFrom: anyWhere, recipients: fc.array(anyWhere) })),
        // Never accepted, so that the whole event is not.
        sender: fc.constantFrom(SECRET, [SECRET], { address: [SECRET] }),
        subject: anyWhere,
        messageId: anyWhere,
        Records: anyWhere,
      },
      { requiredKeys: ["sender"] },
    );
    fc.assert(
      fc.property(refusedEvent, (event) => {
        const { message, errors } = failureOf(event);

        return !(message + JSON.stringify(errors)).includes(SECRET);
      }),
    );
  });

  test("a single bad recipient is found wherever it is", () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), (before, after) => {
        const { envelope, ...rest } = eventTo(...Array<string>(before + 1 + after).fill("recipient@domain.test"));
        const recipients: unknown[] = [...envelope.recipients];
        recipients[before] = {};

        expectEqual(failureOf({ ...rest, envelope: { ...envelope, recipients } }).errors, [
          {
            path: `$.envelope.recipients[${before}].address`,
            expected: "string",
            found: "undefined",
          },
        ]);
      }),
    );
  });
});
