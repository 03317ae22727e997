import { readFileSync } from "node:fs";
import { bundledAdvisories, bundledPackages } from "../../../scripts/release/bundled-advisories";

const bundled = new Set(["@scope/bundled 1.2.3", "nested 2.0.0"]);
const versions: Record<string, string> = {
  "node_modules/@scope/bundled": "1.2.3",
  "node_modules/nested": "1.0.0",
  "node_modules/@scope/bundled/node_modules/nested": "2.0.0",
  "node_modules/tool": "1.0.0",
};

function advisory(title: string) {
  return { source: 1, title, url: `https://github.com/advisories/${title}`, severity: "high", range: "<9" };
}

function advisoriesOf(vulnerabilities: object): string[] {
  return bundledAdvisories(JSON.stringify({ auditReportVersion: 2, vulnerabilities }), bundled, (it) => versions[it]!);
}

it("reports the advisories about the version that is bundled, once each", () => {
  const vulnerabilities = {
    "@scope/bundled": { via: [advisory("GHSA-1"), advisory("GHSA-2")], nodes: ["node_modules/@scope/bundled"] },
    nested: {
      via: [advisory("GHSA-3")],
      nodes: ["node_modules/nested", "node_modules/@scope/bundled/node_modules/nested"],
    },
  };
  expect(advisoriesOf(vulnerabilities)).toEqual([
    "@scope/bundled 1.2.3: high: GHSA-1 (https://github.com/advisories/GHSA-1)",
    "@scope/bundled 1.2.3: high: GHSA-2 (https://github.com/advisories/GHSA-2)",
    "nested 2.0.0: high: GHSA-3 (https://github.com/advisories/GHSA-3)",
  ]);
});

it.each([
  ["a package that is not bundled", { tool: { via: [advisory("GHSA-1")], nodes: ["node_modules/tool"] } }],
  ["another version than the bundled one", { nested: { via: [advisory("GHSA-1")], nodes: ["node_modules/nested"] } }],
  [
    "a package that only depends on one",
    { "@scope/bundled": { via: ["tool"], nodes: ["node_modules/@scope/bundled"] } },
  ],
])("does not report %s", (_, vulnerabilities) => {
  expect(advisoriesOf(vulnerabilities)).toEqual([]);
});

it.each(['{ "message": "405 Method Not Allowed" }', ""])("fails when npm could not audit: %j", (report) => {
  expect(() => bundledAdvisories(report, bundled, String)).toThrow(/^npm audit has no result: /);
});

it("finds the packages in the notices of the zips", () => {
  const packages = bundledPackages(readFileSync("modules/terraform/THIRD-PARTY-LICENSES.txt", "utf8"));
  const names = [...packages].map((it) => it.split(" ")[0]);
  expect(names).toEqual(expect.arrayContaining(["@aws-lambda-powertools/idempotency", "@aws-sdk/client-dynamodb"]));
  expect([...packages].filter((it) => !/^\S+ \d+\.\d+\.\d+\S*$/.test(it))).toEqual([]);
});
