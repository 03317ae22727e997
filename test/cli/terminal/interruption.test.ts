import { Interrupted, interruptible } from "../../../cli/terminal/interruption";
import { rememberTyped } from "../../../modules/command-line";
import { UserError } from "../../../modules/user-error";

/** How a command ends that was interrupted while it worked. */

let interruption: AbortController;

beforeEach(() => {
  interruption = new AbortController();
  process.exitCode = undefined;
});

afterEach(() => {
  process.exitCode = undefined;
  rememberTyped();
});

it("ends with 130 after an interruption, even if everything could be finished", async () => {
  const result = await interruptible(interruption.signal, () => {
    interruption.abort();
    process.exitCode = 2;
    return Promise.resolve("done");
  });
  expect([result, process.exitCode]).toEqual(["done", 130]);
});

it("keeps the exit code of a command that was not interrupted", async () => {
  process.exitCode = 2;
  await interruptible(interruption.signal, () => Promise.resolve());
  expect(process.exitCode).toBe(2);
});

it("reports that nothing was changed, and the same command, where the work had not begun", async () => {
  const stopped = () =>
    interruptible(interruption.signal, () => {
      interruption.abort();
      return Promise.reject(interruption.signal.reason as Error);
    });
  const error = await stopped().catch((it: unknown) => it);
  expect(error).toBeInstanceOf(Interrupted);
  expect(error).toMatchObject({
    exitCode: 130,
    message: "Interrupted: nothing was changed. Next: run the same command again",
  });

  const options = [{ flag: "--auto-approve", values: [] }];
  rememberTyped({ name: "deploy", operands: ["workmail-eu-west-1"], options, accepts: () => false });
  await expect(stopped()).rejects.toThrow(
    "Interrupted: nothing was changed. Next: npm run deploy -- workmail-eu-west-1 --auto-approve",
  );
});

it("gives the report of work that stopped in between the exit code 130", async () => {
  const work = () => {
    interruption.abort();
    return Promise.reject(new UserError("Half of it is done."));
  };
  await expect(interruptible(interruption.signal, work)).rejects.toMatchObject({
    exitCode: 130,
    message: "Half of it is done.",
  });
});

it("rethrows an error that no interruption caused", async () => {
  const error = new UserError("It failed.");
  await expect(interruptible(interruption.signal, () => Promise.reject(error))).rejects.toBe(error);
});
