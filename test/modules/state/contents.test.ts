import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { accountIn, fileHoldsResources, holdsResources, parseState } from "../../../modules/state/contents";
import { folderWith } from "../../support/folder";

function state(...resources: object[]): string {
  return JSON.stringify({ version: 4, resources });
}

function withArn(arn: string, mode = "managed"): object {
  return { mode, instances: [{ attributes: { arn } }] };
}

it.each([
  ["a resource", state({ mode: "managed" }), true],
  ["a data source only", state({ mode: "data" }), false],
  ["nothing", state(), false],
  ["no list of resources", "{}", false],
  ["no byte", "", false],
])("a state with %s: holds resources %s", (_, text, holds) => {
  expect(holdsResources(text, "one.tfstate")).toBe(holds);
});

it("reads the account from the ARN of a resource, also where it is not the first one", () => {
  const text = state(
    { mode: "managed", instances: [{ attributes: {} }] },
    withArn("arn:aws:s3:::bucket"),
    withArn("arn:aws-us-gov:iam::123456789012:role/mail"),
  );
  expect(accountIn(text, "one.tfstate")).toBe("123456789012");
  expect(accountIn(state(withArn("arn:aws:iam::123456789012:role/mail", "data")), "one.tfstate")).toBeUndefined();
  expect(accountIn("", "one.tfstate")).toBeUndefined();
});

it("names the state that was cut short, and where to find a copy", () => {
  const text = state({ mode: "managed" });
  for (let length = 1; length < text.length; length++) {
    expect(() => parseState(text.slice(0, length), "state/mail/us-east-1.tfstate")).toThrow(
      /^state\/mail\/us-east-1\.tfstate is not valid JSON\. Next: restore it from a copy, such as the \.backup file/,
    );
  }
});

it.each([
  ["a folder", "is a folder", (file: string) => mkdirSync(file, { recursive: true })],
  ["below a file", "is below a file, where a folder is needed", (file: string) => writeFileSync(path.dirname(file), "")],
])("names a state that is %s, and where to find a copy", (_, reason, make) => {
  const file = path.join(folderWith({}), "mail", "us-east-1.tfstate");
  expect(fileHoldsResources(file)).toBe(false);
  make(file);
  expect(() => fileHoldsResources(file)).toThrow(`${file}: ${reason}. Next: restore it from a copy, such as `);
});
