import { findDeployments } from "../../../cli/deployments/deployment-outputs";
import { deploymentIn } from "../../support/deployment";

const east = deploymentIn("us-east-1");
const west = deploymentIn("us-west-2");
const receiptRule = {
  ses_receipt_rule_arn: "arn:aws:ses:us-east-1:111122223333:receipt-rule-set/own:receipt-rule/mail",
};
const OF_WORKMAIL =
  /^(principal|permission_statement_ids|organization_arns|email_flow_rule_(console_urls|instructions))$/;
const withoutWorkMail: object = {
  ...Object.fromEntries(Object.entries(east).filter(([name]) => !OF_WORKMAIL.test(name))),
  ...receiptRule,
};

/** As "terraform output -json" prints them. */
function asOutputs(values: object) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { sensitive: false, type: "string", value: value as unknown },
    ]),
  );
}

/** Outputs that begin with their Region. */
function prefixed(...[one, first, two, second]: [string, object, string, object]): Record<string, unknown> {
  return Object.fromEntries(
    (
      [
        [one, first],
        [two, second],
      ] as const
    ).flatMap(([prefix, outputs]) =>
      Object.entries(outputs).map(([name, value]) => [`${prefix}_${name}`, value as unknown]),
    ),
  );
}

it.each<[string, unknown, object[]]>([
  ["workmail-lambda outputs", { "us-east-1": east, "us-west-2": west }, [east, west]],
  ["workmail-lambda outputs, a Region of which nothing is known", { "us-east-1": east, "us-west-2": null }, [east]],
  ["terraform output -json of a stack", asOutputs(east), [east]],
  ["terraform output -json of modules", asOutputs({ east, west, other: "text", list: [1] }), [east, west]],
  [
    "terraform output -json of a stack for all Regions",
    asOutputs(prefixed("us_east_1", east, "us_west_2", west)),
    [east, west],
  ],
  ["the CDKTF CLI", { "workmail-us-east-1": east, "workmail-us-west-2": west }, [east, west]],
  ["a deployment in part", asOutputs({ ...east, email_flow_rule_function_arn: undefined }), []],
  ["a module without WorkMail", asOutputs({ ...withoutWorkMail, principal: null }), [withoutWorkMail]],
  ["a deployment without WorkMail in part", asOutputs({ ...withoutWorkMail, principal: east.principal }), []],
  ["a deployment that nothing invokes", asOutputs({ ...withoutWorkMail, ses_receipt_rule_arn: null }), []],
  ["something else", [1, "text", null], []],
])("reads the outputs of %s", (_, json, expected) => {
  expect(findDeployments(json)).toEqual(expected);
});

it("leaves out what is null", () => {
  const outputs = asOutputs({ ...east, failure_queue_url: null });
  expect(findDeployments(outputs)).toEqual([east]);
});
