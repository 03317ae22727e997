import { DescribeRuleCommand, EventBridgeClient, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import { DescribeReceiptRuleCommand, type ReceiptRule, SESClient } from "@aws-sdk/client-ses";
import { GetConfigurationSetEventDestinationsCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { type Attributes, inAnyOrder, UNKNOWN } from "../attributes";
import { asked, type Check, comparedResource, type Context, orMissing } from "../check";
import type { Expected } from "../expectation";

/** The compared attributes, and the provider's values for missing ones. */
const RECEIPT_RULE_ATTRIBUTES = {
  recipients: [],
  tls_policy: "Optional",
  scan_enabled: false,
  enabled: false,
};

/** Checks the receipt rule of Amazon SES, where there is one. */
export async function sesReceiptRuleChecks(context: Context): Promise<Check[]> {
  const { outputs, expected } = context;
  if (outputs.ses_receipt_rule_arn === undefined) {
    return [];
  }
  const { recipients, ...synthesized } =
    expected.only("aws_ses_receipt_rule", RECEIPT_RULE_ATTRIBUTES) ?? ({ recipients: UNKNOWN } as const);
  const type = invocationTypeIn(expected);
  return asked("SES receipt rule", async () => {
    return [
      comparedResource(
        "SES receipt rule",
        outputs.ses_receipt_rule_arn,
        {
          enabled: true,
          ...synthesized,
          recipients: inAnyOrder(recipients),
          calls: [outputs.email_flow_rule_function_arn],
          invocation_types: type === undefined ? UNKNOWN : [type],
        },
        await receiptRuleOf(context),
      ),
    ];
  });
}

/** Returns how the receipt rule should call the function; undefined where that is not known. */
export function invocationTypeIn(expected: Expected): unknown {
  const { lambda_action } = expected.only("aws_ses_receipt_rule", { lambda_action: [] }) ?? {};
  return (lambda_action as readonly { readonly invocation_type?: unknown }[] | undefined)?.[0]?.invocation_type;
}

/** Returns the receipt rule that may call the function; undefined when SES has none. */
export async function receiptRuleOf({ aws, outputs }: Context) {
  const [, RuleSetName, RuleName] =
    /:receipt-rule-set\/(.+):receipt-rule\/(.+)$/.exec(outputs.ses_receipt_rule_arn ?? "") ?? [];
  const answer = await orMissing(
    aws.ask("ses:DescribeReceiptRule", SESClient, (ses) =>
      ses.send(new DescribeReceiptRuleCommand({ RuleSetName, RuleName })),
    ),
  );
  return answer?.Rule && receiptRuleAttributes(answer.Rule);
}

function receiptRuleAttributes({ Recipients = [], TlsPolicy, ScanEnabled, Enabled, Actions = [] }: ReceiptRule) {
  const calls = Actions.flatMap(({ LambdaAction: call }) => call ?? []);
  return {
    recipients: inAnyOrder(Recipients),
    tls_policy: TlsPolicy ?? "Optional",
    scan_enabled: ScanEnabled ?? false,
    enabled: Enabled ?? false,
    calls: calls.map(({ FunctionArn }) => FunctionArn),
    invocation_types: calls.map(({ InvocationType }) => InvocationType ?? "Event"),
  };
}

/** Checks that the sending events of Amazon SES reach the function, where they are to. */
export async function sesSendingEventsChecks(context: Context): Promise<Check[]> {
  const { aws, outputs, expected } = context;
  const [, Name] = /:rule\/(.+)$/.exec(outputs.ses_sending_rule_arn ?? "") ?? [];
  if (Name === undefined) {
    return [];
  }
  const { event_pattern = UNKNOWN } = expected.only("aws_cloudwatch_event_rule", { event_pattern: UNKNOWN }) ?? {};
  const destination = expected.only("aws_sesv2_configuration_set_event_destination", DESTINATION_ATTRIBUTES);
  return asked("SES sending events", async () => {
    const rule = await orMissing(
      aws.ask("events:DescribeRule", EventBridgeClient, (events) => events.send(new DescribeRuleCommand({ Name }))),
    );
    const targets = await orMissing(
      aws.ask("events:ListTargetsByRule", EventBridgeClient, (events) =>
        events.send(new ListTargetsByRuleCommand({ Rule: Name })),
      ),
    );
    return [
      comparedResource(
        "SES sending events: EventBridge rule",
        outputs.ses_sending_rule_arn,
        {
          state: "ENABLED",
          event_pattern: patternOf(event_pattern),
          targets: [outputs.email_flow_rule_function_arn],
        },
        rule && {
          state: rule.State,
          event_pattern: patternOf(rule.EventPattern),
          targets: (targets?.Targets ?? []).map(({ Arn }) => Arn),
        },
      ),
      ...(await destinationChecks(context, destination)),
    ];
  });
}

/** The compared attributes of the destination: the outputs do not say in which configuration set it is. */
const DESTINATION_ATTRIBUTES = { configuration_set_name: null, event_destination_name: null, event_destination: null };

interface Destination {
  readonly enabled: boolean;
  readonly matching_event_types: readonly string[];
  readonly event_bridge_destination: { readonly event_bus_arn: string };
}

async function destinationChecks({ aws }: Context, wanted: Attributes | undefined): Promise<Check[]> {
  if (typeof wanted?.configuration_set_name !== "string") {
    return [];
  }
  const { configuration_set_name: ConfigurationSetName, event_destination_name: name } = wanted;
  const { enabled, matching_event_types, event_bridge_destination } = wanted.event_destination as Destination;
  const answer = await orMissing(
    aws.ask("ses:GetConfigurationSetEventDestinations", SESv2Client, (ses) =>
      ses.send(new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName })),
    ),
  );
  const found = answer?.EventDestinations?.find(({ Name }) => Name === name);
  return [
    comparedResource(
      "SES sending events: event destination",
      `${String(name)} of ${ConfigurationSetName}`,
      {
        enabled,
        event_types: inAnyOrder(matching_event_types),
        event_bus_arn: event_bridge_destination.event_bus_arn,
      },
      found && {
        enabled: found.Enabled,
        event_types: inAnyOrder(found.MatchingEventTypes),
        event_bus_arn: found.EventBridgeDestination?.EventBusArn,
      },
    ),
  ];
}

/** Returns a pattern of events as an object: EventBridge keeps it as the text that it is given. */
function patternOf(pattern: unknown): unknown {
  return typeof pattern === "string" ? (JSON.parse(pattern) as unknown) : (pattern ?? null);
}
