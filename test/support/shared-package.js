const { createHash } = require("node:crypto");

/**
 * Takes a module from outside of the context of a test file, so that a worker loads it once and not for each test file:
 * for packages that are slow to load, and keep nothing from which another test could pass or fail.
 */
module.exports = {
  process: (_, file) => ({ code: `module.exports = requireOutside(${JSON.stringify(file)});` }),
  getCacheKey: (_, file) => createHash("sha256").update(file).digest("hex"),
};
