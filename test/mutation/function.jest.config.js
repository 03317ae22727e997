const { projects } = require("../../jest.config.js");

/**
 * The function's tests, without those that cannot notice a mutant (they run in another process), that notice each one
 * (the artifact's size), or that load the AWS SDK, which takes as long as all the others.
 */
module.exports = {
  ...projects.find(({ displayName }) => displayName === "unit"),
  rootDir: "../..",
  roots: ["<rootDir>/test/function", "<rootDir>/test/support", "<rootDir>/function/src"],
  testMatch: ["<rootDir>/test/function/**/*.test.ts"],
  testPathIgnorePatterns: ["artifact-size", "test/function/stdout", "test/function/deduplication"],
};
