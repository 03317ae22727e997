import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import type { Construct } from "constructs";
import { type Condition, countOf } from "../tokens/condition";
import { replacedWith } from "./replaced-with";

/** The function that a source in Amazon SES calls. */
export interface SourceTarget {
  /** Whether the source is created, if only Terraform knows. */
  readonly when: Condition;
  readonly function: LambdaFunction;
  /** Alias that is called. @default - the unqualified function */
  readonly qualifier?: string;
  /** ARN that is called. */
  readonly functionArn: string;
  readonly region: string;
  readonly accountId: string;
}

/** The source that a statement names, and its service. */
interface Source {
  readonly statementId: string;
  readonly principal: string;
  readonly sourceArn: string;
}

/** Lets one source of this account invoke the function. */
export function sourcePermission(scope: Construct, target: SourceTarget, source: Source): LambdaPermission {
  return new LambdaPermission(scope, "permission", {
    count: countOf(target.when),
    action: "lambda:InvokeFunction",
    functionName: target.function.functionName,
    qualifier: target.qualifier,
    sourceAccount: target.accountId,
    ...source,
    lifecycle: replacedWith(target.function),
  });
}
