import { redriveTargets } from "../../../cli/redrive/redrive-targets";
import { UserError } from "../../../modules/user-error";
import { deploymentIn } from "../../support/deployment";

function withQueue(region: string) {
  return deploymentIn(region, {
    email_flow_rule_function_arn: `arn:aws:lambda:${region}:123456789012:function:mail:live`,
    failure_queue_url: `https://sqs.${region}.amazonaws.com/123456789012/mail-failures`,
  });
}

it("are each Region's queue with what the email flow rule invokes", () => {
  const regions = ["us-east-1", "eu-west-1"];
  expect(redriveTargets(regions.map(withQueue))).toEqual(
    regions.map((region) => ({
      region,
      functionName: "mail",
      functionArn: `arn:aws:lambda:${region}:123456789012:function:mail:live`,
      queueUrl: `https://sqs.${region}.amazonaws.com/123456789012/mail-failures`,
    })),
  );
});

it("name each Region that has no queue", () => {
  expect(() =>
    redriveTargets([
      deploymentIn("us-east-1"),
      withQueue("us-west-2"),
      // Terraform's word for an output without a value.
      { ...deploymentIn("eu-west-1"), ...{ failure_queue_url: null as never } },
    ]),
  ).toThrow(
    new UserError(`There is no queue of failed events to take from:
  us-east-1: no output failure_queue_url
  eu-west-1: no output failure_queue_url
Next: set failureQueue, then npx workmail-lambda init, then npm run deploy, or terraform apply where the module is; or, where failed events go to a queue of your own, name it: npm run redrive -- --region us-east-1 --queue URL --function mail`),
  );
});
