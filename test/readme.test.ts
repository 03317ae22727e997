import { existsSync, readFileSync } from "node:fs";
import { program } from "../cli/program";

const readme = readFileSync("README.md", "utf8");
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
  scripts: Record<string, string>;
};

describe("README", () => {
  it("names commands that exist", () => {
    const named = [...readme.matchAll(/npm run (?:--silent )?([a-z][a-z:0-9-]*)/g)];
    expect(named.length).toBeGreaterThan(5);
    for (const [, name = ""] of named) {
      expect(scripts).toHaveProperty([name]);
    }
  });

  it("names every command of the command line, and no other", () => {
    const [, section = ""] = readme.split("\n## Before and after\n");
    const named = [...section.split("\n## ")[0]!.matchAll(/^\| `([a-z-]+)` /gm)];
    expect(named.map(([, name]) => name)).toEqual(
      program()
        .commands.map((command) => command.name())
        .filter((name) => name !== "complete"),
    );
  });

  it("links to files that exist", () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)];
    expect(links.length).toBeGreaterThan(5);
    for (const [, file = ""] of links) {
      expect([file, existsSync(file)]).toEqual([file, true]);
    }
  });
});
