import { printable } from "../../../cli/terminal/printable";

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
