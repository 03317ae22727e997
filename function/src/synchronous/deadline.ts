/** The logic did not answer in time. */
export class DeadlineError extends Error {
  // Lambda's record of an error reads the name of its class, which minifying changes.
  static override readonly name = "DeadlineError";
  /** The name of the class. */
  override readonly name = "DeadlineError";

  constructor(
    /** How long the function waited, in milliseconds. */
    readonly milliseconds: number,
  ) {
    super(`No answer within ${milliseconds} ms`);
  }
}

/**
 * Returns what the work returns, or rejects with a {@link DeadlineError} when it takes longer. Then it aborts the
 * signal, and ignores what the work still does.
 */
export const withDeadline = async <Result>(
  work: (signal: AbortSignal) => Result | Promise<Result>,
  milliseconds: number,
): Promise<Result> => {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new DeadlineError(milliseconds);
      // First the rejection: work that the signal ends must not come before it.
      reject(error);
      controller.abort(error);
    }, milliseconds);
  });
  try {
    return await Promise.race([(async () => work(controller.signal))(), deadline]);
  } finally {
    clearTimeout(timer);
  }
};
