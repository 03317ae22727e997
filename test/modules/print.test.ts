import { printable } from "../../modules/print";
import { fail, UserError } from "../../modules/user-error";

it.each([
  ["an ANSI sequence", "\u001B[31mred", "\\u001b[31mred"],
  ["a C1 control character", "\u009B31mred", "\\u009b31mred"],
  ["a bidirectional override", "a\u202Eb\u2066c", "a\\u202eb\\u2066c"],
  ["a carriage return", "hidden\rshown", "hidden\\u000dshown"],
])("escapes %s", (_, text, expected) => {
  expect(printable(text)).toBe(expected);
});

it("leaves lines, tabs, and every script as they are", () => {
  expect(printable("a\n\tü 日本 עברית 👍")).toBe("a\n\tü 日本 עברית 👍");
});

it("leaves what JSON says as it is", () => {
  const value = { name: "\u001B[31m \u009B \u202E" };
  expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value);
});

describe("the failure of a program", () => {
  const { exitCode } = process;

  afterEach(() => {
    jest.restoreAllMocks();
    process.exitCode = exitCode;
  });

  it.each([
    ["of which the message is enough", new UserError("AWS says \u001B[2J\u202Eno"), /^AWS says \\u001b\[2J\\u202eno$/],
    [
      "in AWS's words",
      Object.assign(new Error("No \u009B queue"), { name: "QueueDoesNotExist", $metadata: { requestId: "1-2" } }),
      /^AWS refuses a call: QueueDoesNotExist: No \\u009b queue \(request 1-2\)\. Next: \S+ workmail-lambda verify, which compares what is deployed$/,
    ],
    ["with its stack", new Error("AWS says \u001B[2J\u202Eno"), /^Error: AWS says \\u001b\[2J\\u202eno\n {4}at /],
    ["that is not an error", "\u009B2J", /^'(\\u009b|\\x9B)2J'$/],
  ])("%s is escaped", (_, error, printed) => {
    const print = jest.spyOn(console, "error").mockReturnValue();
    fail(error);
    expect(print.mock.calls).toEqual([[expect.stringMatching(printed)]]);
  });
});
