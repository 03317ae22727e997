import { Token } from "cdktf";
import { LOCK_FILE, LOCKED_RELEASE, NEWEST_RUNTIME, NEWEST_RUNTIME_SINCE, OLDEST_RUNTIME } from "../runtime";
import { isSet } from "../tokens/condition";
import { expression } from "../tokens/expression";

/**
 * The release of the AWS provider, as its major and minor version: no function of Terraform returns it. The lock file
 * is known at plan even where Terraform reads data sources only during apply. Null without one.
 */
const RELEASE = `try(regex(${JSON.stringify(LOCKED_RELEASE)}, file("\${path.root}/${LOCK_FILE}")), null)`;

const { major, minor } = NEWEST_RUNTIME_SINCE;
const KNOWS_NEWEST = `try(${RELEASE}[0] * 1000 + ${RELEASE}[1] >= ${major * 1000 + minor}, false)`;
const DEFAULT = `(${KNOWS_NEWEST} ? "${NEWEST_RUNTIME}" : "${OLDEST_RUNTIME}")`;
const VERSION = `try(join(".", ${RELEASE}), "none")`;
const REASON = `"${NEWEST_RUNTIME} needs the AWS provider ${major}.${minor}; ${LOCK_FILE} has \${${VERSION}}"`;

/** Expressions that the Terraform module names. */
export const RUNTIME_EXPRESSIONS = { release: RELEASE, version: VERSION, initial: DEFAULT };

/** Returns the runtime that is set, or the newest that the AWS provider accepts, and the reason for it. */
export function runtimeOf(given: string | undefined): { readonly runtime: string; readonly reason: string } {
  const ours = "runtime is set";
  if (given === undefined) {
    return { runtime: `\${${DEFAULT}}`, reason: `\${${REASON}}` };
  }
  return Token.isUnresolved(given)
    ? {
        runtime: Token.asString(expression(["coalesce(", `, ${DEFAULT})`], given)),
        reason: Token.asString(expression(["(", ` ? "${ours}" : ${REASON})`], isSet(given))),
      }
    : { runtime: given, reason: ours };
}
