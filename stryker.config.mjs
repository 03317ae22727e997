process.env.PROPERTY_RUNS ??= "20";

/**
 * Mutation tests: StrykerJS changes the code in one place at a time, and a test must notice. `npm run test:mutation`
 * fails below the floor.
 *
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  mutate: ["function/src/**/*.ts", "!function/src/dedup*.ts"],
  thresholds: { high: 95, low: 90, break: 90 },
  testRunner: "jest",
  jest: { configFile: "test/mutation/function.jest.config.js", enableFindRelatedTests: false },
  coverageAnalysis: "perTest",
  concurrency: 2,
  timeoutMS: 20_000,
  reporters: ["clear-text", "progress-append-only"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  tempDirName: "dist/stryker",
  ignorePatterns: [
    "/*",
    "!/package.json",
    "!/tsconfig.json",
    "!/jest.config.js",
    "!/function",
    "!/test/function",
    "!/test/mutation",
    "!/test/support",
  ],
};
