// The files of bundles in dist/, which several runs may read and write at once. Plain JavaScript, because this is what
// loads TypeScript.
const fs = require("node:fs");
const path = require("node:path");

const DAY_MS = 24 * 60 * 60 * 1000;

/** Writes a file and renames it when it is complete, because another run may read it. */
function writeWhole(file, content) {
  const unfinished = `${file}.${process.pid}`;
  fs.writeFileSync(unfinished, content);
  fs.renameSync(unfinished, file);
}

/** Deletes what another run cannot be using or writing any more. */
function deleteOlder(folder) {
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    const modified = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - modified > DAY_MS) {
      fs.rmSync(file, { force: true });
    }
  }
}

module.exports = { deleteOlder, writeWhole };
