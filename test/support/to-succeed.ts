import type { CommandResult } from "./run-command";

declare global {
  // oxlint-disable-next-line typescript/no-namespace
  namespace jest {
    interface Matchers<R> {
      /** A command ended with exit code 0, or the one that is expected; otherwise its output is shown. */
      toSucceed(expected?: number): R;
    }
  }
}

expect.extend({
  toSucceed({ code, stdout, stderr }: CommandResult, expected = 0) {
    const output = `stdout:\n${stdout}\nstderr:\n${stderr}`;
    return code === expected
      ? { pass: true, message: () => `The command succeeded, which it should not.\n${output}` }
      : { pass: false, message: () => `The command ended with exit code ${code}.\n${output}` };
  },
});
