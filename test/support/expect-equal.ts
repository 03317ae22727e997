import { isDeepStrictEqual } from "node:util";

/** Does what expect().toEqual() does, without the matchers that each expect() creates: for thousands of cases. */
export function expectEqual(received: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(received, expected)) {
    expect(received).toEqual(expected);
  }
}
