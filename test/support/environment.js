const { TestEnvironment } = require("jest-environment-node");

// CDKTF keeps the whole stack of each token it creates, which takes a third of the time to map to the sources.
const { captureStackTrace } = Error;
Error.captureStackTrace = (object, below) => {
  if (Error.stackTraceLimit !== Number.MAX_SAFE_INTEGER) {
    captureStackTrace(object, below);
  }
};

/** Lets test files share the packages that shared-package.js loads, outside of the context that each file has. */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global.requireOutside = require;
    // Each expect() keeps a stack, of 100 frames otherwise.
    this.global.Error.stackTraceLimit = 20;
  }
};
