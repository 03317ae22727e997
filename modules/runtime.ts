/** The runtimes that AWS supports, newest last. @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
export const RUNTIMES = ["nodejs22.x", "nodejs24.x"] as const;

export const [OLDEST_RUNTIME, NEWEST_RUNTIME] = RUNTIMES;

/**
 * The first release of the AWS provider that accepts the newest runtime.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/44986
 */
export const NEWEST_RUNTIME_SINCE = { major: 6, minor: 19 } as const;

/** The file in which Terraform records the releases of providers. */
export const LOCK_FILE = ".terraform.lock.hcl";

/**
 * Finds the major and the minor version of the AWS provider in a lock file, in the syntax of Terraform and of
 * JavaScript.
 *
 * @see https://developer.hashicorp.com/terraform/language/files/dependency-lock
 */
export const LOCKED_RELEASE = String.raw`/hashicorp/aws\W+version\W+(\d+)\.(\d+)`;

/** Returns the runtime of a function whose settings name none, as Terraform chooses it. */
export function defaultRuntime(lockFile: string): string {
  const [, major, minor] = new RegExp(LOCKED_RELEASE).exec(lockFile) ?? [];
  return ordinal(Number(major), Number(minor)) >= ordinal(NEWEST_RUNTIME_SINCE.major, NEWEST_RUNTIME_SINCE.minor)
    ? NEWEST_RUNTIME
    : OLDEST_RUNTIME;
}

function ordinal(major: number, minor: number): number {
  return major * 1000 + minor;
}
