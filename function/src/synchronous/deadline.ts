/** The logic did not answer in time. */
export class DeadlineError extends Error {
  // Lambda's record of an error reads the name of its class, which minifying changes.
  static override readonly name = "DeadlineError";
  /** The name of the class. */
  override readonly name = "DeadlineError";
}

/**
 * Returns what the work returns, or rejects with a {@link DeadlineError} when it takes longer. Then it aborts the
 * signal, and ignores what the work still does.
 */
export const withDeadline = <Result>(
  work: (signal: AbortSignal) => Result | Promise<Result>,
  milliseconds: number,
): Promise<Result> =>
  new Promise((resolve, reject) => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      const error = new DeadlineError(`No answer within ${milliseconds} ms`);
      // First the rejection: work that the signal ends must not come before it.
      reject(error);
      controller.abort(error);
    }, milliseconds);
    const end = (async () => work(controller.signal))();
    end.then(resolve, reject).finally(() => clearTimeout(timer));
  });
