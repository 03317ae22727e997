import { existsSync, readFileSync } from "node:fs";
import { PROPERTY_RUNS } from "../support/property-runs";

/** SECURITY.md names the tests that hold its promises: they are there, under these names. */

const text = readFileSync("SECURITY.md", "utf8");

/** Each file that is named, with the titles that follow it. */
const proofs = [...text.matchAll(/`(test\/[^`]+)`((?:(?:: |, )"[^"]+")*)/g)].map(([, file = "", titles = ""]) => ({
  file,
  titles: [...titles.matchAll(/"([^"]+)"/g)].map(([, title = ""]) => title),
}));

describe("SECURITY.md", () => {
  it.each(proofs)("names $file, which has what it quotes", ({ file, titles }) => {
    if (!file.endsWith(".ts")) {
      expect(existsSync(file)).toBe(true);
      return;
    }
    const source = readFileSync(file, "utf8").replace(/\s+/g, " ");
    expect(titles.filter((title) => !source.includes(title))).toEqual([]);
  });

  it("states the number of generated cases for the parser, the email, the summary, and the log line", () => {
    const cases = `${PROPERTY_RUNS.toLocaleString("en")} cases for each property of the parser, the email, the summary, and the log line`;
    expect(text).toContain(cases);
    for (const name of ["parse-event", "email", "summary", "observe"]) {
      const source = readFileSync(`test/function/${name}.test.ts`, "utf8");
      expect(source).toContain("numRuns: PROPERTY_RUNS");
      expect(source.match(/numRuns/g)).toHaveLength(1);
    }
  });

  it("has a proof for each promise", () => {
    const promises = text.split("\n").filter((line) => line.startsWith("| ") && !/^\| (Promise|---)/.test(line));
    expect(promises.length).toBeGreaterThan(20);
    for (const promise of promises) {
      expect(promise).toMatch(/`(test\/|package\.json)/);
    }
  });
});
