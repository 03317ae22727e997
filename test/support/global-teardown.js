const { rm } = require("node:fs/promises");
const path = require("node:path");

module.exports = async () => {
  // Thousands of files: rmSync() would wait for the disk after each of them.
  await rm(process.env.TMPDIR, { recursive: true, force: true });
  // A mutation tester runs Jest many times in one process.
  process.env.TMPDIR = path.dirname(process.env.TMPDIR);
};
