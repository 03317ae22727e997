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
    tests: testsIn("function").filter((file) => !/artifact-size|stdout|kept-lines|dedup/.test(file)),
    floor: 90,
  },
  // The code that answers a synchronous rule.
  synchronous: {
    files: sourcesIn("function/src/synchronous"),
    tests: testsIn("function/synchronous"),
    floor: 90,
  },
  // The code that reads and edits the content of a message.
  content: {
    files: [...sourcesIn("function/src/message"), ...sourcesIn("function/src/mime")],
    tests: [...testsIn("function/message"), ...testsIn("function/mime")],
    floor: 85,
  },
  // An area of its own: to load the AWS SDK takes longer than all other tests of the function.
  deduplication: {
    files: sourcesIn("function/src").filter((file) => file.includes("dedup")),
    tests: ["function/deduplication"],
    floor: 90,
  },
  // The code that compresses the function's code.
  compression: {
    files: ["modules/package/deflate.ts", "modules/package/reproducible-zip.ts"],
    tests: ["modules/package/deflate", "modules/package/reproducible-zip"],
    floor: 85,
  },
  // Whom the resource policy lets in.
  permission: {
    files: ["modules/workmail.ts", ...constructs("workmail-permission", "organizations", "location")],
    tests: [
      "modules/stacks/region-stack",
      "modules/constructs/workmail-permission",
      "modules/constructs/organizations",
      "modules/constructs/location",
      "modules/constructs/workmail-lambda",
      "modules/workmail",
    ],
    floor: 85,
  },
  // The permissions of the role.
  role: {
    files: constructs("policy-document", "execution-role", "destination", "vpc-config"),
    tests: [
      "modules/constructs/policy-document",
      "modules/constructs/destination",
      "modules/constructs/vpc-config",
      "modules/stacks/region-stack",
      "modules/constructs/asynchronous-invocation",
    ],
    floor: 85,
  },
  // The resources with a policy or a key of their own, and the permissions of the role for them.
  resources: {
    files: constructs("failure-queue", "deduplication-table", "alarm-topic"),
    tests: [
      "modules/constructs/failure-queue",
      "modules/constructs/deduplication-table",
      "modules/constructs/alarm-topic",
    ],
    floor: 85,
  },
  // Under which conditions.
  conditions: {
    files: ["modules/tokens/condition.ts"],
    tests: ["modules/tokens/condition", "modules/constructs/deduplication-table"],
    floor: 85,
  },
};

function constructs(...names: readonly string[]): string[] {
  return names.map((name) => `modules/constructs/${name}.ts`);
}

function sourcesIn(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
  return files.map((file) => path.join(folder, file));
}

function testsIn(folder: string): string[] {
  const files = readdirSync(path.join("test", folder));
  return files.filter((file) => file.endsWith(".test.ts")).map((file) => path.join(folder, file.slice(0, -8)));
}
