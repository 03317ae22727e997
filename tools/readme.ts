import { readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { withTables } from "./readme-tables";

/** Makes the tables of the README anew from the code. */
async function main() {
  const text = withTables(readFileSync("README.md", "utf8"));
  writeFileSync("README.md", await format(text, { parser: "markdown" }));
}

void main();
