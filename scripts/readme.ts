import { readFileSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { withParts } from "./generate/readme-parts";

/** Makes anew what the README shows of the code. */
async function main() {
  const text = withParts(readFileSync("README.md", "utf8"));
  writeFileSync("README.md", await format(text, { ...(await resolveConfig("README.md")), parser: "markdown" }));
}

void main();
