import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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
    const scripts = text.match(/run:[^]*?(?=\n\s*- |\n\s*[\w-]+:|$)/g) ?? [];
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
  });
});

describe("the release workflow", () => {
  const text = readFileSync(path.join(folder, "release.yml"), "utf8");
  const { test, build, audit, publish, npm } = jobsOf(text);

  it("runs the project's code without the right to write", () => {
    expect(test).not.toContain(": write");
    expect(test).toContain("run: bash .ci/run\n");
    expect(build).not.toContain(": write");
    expect(audit).not.toContain(": write");
  });

  it("builds what it publishes with the locked packages only, and without their scripts", () => {
    expect(commandsOf(build)).toEqual([
      "npm ci --ignore-scripts",
      "npm run generate -- --check",
      // Sets the repository in package.json.
      "|",
      'node --import tsx scripts/release.ts "$GITHUB_REF_NAME"',
    ]);
    expect(build!.match(/uses: [^@]+/g)).toEqual([
      "uses: actions/checkout",
      "uses: actions/setup-node",
      "uses: actions/upload-artifact",
    ]);
  });

  it("publishes nothing with a known vulnerability", () => {
    expect(publish).toMatch(/needs: \[.*\baudit\b.*\]\n/);
    expect(commandsOf(audit)).toEqual([
      "npm audit --omit=dev --audit-level=low",
      "npm ci --ignore-scripts",
      "npm run package",
      "npm audit --json | npm run --silent audit:bundled",
    ]);
    const ci = jobsOf(readFileSync(path.join(folder, "ci.yml"), "utf8"));
    expect(commandsOf(ci.audit)).toEqual(commandsOf(audit));
  });

  it("publishes after the tests, with its own rights only, and without the project's code", () => {
    expect(publish).toContain("needs: [test, build, audit]\n");
    expect(publish?.match(/\w+(-\w+)?: write/g)).toEqual(["attestations: write", "contents: write", "id-token: write"]);
    expect(publish).not.toMatch(/actions\/checkout|npm|node /);
  });

  it("publishes the tested package to npm with provenance, without a token and without the project's code", () => {
    expect(npm).toContain("needs: publish\n");
    expect(npm?.match(/\w+(-\w+)?: write/g)).toEqual(["id-token: write"]);
    expect(npm).toContain("npm publish ./release/*.tgz --provenance --access public --ignore-scripts\n");
    expect(npm).not.toMatch(/actions\/checkout|secrets\.|NODE_AUTH_TOKEN/);
  });

  it("names in the package the repository that releases it", () => {
    const [, script = ""] = /name: Name the repository in the package\n\s+run: \|\n([^]*?)\n {6}- /.exec(build!) ?? [];
    const folder = mkdtempSync(path.join(tmpdir(), "repository-"));
    writeFileSync(path.join(folder, "package.json"), "{}");
    const GITHUB = { GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "example/mail" };
    execFileSync("bash", ["-c", script], { cwd: folder, env: { ...process.env, ...GITHUB } });
    expect(JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"))).toEqual({
      repository: { type: "git", url: "git+https://github.com/example/mail.git" },
      homepage: "https://github.com/example/mail#readme",
      bugs: { url: "https://github.com/example/mail/issues" },
    });
  });
});

describe("the documentation workflow", () => {
  const { build, deploy } = jobsOf(readFileSync(path.join(folder, "docs.yml"), "utf8"));

  it("builds the site without the right to write, from the packages of its lock file", () => {
    expect(build).not.toContain(": write");
    expect(build).toContain("run: npm --prefix site ci\n");
    expect(readFileSync(path.join("site", ".npmrc"), "utf8")).toContain("ignore-scripts=true");
  });

  it("publishes it without the project's code", () => {
    expect(deploy!.match(/uses: [^@]+/g)).toEqual(["uses: actions/deploy-pages"]);
    expect(deploy!.match(/\w+(-\w+)?: write/g)).toEqual(["id-token: write", "pages: write"]);
  });
});

function commandsOf(job: string | undefined): (string | undefined)[] {
  return Array.from(job!.matchAll(/run: (.*)/g), ([, command]) => command);
}

/** The text of each job, by its name. */
function jobsOf(workflow: string): Record<string, string> {
  const [, jobs = ""] = workflow.split(/^jobs:\n/m);
  const parts = jobs.split(/^ {2}(\w+):\n/m).slice(1);
  return Object.fromEntries(parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1]!]] : [])));
}
