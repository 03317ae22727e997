import { readdirSync } from "node:fs";
import * as path from "node:path";

/** A part of the code that is mutated, and the tests that must notice. */
export interface Area {
  /** The files that are mutated. */
  readonly files: readonly string[];
  /** The test files below `test/`, without `.test.ts`. Those that start a process cannot notice a mutant. */
  readonly tests: readonly string[];
  /** The share of noticed mutants in percent below which the run fails. */
  readonly floor: number;
}

export const AREAS: Readonly<Record<string, Area>> = {
  function: {
    files: sourcesIn("function/src").filter((file) => !file.includes("dedup")),
    tests: testsIn("function").filter((file) => !/artifact-size|stdout|dedup/.test(file)),
    floor: 90,
  },
  // An area of its own: to load the AWS SDK takes longer than all other tests of the function.
  deduplication: {
    files: sourcesIn("function/src").filter((file) => file.includes("dedup")),
    tests: ["function/deduplication"],
    floor: 90,
  },
  policies: {
    files: [
      "modules/workmail.ts",
      ...[
        "alarm-topic",
        "deduplication-table",
        "destination",
        "execution-role",
        "failure-queue",
        "location",
        "organizations",
        "policy-document",
        "vpc-config",
        "workmail-permission",
      ].map((name) => `modules/constructs/${name}.ts`),
      "modules/tokens/condition.ts",
    ],
    tests: [
      ...testsIn("modules/tokens"),
      ...testsIn("modules/constructs"),
      "modules/stacks/region-stack",
      "modules/workmail",
    ],
    floor: 85,
  },
};

function sourcesIn(folder: string): string[] {
  return readdirSync(folder).map((file) => path.join(folder, file));
}

function testsIn(folder: string): string[] {
  const files = readdirSync(path.join("test", folder));
  return files.filter((file) => file.endsWith(".test.ts")).map((file) => path.join(folder, file.slice(0, -8)));
}
