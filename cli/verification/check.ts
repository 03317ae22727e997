import { isDeepStrictEqual } from "node:util";
import { AwsRefusal } from "../aws/ask-aws";
import type { AwsClients } from "../aws/clients";
import type { DeploymentOutputs } from "../deployments/deployment-outputs";
import { deploymentStep } from "../deployments/deployment-step";
import { type Attributes, differences } from "./attributes";
import type { Expected } from "./expectation";

/** The result of a check: one thing that AWS was asked, and whether it is as it should be. */
export interface Check {
  readonly subject: string;
  /** `unknown`: AWS could not be asked. */
  readonly state: "passed" | "failed" | "unknown";
  readonly expected?: unknown;
  readonly found?: unknown;
  /** The command that restores it, unless it passed. */
  readonly next?: string;
}

/** The inputs of a check. */
export interface Context {
  readonly aws: AwsClients;
  readonly outputs: DeploymentOutputs;
  readonly expected: Expected;
}

/** Asks AWS about one subject. */
export type CheckSubject = (context: Context) => Promise<Check[]>;

/** Compares a value. */
export function compared(subject: string, expected: unknown, found: unknown, next = deploymentStep()): Check {
  return isDeepStrictEqual(expected, found)
    ? { subject, state: "passed", expected, found }
    : { subject, state: "failed", expected, found: found ?? null, next };
}

/**
 * Compares a resource, attribute by attribute. A failed check has only the
 * attributes that differ.
 *
 * @param name by which a missing resource is known
 * @param found undefined when AWS has none
 */
export function comparedResource(
  subject: string,
  name: string | undefined,
  expected: Attributes,
  found: Attributes | undefined,
  next = deploymentStep(),
): Check {
  if (found === undefined) {
    return { subject, state: "failed", expected: name, found: null, next };
  }
  const different = differences(expected, found);
  return different === undefined
    ? { subject, state: "passed", expected, found }
    : { subject, state: "failed", ...different, next };
}

/**
 * Reports a check as unknown when only this call is denied.
 *
 * @throws what keeps every call from succeeding
 */
export async function asked(subject: string, ask: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AwsRefusal ? !error.ofThisAction : !isServiceError(error)) {
      throw error;
    }
    return [{ subject, state: "unknown", next: (error as Error).message }];
  }
}

interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };
  readonly Reason?: string;
}

/** Whether the service has answered with this error. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "$metadata" in error;
}

const MISSING = [
  "ResourceNotFoundException",
  "ResourceNotFound",
  "NoSuchEntity",
  "NoSuchEntityException",
  "NotFoundException",
  "NotFound",
  "QueueDoesNotExist",
  "OrganizationNotFoundException",
  "DashboardNotFoundError",
  "NoSuchBucket",
  "NoSuchBucketPolicy",
  "NoSuchPublicAccessBlockConfiguration",
  "NoSuchLifecycleConfiguration",
  "OwnershipControlsNotFoundError",
  "ServerSideEncryptionConfigurationNotFoundError",
  "RuleDoesNotExistException",
  "RuleSetDoesNotExistException",
  "RuleDoesNotExist",
  "RuleSetDoesNotExist",
];

/** Returns the answer; undefined when AWS says that there is no such thing. */
export async function orMissing<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (MISSING.includes((error as Error).name)) {
      return undefined;
    }
    throw error;
  }
}
