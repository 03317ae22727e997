import { writeLine } from "../../function/src/stdout";

/** Calls that stdout got while it has so many bytes buffered. */
function writeWith(writableLength: number) {
  const calls: unknown[][] = [];
  const length = Object.getOwnPropertyDescriptor(process.stdout, "writableLength");
  const write = jest.spyOn(process.stdout, "write").mockImplementation((...call: unknown[]) => {
    calls.push(call);
    return true;
  });
  Object.defineProperty(process.stdout, "writableLength", { value: writableLength, configurable: true });
  try {
    return { calls, taken: writeLine({ level: "INFO" }) };
  } finally {
    write.mockRestore();
    if (length) {
      Object.defineProperty(process.stdout, "writableLength", length);
    } else {
      delete (process.stdout as { writableLength?: number }).writableLength;
    }
  }
}

describe("writeLine", () => {
  it("writes a line of JSON and has nothing to wait for when stdout has taken it", () => {
    const { calls, taken } = writeWith(0);

    expect(calls).toEqual([['{"level":"INFO"}\n']]);
    expect(taken).toBeUndefined();
  });

  it("waits while stdout has something buffered, until it has written what comes after the line", async () => {
    const { calls, taken } = writeWith(1);
    let isTaken = false;
    void taken!.then(() => (isTaken = true));

    expect(calls).toEqual([['{"level":"INFO"}\n'], ["", expect.any(Function)]]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(isTaken).toBe(false);

    (calls[1]![1] as () => void)();
    await taken;
  });

  it("throws when the line cannot be written as JSON", () => {
    expect(() => writeLine({ size: 1n })).toThrow(TypeError);
  });
});
