import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

const folder = path.join(".github", "workflows");

describe.each(readdirSync(folder))("the workflow %s", (name) => {
  const text = readFileSync(path.join(folder, name), "utf8");

  it("pins every action by its commit, and says which release that is", () => {
    const uses = text.match(/^.*\buses:.*$/gm) ?? [];
    expect(uses).not.toEqual([]);
    expect(uses.filter((line) => !/uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it("has no right by default but to read", () => {
    expect(text).toMatch(/^permissions:( \{\}|\n {2}contents: read)\n\n/m);
  });

  it("runs scripts that there are", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
      scripts: Record<string, string>;
    };
    const run = Array.from(text.matchAll(/npm run ([\w:]+)/g), ([, it]) => it);
    expect(run.filter((script) => !(script! in scripts))).toEqual([]);
  });

  it("puts no text of an event into a script", () => {
    const scripts = text.match(/run:[^]*?(?=\n\s*- |\n\s*\w+:|$)/g) ?? [];
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
  });
});

describe("the release workflow", () => {
  const text = readFileSync(path.join(folder, "release.yml"), "utf8");
  const { test, build, publish } = jobsOf(text);

  it("runs the project's code without the right to write", () => {
    expect(test).not.toContain(": write");
    expect(test).toContain("run: bash .ci/run\n");
    expect(build).not.toContain(": write");
  });

  it("builds what it publishes with the locked packages only, and without their scripts", () => {
    const commands = Array.from(build!.matchAll(/run: (.*)/g), ([, command]) => command);
    expect(commands).toEqual([
      "npm ci --ignore-scripts",
      "npm run generate -- --check",
      'node --import tsx scripts/release.ts "$GITHUB_REF_NAME"',
    ]);
    expect(build!.match(/uses: [^@]+/g)).toEqual([
      "uses: actions/checkout",
      "uses: actions/setup-node",
      "uses: actions/upload-artifact",
    ]);
  });

  it("publishes after the tests, with its rights alone, and without the project's code", () => {
    expect(publish).toContain("needs: [test, build]\n");
    expect(publish?.match(/\w+(-\w+)?: write/g)).toEqual(["attestations: write", "contents: write", "id-token: write"]);
    expect(publish).not.toMatch(/actions\/checkout|npm|node /);
  });
});

/** The text of each job, by its name. */
function jobsOf(workflow: string): Record<string, string> {
  const [, jobs = ""] = workflow.split(/^jobs:\n/m);
  const parts = jobs.split(/^ {2}(\w+):\n/m).slice(1);
  return Object.fromEntries(parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1]!]] : [])));
}
