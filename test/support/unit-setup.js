// Ends a test that hangs: a slow machine fails no test.
jest.setTimeout(60_000);

// CDKTF keeps the whole stack of each token it creates, which takes a third of the time to map to the sources.
const { captureStackTrace } = Error;
Error.captureStackTrace = (object, below) => {
  if (Error.stackTraceLimit !== Number.MAX_SAFE_INTEGER) {
    captureStackTrace(object, below);
  }
};
