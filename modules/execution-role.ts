import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { whenSet } from "./when-set";

export interface ExecutionRoleProps {
  /** Name of the role: one account holds the roles of all Regions. */
  readonly roleName: string;
  /** ARN of the log group whose streams the function writes. */
  readonly logGroupArn: string;
  /** @default "/" */
  readonly path?: string;
  /** @default - no boundary */
  readonly permissionsBoundaryArn?: string;
  /** Key that encrypts the environment variables. @default - a key that AWS owns */
  readonly kmsKeyArn?: string;
  /** Subnets of the function. @default - the function is in no VPC */
  readonly subnetIds?: string[];
  readonly tags?: { readonly [key: string]: string };
}

/**
 * The role as which the function runs. Its policies name what it writes to:
 * the streams of its own log group, and X-Ray, which has no resources.
 */
export class ExecutionRole extends Construct {
  readonly role: IamRole;
  /** What must exist before the function is called. */
  readonly policies: readonly IamRolePolicy[];

  constructor(scope: Construct, id: string, props: ExecutionRoleProps) {
    super(scope, id);

    this.role = new IamRole(this, "Default", {
      name: props.roleName,
      description: "Runs the function that Amazon WorkMail calls",
      path: props.path,
      permissionsBoundary: props.permissionsBoundaryArn,
      assumeRolePolicy: policy({
        Action: "sts:AssumeRole",
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
      }),
      tags: props.tags,
    });

    this.policies = [
      this.allow("logs", {
        Sid: "WriteOwnLogStreams",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Effect: "Allow",
        Resource: `${props.logGroupArn}:log-stream:*`,
      }),
      // X-Ray knows no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
      this.allow("tracing", {
        Sid: "SendTraces",
        Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
        Effect: "Allow",
        Resource: "*",
      }),
      ...whenSet(props.kmsKeyArn, (kmsKeyArn, count) =>
        this.allow(
          "key",
          {
            Sid: "DecryptEnvironmentVariables",
            Action: "kms:Decrypt",
            Effect: "Allow",
            Resource: kmsKeyArn,
          },
          count,
        ),
      ),
      // Interfaces are made before their ARNs are known: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
      ...whenSet(props.subnetIds, (_, count) =>
        this.allow(
          "network",
          {
            Sid: "ManageNetworkInterfaces",
            Action: [
              "ec2:AssignPrivateIpAddresses",
              "ec2:CreateNetworkInterface",
              "ec2:DeleteNetworkInterface",
              "ec2:DescribeNetworkInterfaces",
              "ec2:DescribeSubnets",
              "ec2:UnassignPrivateIpAddresses",
            ],
            Effect: "Allow",
            Resource: "*",
          },
          count,
        ),
      ),
    ];
  }

  /** Gives the role one policy that allows one thing. */
  private allow(name: string, statement: object, count?: number) {
    return new IamRolePolicy(this, name, {
      name,
      role: this.role.name,
      policy: policy(statement),
      count,
    });
  }
}

function policy(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
