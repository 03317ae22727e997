import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import Ajv from "ajv";
import { captureOutput, CONTEXT } from "./support/lambda";

const EVENTS = path.join("function", "events");
const isResult = new Ajv().compile(JSON.parse(readFileSync("function/result.schema.json", "utf8")) as object);

/** The input of another function from an on-success destination: the result as JSON, beside the log line. */
async function resultOf(file: string, detail?: string) {
  const event: unknown = JSON.parse(readFileSync(path.join(EVENTS, file), "utf8"));
  let result: unknown;
  const { lines } = await captureOutput(
    async () => {
      // It reads its environment when it is loaded.
      jest.resetModules();
      const { handler } = jest.requireActual<typeof import("../../function/src/handler")>("../../function/src/handler");
      result = await handler(event, CONTEXT);
    },
    { EMAIL_LOG_DETAIL: detail },
  );
  return {
    result: JSON.parse(JSON.stringify(result)) as Record<string, unknown>,
    line: lines[0],
  };
}

/** The default handler takes WorkMail's events, not those of SES. */
const accepted = readdirSync(EVENTS).filter((name) => name.endsWith(".json") && !/^(refused|ses)-/.test(name));

describe("the schema of the default handler's result", () => {
  describe.each(["summary", "full"])("with a log line of %s", (detail) => {
    it.each(accepted)("holds for %s", async (file) => {
      const { result, line } = await resultOf(file, detail);
      expect("event" in line!).toBe(detail === "full");
      isResult(result);
      expect(isResult.errors).toBeNull();
      expect(result.region).toBe("us-east-1");
      expect(JSON.stringify(result)).not.toContain("@");
    });
  });

  it("refuses what the handler does not return", async () => {
    const { result } = await resultOf("outbound-2019.json");
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
