import { plannedChanges } from "../../../cli/terraform/planned-changes";

function resource(address: string, actions: string[], mode = "managed") {
  return { address, mode, change: { actions, after: { password: "secret" } } };
}

it("returns the addresses and actions of a plan without its values", () => {
  const plan = {
    resource_changes: [
      resource("aws_iam_role.role", ["create"]),
      resource("aws_lambda_function.function", ["update"]),
      resource("aws_sqs_queue.queue", ["delete", "create"]),
      resource("aws_lambda_alias.live", ["no-op"]),
      resource("data.aws_caller_identity.caller", ["read"], "data"),
      resource("aws_cloudwatch_dashboard.dashboard", ["delete"]),
    ],
    output_changes: { function_arn: { actions: ["create"] }, region: { actions: ["no-op"] } },
  };
  expect(plannedChanges(plan)).toEqual({
    add: 2,
    change: 1,
    destroy: 2,
    resources: [
      { address: "aws_iam_role.role", actions: ["create"] },
      { address: "aws_lambda_function.function", actions: ["update"] },
      { address: "aws_sqs_queue.queue", actions: ["delete", "create"] },
      { address: "aws_cloudwatch_dashboard.dashboard", actions: ["delete"] },
    ],
    outputs: ["function_arn"],
  });
});

it("returns nothing for a plan without changes", () => {
  expect(plannedChanges({})).toEqual({ add: 0, change: 0, destroy: 0, resources: [], outputs: [] });
});
