import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SAMPLES } from "./support/events";

const README = readFileSync(join(__dirname, "../../function/events/README.md"), "utf8");

test("the README of the sample events names each, and no other", () => {
  const named = [...README.matchAll(/`([\w-]+)\.json`/g)].map(([, name]) => name);

  expect(named.sort()).toEqual([...SAMPLES].sort());
});
