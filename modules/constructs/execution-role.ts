import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { type IResolvable, Token } from "cdktf";
import { Construct } from "constructs";
import type { PropRule } from "../tokens/check-rules";
import { attributeOf, both, type Condition, countOf, either, isSet, not } from "../tokens/condition";
import { expression } from "../tokens/expression";
import { byCaller } from "./by-caller";
import { type Grant, grantWhenSet, policyOfGrants, type Statement } from "./policy-document";

/** The props of {@link ExecutionRole}. */
export interface ExecutionRoleProps {
  /** Whether the role is created, where only Terraform knows. @default true */
  readonly when?: Condition;
  /** Name of the role, unique in the account: roles do not belong to a Region. */
  readonly roleName: string;
  /** ARN of the function that will have the role. */
  readonly functionArn: string;
  /** Region of the function. */
  readonly region: string;
  /** ARN of the log group that the function writes to. */
  readonly logGroupArn: string;
  /** Path of the role. @default "/" */
  readonly path?: string;
  /** ARN of the policy that limits the role. @default - no permissions boundary */
  readonly permissionsBoundaryArn?: string;
  /** ARN of the key that encrypts the environment variables. @default - a key that AWS owns */
  readonly kmsKeyArn?: string;
  /** Whether WorkMail may invoke the function. @default true */
  readonly workMail?: Condition;
  /** Whether the function is in a VPC. */
  readonly inVpc: Condition;
  /** Further permissions of the function. @default - none */
  readonly grants?: readonly Grant[];
  /** Statements that only Terraform knows, as a list. @default - none */
  readonly moreStatements?: IResolvable;
  /** Tags of the role. @default - none */
  readonly tags?: { readonly [key: string]: string };
}

/**
 * The role of the function. Its only policy allows writing to the function's own log group, sending traces to X-Ray,
 * and the grants that are passed to it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
export class ExecutionRole extends Construct {
  /** The role. */
  readonly role: IamRole;
  /** ARN of the role; null if Terraform does not create it. */
  readonly arn: string;
  /** The policy of the role: it must exist before the function is invoked. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: ExecutionRoleProps) {
    super(scope, id);

    const count = countOf(props.when ?? true);
    this.role = new IamRole(this, "Default", {
      count,
      name: props.roleName,
      description: byCaller(
        props.workMail ?? true,
        "Runs the function that Amazon WorkMail calls",
        "Runs the function that Amazon SES calls",
      ),
      path: props.path,
      permissionsBoundary: props.permissionsBoundaryArn,
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "lambda.amazonaws.com" },
            Action: "sts:AssumeRole",
          },
        ],
      }),
      tags: props.tags,
    });

    this.arn = attributeOf(this.role, "arn");
    this.policy = new IamRolePolicy(this, "policy", {
      count,
      name: "function",
      // The ID, not the name: it is unknown while the role is replaced, so that its policy follows.
      role: attributeOf(this.role, "id"),
      policy: policyOfGrants(
        [
          {
            when: true,
            statements: [
              {
                Sid: "WriteOwnLogStreams",
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: `${props.logGroupArn}:log-stream:*`,
              },
              // X-Ray knows no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
              {
                Sid: "SendTraces",
                Effect: "Allow",
                Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
                Resource: "*",
              },
            ],
          },
          grantWhenSet(props.kmsKeyArn, (kmsKeyArn) => [
            {
              Sid: "DecryptEnvironmentVariables",
              Effect: "Allow",
              Action: "kms:Decrypt",
              Resource: kmsKeyArn,
              // Lambda decrypts them with this context, of every version alike, before the code starts.
              Condition: {
                StringEquals: {
                  "kms:ViaService": `lambda.${props.region}.amazonaws.com`,
                  "kms:EncryptionContext:aws:lambda:FunctionArn": props.functionArn,
                },
              },
            },
          ]),
          {
            when: props.inVpc,
            statements: networkStatements(props.functionArn),
          },
          ...(props.grants ?? []),
        ],
        props.moreStatements,
      ),
    });
  }
}

/** The role that the function runs as. */
export interface RoleChoice {
  readonly roleArn?: string;
  readonly createRole: boolean | IResolvable;
  readonly rolePath: string;
  readonly permissionsBoundaryArn?: string;
}

/** Returns whether a role is created. If createRole is false, Terraform need not know the ARN before it applies. */
export function createsRole({ createRole, roleArn }: RoleChoice): Condition {
  return both(createRole, not(isSet(roleArn)));
}

/** Returns the ARN of the role that the function runs as. */
export function roleArnOf({ roleArn }: RoleChoice, created: ExecutionRole | undefined): string {
  if (roleArn === undefined || created === undefined) {
    return created?.arn ?? roleArn!;
  }
  return Token.asString(expression`${isSet(roleArn)} ? ${roleArn} : ${created.arn}`);
}

/** Returns the rules of the choice between an existing role and one that is created. */
export function roleRules(choice: RoleChoice, accountId: string): PropRule[] {
  const { roleArn, createRole, rolePath, permissionsBoundaryArn } = choice;
  const hasPath = Token.isUnresolved(rolePath) ? expression`${rolePath} != "/"` : rolePath !== "/";
  return [
    {
      holds: either(createRole, isSet(roleArn)),
      error: "'createRole: false' needs 'roleArn'",
      errorAtPlan: "create_role = false needs role_arn.",
    },
    {
      holds: either(createsRole(choice), not(either(hasPath, isSet(permissionsBoundaryArn)))),
      error: "'rolePath' and 'permissionsBoundaryArn' are for a role that is created, not for 'roleArn'",
      errorAtPlan: "role_path and permissions_boundary_arn are for a role that is created, not for role_arn.",
    },
    {
      holds:
        roleArn === undefined || either(not(isSet(roleArn)), expression`split(":", ${roleArn})[4] == ${accountId}`),
      error: "'roleArn' must be a role of the function's account",
      errorAtPlan: `role_arn must be a role of the function's account, ${accountId}.`,
    },
  ];
}

/** The actions of Lambda, as the role, to connect a function to a VPC. */
export const NETWORK_ACTIONS = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses",
];

/**
 * Lambda makes the network interfaces of a function in a VPC, as the role and
 * before their ARNs are known. The function's own code must not.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
function networkStatements(functionArn: string): Statement[] {
  const network = { Action: NETWORK_ACTIONS, Resource: "*" };
  return [
    { Sid: "ManageNetworkInterfaces", Effect: "Allow", ...network },
    {
      Sid: "KeepCodeOffNetworkInterfaces",
      Effect: "Deny",
      ...network,
      Condition: { ArnEquals: { "lambda:SourceFunctionArn": functionArn } },
    },
  ];
}
