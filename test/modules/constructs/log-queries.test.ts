import { ORGANIZATIONS, synthesize } from "../../support/stack";

function stackWith(settings: object) {
  return synthesize({
    functionName: "mail",
    regions: { "us-west-2": { organizationIds: [ORGANIZATIONS.one] } },
    ...settings,
  });
}

describe("the saved queries", () => {
  const queries = Object.values(stackWith({}).resource.aws_cloudwatch_query_definition ?? {});

  it("answer these questions, in a folder of the function", () => {
    expect(queries.map(({ name }) => name).sort()).toEqual([
      "mail/Emails per domain",
      "mail/Emails per hour",
      "mail/Failures by reason",
      "mail/One email by message id",
    ]);
  });

  it("ask the function's log group", () => {
    for (const { log_group_names } of queries) {
      expect(log_group_names).toEqual(["${aws_cloudwatch_log_group.log_group.name}"]);
    }
  });

  it("count each domain of an email", () => {
    const query = queries.find(({ name }) => name === "mail/Emails per domain");
    expect(query?.query_string).toBe(
      [
        'filter message in ["Email processed", "Email decided", "Decision failed"]',
        "| fields jsonParse(@message) as line",
        "| unnest line.email.domains into domain",
        "| stats count(*) as emails by domain",
        "| sort emails desc",
      ].join("\n"),
    );
  });

  it("count failed decisions among the failures", () => {
    const query = queries.find(({ name }) => name === "mail/Failures by reason");
    expect(query?.query_string).toMatch(/^filter message in \["Email failed", "Decision failed"\]\n {2}or \(type = /);
  });

  it("can be left out", () => {
    expect(stackWith({ logQueries: false }).resource).not.toHaveProperty("aws_cloudwatch_query_definition");
  });
});
