// Loaded before a program of Node.js: writes its peak memory, in KiB, to the file that PEAK_MEMORY_FILE names.
const { writeFileSync } = require("node:fs");

const { PEAK_MEMORY_FILE } = process.env;
// Not for the programs that it starts.
delete process.env.PEAK_MEMORY_FILE;
if (PEAK_MEMORY_FILE) {
  process.once("exit", () => writeFileSync(PEAK_MEMORY_FILE, String(process.resourceUsage().maxRSS)));
}
