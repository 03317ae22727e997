const shared = {
  testEnvironment: "<rootDir>/test/support/environment.js",
  testEnvironmentOptions: {
    customExportConditions: ["source", "node", "require"],
  },
  runtime: "<rootDir>/test/support/runtime.js",
  transform: { "\\.ts$": "<rootDir>/test/support/esbuild-transform.js" },
  // The copies of a mutation run have the same packages again; the site and what is installed in dist/ have their own.
  modulePathIgnorePatterns: ["<rootDir>/dist/(stryker|cdktf-cli|node)/", "<rootDir>/site/"],
  globalSetup: "<rootDir>/test/support/global-setup.js",
  globalTeardown: "<rootDir>/test/support/global-teardown.js",
};

/** @type {import("jest").Config} */
module.exports = {
  // The other provider counts what Babel has changed, and Babel changes nothing here.
  coverageProvider: "v8",
  testSequencer: "<rootDir>/test/support/longest-first.js",
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/test/**/*.test.ts"],
      setupFilesAfterEnv: ["<rootDir>/test/support/unit-setup.js", "<rootDir>/test/support/to-succeed.ts"],
    },
    {
      ...shared,
      displayName: "e2e",
      testMatch: ["<rootDir>/test/e2e/{stack,rollout,cli}/*.e2e.ts"],
      setupFilesAfterEnv: ["<rootDir>/test/support/e2e-setup.js", "<rootDir>/test/support/to-succeed.ts"],
    },
    {
      ...shared,
      displayName: "module",
      testMatch: ["<rootDir>/test/e2e/module/*.e2e.ts"],
      testPathIgnorePatterns: ["/node_modules/", "/module-arguments\\.e2e\\.ts$"],
      setupFilesAfterEnv: ["<rootDir>/test/support/e2e-setup.js", "<rootDir>/test/support/to-succeed.ts"],
    },
    {
      // By itself: it deploys a function for each of the module's arguments, and changes all of them at once.
      ...shared,
      displayName: "arguments",
      testMatch: ["<rootDir>/test/e2e/module/module-arguments.e2e.ts"],
      setupFilesAfterEnv: ["<rootDir>/test/support/e2e-setup.js", "<rootDir>/test/support/to-succeed.ts"],
    },
  ],
};
