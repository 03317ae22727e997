import { functionNameOf, readFailureRecord } from "../../../cli/redrive/failure-record";

const event = {
  envelope: { recipients: [{ address: "recipient@domain.test" }] },
  subject: "Confidential",
};

/** A record as the documentation shows it, of a WorkMail event. */
function record(changes: object = {}, context: object = {}): string {
  return JSON.stringify({
    version: "1.0",
    timestamp: "2019-11-14T18:16:05.568Z",
    requestContext: {
      requestId: "e4b46cbf-b738-xmpl-8880-a18cdf61200e",
      functionArn: "arn:aws:lambda:us-east-1:123456789012:function:my-function:$LATEST",
      condition: "RetriesExhausted",
      approximateInvokeCount: 3,
      ...context,
    },
    requestPayload: event,
    responseContext: {
      statusCode: 200,
      executedVersion: "$LATEST",
      functionError: "Unhandled",
    },
    responsePayload: { errorType: "TypeError", errorMessage: "no function" },
    ...changes,
  });
}

function read(body: string) {
  return readFailureRecord(body, "my-function");
}

describe("readFailureRecord", () => {
  it("gives the event as it was, the invocation and why it failed", () => {
    expect(read(record())).toEqual({
      event,
      requestId: "e4b46cbf-b738-xmpl-8880-a18cdf61200e",
      reason: "RetriesExhausted: TypeError",
    });
  });

  it("takes the record of an event that was too old to be tried", () => {
    const tooOld = record({ responseContext: null, responsePayload: null }, { condition: "EventAgeExceeded" });

    expect(read(tooOld)).toMatchObject({ event, reason: "EventAgeExceeded" });
  });

  it("takes an invocation of an alias", () => {
    const functionArn = "arn:aws:lambda:us-east-1:123456789012:function:my-function:live";

    expect(read(record({}, { functionArn }))).toMatchObject({ event });
  });

  it("contains no deployment in an error but its type", () => {
    const responsePayload = {
      errorType: "Error: recipient@domain.test",
      errorMessage: "recipient@domain.test, Confidential",
    };

    expect(read(record({ responsePayload }))).toMatchObject({
      reason: "RetriesExhausted",
    });
  });

  it.each([
    ["text", "no", "not JSON"],
    ["JSON that is not a record", "[]", "no record of a failed invocation"],
    ["the bare event", JSON.stringify(event), "no record of a failed invocation"],
    ["a record without its event", record({ requestPayload: undefined }), "no record of a failed invocation"],
    [
      "a record whose condition is not a word",
      record({}, { condition: "recipient@domain.test" }),
      "no record of a failed invocation",
    ],
    [
      "an event of another function",
      record(
        {},
        {
          functionArn: "arn:aws:lambda:us-east-1:123456789012:function:my-function-2",
        },
      ),
      "an event of my-function-2",
    ],
    ["an event that succeeded", record({}, { condition: "Success" }), "an event that succeeded"],
  ])("says what %s is", (_, body, foreign) => {
    expect(read(body)).toEqual({ foreign });
  });
});

describe("functionNameOf", () => {
  it.each([
    "my-function",
    "my-function:live",
    "123456789012:function:my-function",
    "arn:aws:lambda:us-east-1:123456789012:function:my-function",
    "arn:aws:lambda:us-east-1:123456789012:function:my-function:$LATEST",
  ])("finds my-function in %s", (nameOrArn) => {
    expect(functionNameOf(nameOrArn)).toBe("my-function");
  });
});
