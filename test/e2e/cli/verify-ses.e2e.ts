import { DisableRuleCommand, EventBridgeClient, RemoveTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateConfigurationSetCommand,
  CreateReceiptRuleSetCommand,
  SESClient,
  UpdateReceiptRuleCommand,
} from "@aws-sdk/client-ses";
import { DeleteConfigurationSetEventDestinationCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { type Expectation, expectationOf } from "../../../cli/verification/expectation";
import { verifyDeployment } from "../../../cli/verification/verify-deployment";
import { deployedInSandbox } from "../../support/deployed-in-sandbox";

/** The checks of verify for the sources in Amazon SES, each with an error that is made through AWS's API. */

const region = "eu-west-1";
const account = "123456789012";
const functionArn = `arn:aws:lambda:${region}:${account}:function:mail`;

const deployed = deployedInSandbox(
  {
    functionName: "mail",
    sesReceiptRule: { ruleSetName: "own", recipients: ["example.com", "a@example.net"] },
    sesSendingEvents: { configurationSetName: "outbound", eventTypes: ["SEND", "DELIVERY"] },
    regions: { [region]: { organizationIds: [`m-${"3".repeat(32)}`] } },
  },
  async () => {
    const ses = new SESClient({ region });
    await ses.send(new CreateReceiptRuleSetCommand({ RuleSetName: "own" }));
    await ses.send(new CreateConfigurationSetCommand({ ConfigurationSet: { Name: "outbound" } }));
  },
);

/** The checks of permission and SES, with the configuration or the outputs only. */
async function checks(expectation: Expectation = expectationOf(deployed.sandbox.stacks, region)) {
  const all = await verifyDeployment(deployed.outputs, expectation);
  return all.filter(({ subject }) => /^(SES|permission)/.test(subject));
}

async function states(expectation?: Expectation) {
  return (await checks(expectation)).map(({ subject, state }) => `${subject}: ${state}`);
}

it("finds nothing wrong with what Terraform deploys", async () => {
  expect(await states()).toEqual([
    "permission: passed",
    "SES receipt rule: passed",
    "SES sending events: EventBridge rule: passed",
    "SES sending events: event destination: passed",
  ]);
});

it("compares what follows from the outputs only", async () => {
  expect(await states({})).toEqual([
    "permission: passed",
    "SES receipt rule: passed",
    "SES sending events: EventBridge rule: passed",
  ]);
});

it("names what somebody else has changed in the receipt rule", async () => {
  const Rule = {
    Name: "mail",
    Enabled: false,
    Recipients: ["example.com"],
    TlsPolicy: "Optional" as const,
    ScanEnabled: true,
    Actions: [{ LambdaAction: { FunctionArn: functionArn, InvocationType: "RequestResponse" as const } }],
  };
  await new SESClient({ region }).send(new UpdateReceiptRuleCommand({ RuleSetName: "own", Rule }));

  expect((await checks()).find(({ state }) => state === "failed")).toMatchObject({
    subject: "SES receipt rule",
    expected: { enabled: true, recipients: ["a@example.net", "example.com"], invocation_types: ["Event"] },
    found: { enabled: false, recipients: ["example.com"], invocation_types: ["RequestResponse"] },
  });
});

it("names a rule of EventBridge that does not call the function", async () => {
  const events = new EventBridgeClient({ region });
  await events.send(new DisableRuleCommand({ Name: "mail-sending" }));
  await events.send(new RemoveTargetsCommand({ Rule: "mail-sending", Ids: ["function"] }));

  expect((await checks()).find(({ subject }) => subject.endsWith("EventBridge rule"))).toMatchObject({
    state: "failed",
    expected: { state: "ENABLED", targets: [functionArn] },
    found: { state: "DISABLED", targets: [] },
  });
});

it("names a configuration set that does not publish its events", async () => {
  const destination = { ConfigurationSetName: "outbound", EventDestinationName: "mail" };
  await new SESv2Client({ region }).send(new DeleteConfigurationSetEventDestinationCommand(destination));

  expect((await checks()).find(({ subject }) => subject.endsWith("event destination"))).toMatchObject({
    state: "failed",
    expected: "mail of outbound",
    found: null,
  });
});
