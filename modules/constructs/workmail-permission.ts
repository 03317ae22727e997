import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { TerraformIterator, Token } from "cdktf";
import { Construct } from "constructs";
import { expression } from "../tokens/expression";
import { ANY_ORGANIZATION, consoleUrl, ORGANIZATION_ID_PATTERN, organizationArn, workMailPrincipal } from "../workmail";
import { replacedWith } from "./replaced-with";

/** The props of {@link WorkMailPermission}. */
export interface WorkMailPermissionProps {
  /** The function whose resource policy gets the statements. */
  readonly function: LambdaFunction;
  /** Alias or version that may be invoked: only this one. @default - the unqualified function */
  readonly qualifier?: string;
  /** Region of the function, and so of the organizations. */
  readonly region: string;
  /** Account of the function, and so of the organizations. */
  readonly accountId: string;
  /** IDs of the organizations that may invoke the function, or only `*` for every organization of the account. */
  readonly organizations: string[];
  /**
   * Account that must own the organization, in addition to the source ARN.
   * @default - only the source ARN is compared
   */
  readonly sourceAccount?: string;
}

/** Statement ID for any organization, as in AWS's instructions, and the prefix of the others. */
const STATEMENT = "AllowWorkMail";

/**
 * Lets WorkMail invoke a function, with one statement in the function's resource policy for each organization. Every
 * statement has a source: without one, the organization of any AWS customer could invoke the function.
 *
 * @see https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export class WorkMailPermission extends Construct {
  /** The service principal that WorkMail invokes functions as: `workmail.REGION.amazonaws.com`. */
  readonly principal: string;
  /** IDs of the statements, in the order of the organizations' IDs. */
  readonly statementIds: string[];
  /** Source ARNs of the statements, in the order of the organizations' IDs. */
  readonly organizationArns: string[];
  /** Console page of each organization, by its ID. */
  readonly consoleUrls: { [organization: string]: string };
  /** The console pages as indented lines, for the instructions. */
  readonly consoleUrlLines: string;

  constructor(scope: Construct, id: string, props: WorkMailPermissionProps) {
    super(scope, id);
    const { region, accountId, organizations, sourceAccount } = props;
    const each = TerraformIterator.fromList(organizations);
    const organization = each.value as string;

    this.principal = workMailPrincipal(region);
    const permission = new LambdaPermission(this, "Default", {
      forEach: each,
      statementId: statementId(organizations),
      action: "lambda:InvokeFunction",
      functionName: props.function.functionName,
      qualifier: props.qualifier,
      principal: this.principal,
      sourceArn: organizationArn(region, accountId, organization),
      sourceAccount,
      lifecycle: {
        // No create_before_destroy: Terraform would extend it to the function and its role, whose names are fixed.
        ...replacedWith(props.function),
        // Keeps statements that an earlier release or a person created under another ID.
        ignoreChanges: ["statement_id"],
        precondition: [
          {
            condition: `\${each.value == "${ANY_ORGANIZATION}" || can(regex("${ORGANIZATION_ID_PATTERN}", each.value))}`,
            errorMessage: `An organization ID is m- and 32 lowercase hexadecimal digits; given: ${organization}.`,
          },
        ],
      },
    });

    const statements = permission.fqn;
    const url = expression`trimsuffix(${consoleUrl(region, Token.asString(expression(["id"])))}, ${`/${ANY_ORGANIZATION}`})`;
    this.statementIds = Token.asList(expression`[for statement in ${statements} : statement.statement_id]`);
    this.organizationArns = Token.asList(expression`[for statement in ${statements} : statement.source_arn]`);
    this.consoleUrls = Token.asStringMap(expression`{for id, statement in ${statements} : id => ${url}}`);
    const line = `   ${Token.asString(url)}`;
    this.consoleUrlLines = Token.asString(expression`join("\\n", [for id, statement in ${statements} : ${line}])`);
  }
}

/**
 * Returns the ID of an organization's statement. It depends on nothing but the organization, so that an organization
 * that stays keeps its statement when others come and go.
 */
function statementId(organizations: string[]): string {
  if (Token.isUnresolved(organizations)) {
    return `\${each.value == "${ANY_ORGANIZATION}" ? "${STATEMENT}" : "${STATEMENT}-\${each.value}"}`;
  }
  return organizations[0] === ANY_ORGANIZATION ? STATEMENT : `${STATEMENT}-\${each.value}`;
}
