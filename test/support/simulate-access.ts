import { runSimulation } from "@cloud-copilot/iam-simulate";

/** A principal, an action, and the policies that decide. */
export interface AccessRequest {
  /** ARN of a role or user, or the name of a service. */
  readonly principal: string;
  readonly action: string;
  /** ARN of what it is done to; `*` where the action knows no resources. */
  readonly resource: string;
  /** Account of the resource. */
  readonly accountId: string;
  /** The context of the request, such as aws:SourceArn. @default - nothing */
  readonly context?: Record<string, string>;
  /** Policies of the principal, by name. @default - none */
  readonly identityPolicies?: Record<string, unknown>;
  /** @default - none */
  readonly permissionsBoundary?: unknown;
  /** Policy of the resource. @default - none */
  readonly resourcePolicy?: unknown;
}

/**
 * The decision of IAM, by a simulator of it.
 *
 * @throws Error when the simulator takes a policy or the request for invalid,
 *   or leaves a part of the context out: it would then deny for another reason
 */
export async function simulateAccess(
  request: AccessRequest,
): Promise<"Allowed" | "ImplicitlyDenied" | "ExplicitlyDenied"> {
  const { principal, action, resource, accountId, context = {} } = request;
  const outcome = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId },
        contextVariables: context,
      },
      identityPolicies: Object.entries(request.identityPolicies ?? {}).map(([name, policy]) => ({ name, policy })),
      permissionBoundaryPolicies:
        request.permissionsBoundary === undefined
          ? undefined
          : [{ name: "boundary", policy: request.permissionsBoundary }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: request.resourcePolicy,
    },
    {},
  );
  if (outcome.resultType !== "single") {
    throw new Error(`No simulation: ${JSON.stringify(outcome)}`);
  }
  const { ignoredContextKeys = [] } = outcome.result;
  if (ignoredContextKeys.length > 0) {
    throw new Error(`${action} knows no ${ignoredContextKeys.join(", ")}`);
  }
  return outcome.overallResult;
}
