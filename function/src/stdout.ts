/**
 * Writes a line of JSON to stdout. Await its result before the function answers: Lambda may freeze the
 * environment for good once the answer leaves, and drops what the pipe has not taken by then.
 *
 * @throws what JSON.stringify throws
 */
export const writeLine = (line: object): Promise<unknown> | undefined => {
  const { stdout } = process;
  stdout.write(`${JSON.stringify(line)}\n`);
  if (stdout.writableLength) {
    // Its callback comes after all that was written before.
    return new Promise((taken) => stdout.write("", taken));
  }
};
