import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "**/dist/",
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
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true },
    },
    rules: {
      // The provider's index loads every resource AWS has: seconds instead of milliseconds.
      "no-restricted-imports": [
        "error",
        {
          paths: ["@cdktf/provider-aws"].map((name) => ({
            name,
            message: `Import ${name}/lib/<resource>: the index loads every resource AWS has, which takes seconds.`,
          })),
        },
      ],
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
  prettier,
);
