import { setImmediate } from "node:timers/promises";
import { createHandler } from "../../function/src/create-handler";
import { writeLine } from "../../function/src/stdout";
import { sample } from "./support/events";
import { CONTEXT } from "./support/lambda";

/** Calls that stdout got while it has so many bytes buffered, and what the writing returned. */
async function writeWith<Taken>(writableLength: number, write: () => Taken) {
  const calls: unknown[][] = [];
  const length = Object.getOwnPropertyDescriptor(process.stdout, "writableLength");
  const spy = jest.spyOn(process.stdout, "write").mockImplementation((...call: unknown[]) => {
    calls.push(call);
    return true;
  });
  Object.defineProperty(process.stdout, "writableLength", { value: writableLength, configurable: true });
  try {
    const taken = write();
    await setImmediate();
    return { calls, taken };
  } finally {
    spy.mockRestore();
    if (length) {
      Object.defineProperty(process.stdout, "writableLength", length);
    } else {
      delete (process.stdout as { writableLength?: number }).writableLength;
    }
  }
}

function line() {
  return writeLine({ level: "INFO" });
}

function handle() {
  return createHandler(() => "done")(sample("outbound-2019"), CONTEXT);
}

describe("writeLine", () => {
  it("writes a line of JSON and has nothing to wait for when stdout has taken it", async () => {
    const { calls, taken } = await writeWith(0, line);

    expect(calls).toEqual([['{"level":"INFO"}\n']]);
    expect(taken).toBeUndefined();
  });

  it("throws when the line cannot be written as JSON", () => {
    expect(() => writeLine({ size: 1n })).toThrow(TypeError);
  });
});

test("a handler answers without another write when stdout has taken the line", async () => {
  const { calls, taken } = await writeWith(0, handle);

  expect(calls).toEqual([[expect.stringMatching(/^\{"level":"INFO",.*\}\n$/)]]);
  expect(await taken).toBe("done");
});

it.each<[string, () => Promise<unknown> | undefined, RegExp]>([
  ["writeLine", line, /^\{"level":"INFO"\}\n$/],
  ["a handler", handle, /^\{"level":"INFO",.*\}\n$/],
])("%s waits while stdout has something buffered, until it has written what comes after the line", async (...given) => {
  const [, write, text] = given;
  const { calls, taken } = await writeWith(1, write);
  let isTaken = false;
  void taken!.then(() => (isTaken = true));

  expect(calls).toEqual([[expect.stringMatching(text)], ["", expect.any(Function)]]);
  await setImmediate();
  expect(isTaken).toBe(false);

  (calls[1]![1] as () => void)();
  await taken;
});
