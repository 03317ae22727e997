const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { transformSync, version } = require("esbuild");

const self = readFileSync(require.resolve("./esbuild-transform"));

module.exports = {
  process: (source, file) =>
    transformSync(source, {
      loader: "ts",
      format: "cjs",
      target: "node20",
      // Jest loads CommonJS: import() becomes require().
      supported: { "dynamic-import": false },
      sourcemap: "inline",
      sourcefile: file,
    }),
  // Jest's own key does not change with this file.
  getCacheKey: (source, file) =>
    createHash("sha256").update(self).update(version).update(file).update("\0").update(source).digest("hex"),
};
