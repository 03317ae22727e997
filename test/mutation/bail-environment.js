const TestEnvironment = require("../support/environment");

/** Skips the remaining tests after the first that fails: one is enough to notice a mutant. */
module.exports = class BailEnvironment extends TestEnvironment {
  #hasFailed = false;

  handleTestEvent({ name, test }) {
    if (name === "test_done" && test.errors.length > 0) {
      this.#hasFailed = true;
    } else if (name === "test_start" && this.#hasFailed) {
      test.mode = "skip";
    }
  }
};
