const path = require("node:path");
const { projects } = require("../../jest.config.js");

module.exports = {
  ...projects.find(({ displayName }) => displayName === "unit"),
  rootDir: "../..",
  roots: ["<rootDir>/test", "<rootDir>/function/src", "<rootDir>/modules"],
  testMatch: ["<rootDir>/test/mutation/tests.ts"],
  testEnvironment: path.join(__dirname, "bail-environment.js"),
};
