import { readFileSync } from "node:fs";
import * as path from "node:path";
import { ORGANIZATIONS, synthesize } from "../support/stack";

const PEERS = path.join(__dirname, "..", "..", "bench", "peers");

function read(...parts: string[]): string {
  return readFileSync(path.join(PEERS, ...parts), "utf8");
}

/** The resources of a stack with defaults, by type and name. */
function resources() {
  return synthesize({
    regions: { "us-east-1": { organizationIds: [ORGANIZATIONS.one] } },
  }).resource;
}

describe("the peers", () => {
  it("make the same kinds of resources in HCL", () => {
    const hcl = read("hcl", "workmail", "main.tf");
    const types = [...hcl.matchAll(/^resource "(\w+)"/gm)].map(([, type]) => type);
    // terraform_data is not a resource of AWS: the constructs keep the Region and the account in it.
    const own = Object.keys(resources()).filter((type) => type.startsWith("aws_"));
    expect([...new Set(types)].sort()).toEqual(own.sort());
  });

  it.each([
    ["aws_cloudwatch_metric_alarm", "AWS::CloudWatch::Alarm"],
    ["aws_cloudwatch_query_definition", "AWS::Logs::QueryDefinition"],
    ["aws_sqs_queue", "AWS::SQS::Queue"],
  ])("have as many of %s in the Serverless Framework", (own, theirs) => {
    const types = read("serverless", "serverless.yml")
      .split("\n")
      .filter((line) => line.trim() === `Type: ${theirs}`);
    expect(types).toHaveLength(Object.keys(resources()[own]!).length);
  });

  it("have exact versions", () => {
    const { dependencies, optionalDependencies } = JSON.parse(read("package.json")) as Record<
      string,
      Record<string, string>
    >;
    const versions = Object.values({
      ...dependencies,
      ...optionalDependencies,
    }).map((version) => version.replace(/^npm:[\w-]+@/, ""));
    expect(versions.filter((v) => !/^\d+\.\d+\.\d+$/.test(v))).toEqual([]);
  });
});
