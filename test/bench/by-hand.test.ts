import { largeEvent, smallEvent } from "../../bench/lambda/events";
import { eventTo, sample } from "../function/support/events";
import { captureOutput, CONTEXT } from "../function/support/lambda";

type Module = { handler: (event: never, context: typeof CONTEXT) => Promise<unknown> };

const OURS = "../../function/src/handler";
const BY_HAND = "../../bench/programs/by-hand";
const ONLY_LINE = "../../bench/programs/only-line";
const DOMAINS = Array.from({ length: 12 }, (_, number) => `user@d${number}.test`);

/** Calls a handler twice after loading it anew, for a cold start and a warm one. */
async function linesOf(module: string, event: object) {
  jest.resetModules();
  const { lines, text, thrown } = await captureOutput(async () => {
    const { handler } = jest.requireActual<Module>(module);
    await handler(event as never, CONTEXT);
    await handler(event as never, CONTEXT);
  });
  expect(thrown).toBeUndefined();
  return { lines, length: text.length };
}

beforeEach(() => jest.useFakeTimers({ now: Date.parse("2025-11-05T09:12:34.567Z") }));
afterEach(() => jest.useRealTimers());

describe("the handler written by hand for the benchmark", () => {
  it.each<[string, object]>([
    ["the small event", JSON.parse(smallEvent()) as object],
    ["the large event", JSON.parse(largeEvent()) as object],
    ["an event without optional fields", { envelope: { recipients: [] } }],
    ["a truncated event", sample("truncated")],
    ["recipients of one domain", sample("duplicate-recipients")],
    ["more than ten domains", eventTo(...DOMAINS)],
    [
      "addresses without a domain name",
      eventTo("user", "user@", "user@MÜNCHEN.example.", "user@domain.test>", "@a@b.c"),
    ],
  ])("writes the line of the default handler for %s", async (_case, event) => {
    expect(await linesOf(BY_HAND, event)).toEqual(await linesOf(OURS, event));
  });

  it.each<[string, object]>([
    ["nothing of an event", {}],
    ["recipients that are no list", { envelope: { recipients: "user@domain.test" } }],
    ["a recipient without an address", { envelope: { recipients: [{}] } }],
    ["a subject that is a number", { ...sample("outbound-2019"), subject: 5 }],
    ["a truncated that is a string", { ...sample("outbound-2019"), truncated: "yes" }],
  ])("refuses %s, as the default handler does", async (_case, event) => {
    for (const module of [BY_HAND, OURS]) {
      const { thrown } = await captureOutput(() => {
        jest.resetModules();
        return jest.requireActual<Module>(module).handler(event as never, CONTEXT);
      });

      expect(thrown).toBeInstanceOf(Error);
    }
  });
});

it("makes the line of the default handler where nothing else is done", async () => {
  const event = JSON.parse(smallEvent()) as object;
  const [, warm] = (await linesOf(ONLY_LINE, event)).lines;

  expect(warm).toEqual((await linesOf(OURS, event)).lines[1]);
});
