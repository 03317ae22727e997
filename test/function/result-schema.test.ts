import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import Ajv from "ajv";
import { handler } from "../../function/src/handler";
import { captureOutput, CONTEXT } from "./support/lambda";

const EVENTS = path.join("function", "events");
const isResult = new Ajv().compile(
  JSON.parse(readFileSync("function/result.schema.json", "utf8")) as object,
);

/** What another function gets from an on-success destination: the result as JSON. */
async function resultOf(file: string): Promise<Record<string, unknown>> {
  const event: unknown = JSON.parse(
    readFileSync(path.join(EVENTS, file), "utf8"),
  );
  let result: unknown;
  await captureOutput(async () => {
    result = await handler(event, CONTEXT);
  });
  return JSON.parse(JSON.stringify(result)) as Record<string, unknown>;
}

const accepted = readdirSync(EVENTS).filter(
  (name) => name.endsWith(".json") && !name.startsWith("refused-"),
);

describe("the schema of the default handler's result", () => {
  it.each(accepted)("holds for %s", async (file) => {
    const result = await resultOf(file);
    isResult(result);
    expect(isResult.errors).toBeNull();
    expect(JSON.stringify(result)).not.toContain("@");
  });

  it("refuses what the handler does not return", async () => {
    const result = await resultOf("outbound-2019.json");
    const { recipients, ...without } = result;
    expect(recipients).toBe(2);
    for (const wrong of [
      without,
      { ...result, subject: "Hello" },
      { ...result, recipients: ["someone@example.com"] },
      { ...result, truncated: null },
    ]) {
      expect(isResult(wrong)).toBe(false);
    }
  });
});
