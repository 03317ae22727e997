import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import importSort from "eslint-plugin-simple-import-sort";
import tseslint from "typescript-eslint";

/** What a person can keep in mind. Tables of data and help texts go into constants, which have no limit. */
const LIMITS = { "max-lines-per-function": ["error", 90], complexity: ["error", 15], "max-depth": ["error", 4] };

/** The provider's index loads every resource AWS has: seconds instead of milliseconds. */
const PROVIDER_INDEX = ["@cdktf/provider-aws"].map((name) => ({
  name,
  message: `Import ${name}/lib/<resource>: the index loads every resource AWS has, which takes seconds.`,
}));

/** A busy machine exceeds every number of milliseconds. */
const NO_SLEEP =
  "Wait for the condition with until() of test/support/until.ts, or for an event: no test depends on the machine's speed.";

const ARROWS_AT_THE_TOP = {
  selector:
    ":matches(Program, ExportNamedDeclaration) > VariableDeclaration[kind='const'] > VariableDeclarator > ArrowFunctionExpression",
  message: "Declare a function at the top of a file: function name() {}.",
};

/** ESLint's own rule has no exception for the callbacks of describe, which hold many tests, each of them short. */
const maxLinesPerTest = {
  create: (context) => ({
    ":function"(node) {
      const lines = node.loc.end.line - node.loc.start.line + 1;
      const { callee } = node.parent;
      const isDescribe = callee && /^describe\b/.test(context.sourceCode.getText(callee));
      if (lines > 90 && !isDescribe) {
        context.report({ node, message: `This function has ${lines} lines. The limit is 90.` });
      }
    },
  }),
};

export default tseslint.config(
  {
    ignores: [
      "**/dist/",
      "site/.vitepress/cache/",
      "cdktf.out/",
      "coverage/",
      ".demo/",
      "bench/peers/",
      "examples/cdktf-app/",
      "examples/terraform-own-handler/",
    ],
  },
  js.configs.recommended,
  {
    plugins: { "import-sort": importSort },
    rules: {
      // One function style: declarations, and arrows for closures and callbacks.
      "func-style": ["error", "declaration", { allowArrowFunctions: true }],
      "no-restricted-syntax": ["error", ARROWS_AT_THE_TOP],
      "import-sort/exports": "error",
    },
  },
  {
    files: ["**/*.ts"],
    // The rules that need types are in .oxlintrc.json, where they take a tenth of the time.
    extends: [tseslint.configs.recommended],
    rules: {
      "no-restricted-imports": ["error", { paths: PROVIDER_INDEX }],
    },
  },
  {
    files: ["function/src/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["**/modules/**", "**/cli/**", "**/scripts/**"],
              message: "What runs in Lambda knows nothing of what deploys it.",
            },
          ],
        },
      ],
    },
  },
  {
    // Minified arrows are shorter, and the size of the default zip has a limit.
    files: ["function/src/**/*.ts"],
    rules: { "func-style": "off", "no-restricted-syntax": "off" },
  },
  {
    // One place escapes what would control a terminal.
    files: ["main.ts", "cli/**/*.ts", "modules/**/*.ts"],
    ignores: ["cli/terminal/output.ts", "modules/print.ts"],
    rules: {
      "no-console": "error",
      "no-restricted-syntax": [
        "error",
        ARROWS_AT_THE_TOP,
        {
          selector: "MemberExpression[object.object.name='process'][property.name='write']",
          message: "Print with modules/print.ts.",
        },
      ],
    },
  },
  {
    rules: LIMITS,
  },
  {
    files: ["test/**"],
    plugins: { tests: { rules: { "max-lines-per-function": maxLinesPerTest } } },
    rules: { "max-lines-per-function": "off", "tests/max-lines-per-function": "error" },
  },
  {
    files: ["test/**/*.ts"],
    ignores: ["test/e2e/**", "test/chaos/**", "test/support/until.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: [
            ...PROVIDER_INDEX,
            {
              name: "node:timers/promises",
              importNames: ["setTimeout", "setInterval", "scheduler"],
              message: NO_SLEEP,
            },
          ],
        },
      ],
      "no-restricted-syntax": [
        "error",
        ARROWS_AT_THE_TOP,
        { selector: "CallExpression[callee.name=/^set(Timeout|Interval)$/]", message: NO_SLEEP },
      ],
    },
  },
  {
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: {
      globals: {
        console: "readonly",
        module: "writable",
        process: "readonly",
        require: "readonly",
        __dirname: "readonly",
        Buffer: "readonly",
        URL: "readonly",
        fetch: "readonly",
        jest: "readonly",
      },
    },
  },
  {
    // Functions that run in the browser, too.
    files: ["site/test/*.mjs"],
    languageOptions: { globals: { document: "readonly" } },
  },
  prettier,
  // After prettier's, which turns these off: they do not contradict it.
  {
    rules: {
      curly: "error",
      "max-len": [
        "error",
        {
          code: 120,
          ignoreUrls: true,
          ignoreStrings: true,
          ignoreTemplateLiterals: true,
          ignoreRegExpLiterals: true,
        },
      ],
    },
  },
);
