import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { type IResolvable, Token } from "cdktf";
import { Construct } from "constructs";
import type { PropRule } from "../tokens/check-rules";
import { attributeOf, type Condition, countOf, either, isSet, not } from "../tokens/condition";
import { expression } from "../tokens/expression";
import { LIVE_ALIAS } from "../workmail";
import { byCaller } from "./by-caller";
import { replacedWith } from "./replaced-with";

export interface LiveAliasProps {
  /** Whether it is created, if only Terraform knows. */
  readonly when: Condition;
  /** The function; it must publish its versions. */
  readonly function: LambdaFunction;
  /** Version it stays at. @default - the newest */
  readonly liveVersion?: string;
  /** Whether WorkMail may invoke it. */
  readonly workMail: Condition;
  /** Share of the events that the newest version gets beside liveVersion, 0 to 1. */
  readonly newVersionWeight: number;
}

/**
 * The alias `live`, which an email flow rule and Amazon SES invoke instead of the function. A rollback points it to an
 * earlier version.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html
 */
export class LiveAlias extends Construct {
  /** ARN of the alias; null where Terraform does not create it. */
  readonly arn: string;
  /** Name of the alias, as a qualifier; null where Terraform does not create it. */
  readonly qualifier: string;
  /** Version that the alias points to; null where Terraform does not create it. */
  readonly version: string;

  /** @internal */
  constructor(scope: Construct, id: string, props: LiveAliasProps) {
    super(scope, id);
    const { liveVersion, newVersionWeight } = props;
    const { functionName, version: newest } = props.function;
    const alias = new LambdaAlias(this, "Default", {
      count: countOf(props.when),
      name: LIVE_ALIAS,
      description: byCaller(
        props.workMail,
        "Target of the email flow rules of Amazon WorkMail",
        "Target of the email events of Amazon SES",
      ),
      functionName,
      functionVersion:
        liveVersion !== undefined && Token.isUnresolved(liveVersion)
          ? Token.asString(expression`coalesce(${liveVersion}, ${newest})`)
          : (liveVersion ?? newest),
      lifecycle: replacedWith(props.function),
    });
    if (liveVersion !== undefined && newVersionWeight !== 0) {
      // Lambda refuses a version that shares with itself.
      alias.addOverride("dynamic.routing_config", {
        for_each: expression`${isSet(liveVersion)} ? [for version in [${newest}] : version if ${newVersionWeight} > 0 && version != ${liveVersion}] : []`,
        content: {
          additional_version_weights: {
            "${routing_config.value}": newVersionWeight,
          },
        },
      });
    }
    this.arn = attributeOf(alias, "arn");
    this.qualifier = attributeOf(alias, "name");
    this.version = attributeOf(alias, "function_version");
  }
}

/** Returns the rules: a version to stay at requires the alias, and a share for the newest requires such a version. */
export function liveVersionRules(
  liveAlias: boolean | IResolvable,
  { liveVersion, newVersionWeight }: Pick<LiveAliasProps, "liveVersion" | "newVersionWeight">,
): PropRule[] {
  const hasNoShare = Token.isUnresolved(newVersionWeight)
    ? expression`${newVersionWeight} == 0`
    : newVersionWeight === 0;
  return [
    {
      holds: either(liveAlias, not(isSet(liveVersion))),
      error: "'liveVersion' needs 'liveAlias: true'",
      errorAtPlan: "live_version needs live_alias = true.",
    },
    {
      holds: either(isSet(liveVersion), hasNoShare),
      error: "'newVersionWeight' needs 'liveVersion', the version that has the rest of the events",
      errorAtPlan: "new_version_weight needs live_version, the version that has the rest of the events.",
    },
  ];
}
