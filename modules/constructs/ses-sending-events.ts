import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Sesv2ConfigurationSetEventDestination } from "@cdktf/provider-aws/lib/sesv2-configuration-set-event-destination";
import { type IResolvable, Token, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { eventRuleArn, EVENTS_PRINCIPAL, SENDING_EVENTS, sendingRuleName, SES_STATEMENTS } from "../ses";
import { attributeOf, countOf } from "../tokens/condition";
import { expression } from "../tokens/expression";
import { sourcePermission, type SourceTarget } from "./source-permission";

/** The sending events of a configuration set of Amazon SES, for outbound email. */
export interface SesSendingEventsProps {
  /** Name of the configuration set, which must exist. */
  readonly configurationSetName: string;
  /** `SEND`: SES took the email. `DELIVERY`: a recipient's mail server took it. @default ["SEND"] */
  readonly eventTypes?: string[];
}

/** Sending events, or a token for some that only Terraform knows: an object with Terraform's names, or null. */
export type SesSendingEventsValue = SesSendingEventsProps | IResolvable;

interface SendingEventsProps extends SourceTarget {
  readonly functionName: string;
  readonly events: SesSendingEventsValue;
  readonly tags: { readonly [key: string]: string };
}

/**
 * Has a configuration set of Amazon SES publish its sending events to EventBridge, and EventBridge call the function
 * with them.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-eventbridge.html
 */
export class SendingEvents extends Construct {
  /** ARN of the EventBridge rule; null where Terraform does not create it. */
  readonly ruleArn: string;

  /** @internal */
  constructor(scope: Construct, id: string, props: SendingEventsProps) {
    super(scope, id);
    const { functionName, region, accountId } = props;
    const count = countOf(props.when);
    const { configurationSetName, eventTypes, pattern } = membersOf(props.events, accountId);
    const name = sendingRuleName(functionName);
    const permission = sourcePermission(this, props, {
      statementId: SES_STATEMENTS.sendingEvents,
      principal: EVENTS_PRINCIPAL,
      sourceArn: eventRuleArn(region, accountId, name),
    });
    const rule = new CloudwatchEventRule(this, "rule", {
      count,
      name,
      description: `Sending events of Amazon SES for ${functionName}`,
      eventPattern: pattern,
      tags: props.tags,
    });
    const target = new CloudwatchEventTarget(this, "target", {
      count,
      rule: attributeOf(rule, "name"),
      targetId: "function",
      arn: props.functionArn,
      dependsOn: [permission],
    });
    new Sesv2ConfigurationSetEventDestination(this, "destination", {
      count,
      configurationSetName,
      eventDestinationName: functionName,
      eventDestination: {
        enabled: true,
        matchingEventTypes: eventTypes,
        // SES publishes to no other bus.
        eventBridgeDestination: { eventBusArn: `arn:aws:events:${region}:${accountId}:event-bus/default` },
      },
      // Otherwise the first events would find no target.
      dependsOn: [target],
    });
    this.ruleArn = attributeOf(permission, "source_arn");
  }
}

type Types = keyof typeof SENDING_EVENTS;

function membersOf(events: SesSendingEventsValue, accountId: string) {
  if (!Tokenization.isResolvable(events)) {
    const { configurationSetName, eventTypes = ["SEND"] } = events;
    const words = eventTypes.map((type) => SENDING_EVENTS[type as Types]);
    const pattern = patternOf(
      configurationSetName,
      words.map(({ eventType }) => eventType),
      words.map(({ detailType }) => detailType),
      accountId,
    );
    return { configurationSetName, eventTypes, pattern: JSON.stringify(pattern) };
  }
  const configurationSetName = Token.asString(expression`${events}.configuration_set_name`);
  const wordsFor = (word: "eventType" | "detailType") => {
    const words = Object.fromEntries(Object.entries(SENDING_EVENTS).map(([type, words]) => [type, words[word]]));
    return expression`[for type in ${events}.event_types : ${words}[type]]`;
  };
  const pattern = patternOf(configurationSetName, wordsFor("eventType"), wordsFor("detailType"), accountId);
  return {
    configurationSetName,
    eventTypes: Token.asList(expression`${events}.event_types`),
    pattern: Token.asString(expression`jsonencode(${pattern})`),
  };
}

/** Only events of this configuration set, of this account, and of these types. */
function patternOf(configurationSetName: string, eventTypes: unknown, detailTypes: unknown, accountId: string) {
  return {
    source: ["aws.ses"],
    account: [accountId],
    "detail-type": detailTypes,
    detail: { eventType: eventTypes, mail: { tags: { "ses:configuration-set": [configurationSetName] } } },
  };
}
