const { rmSync } = require("node:fs");
const path = require("node:path");

module.exports = () => {
  rmSync(process.env.TMPDIR, { recursive: true, force: true });
  // A mutation tester runs Jest many times in one process.
  process.env.TMPDIR = path.dirname(process.env.TMPDIR);
};
