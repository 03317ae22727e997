import type { ProcessEnd } from "../processes/processes";
import type { FunctionError } from "./runtime-api";

/** The signals' names as Lambda writes them. */
const SIGNALS: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: "aborted",
  SIGINT: "interrupt",
  SIGKILL: "killed",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
  SIGTRAP: "trace/breakpoint trap",
};

/**
 * A process that ended before it had answered, or that was killed for its memory.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
 */
export function exitError(requestId: string, { code, signal }: ProcessEnd, outOfMemory: boolean): FunctionError {
  const reason =
    signal !== null
      ? `with error: signal: ${SIGNALS[signal] ?? signal}`
      : code === 0
        ? "without providing a reason"
        : `with error: exit status ${code}`;
  return {
    errorType: outOfMemory ? "Runtime.OutOfMemory" : "Runtime.ExitError",
    errorMessage: `RequestId: ${requestId} Error: Runtime exited ${reason}`,
  };
}

/** A function that has not answered within its time. */
export function timeoutError(requestId: string, limitMs: number): FunctionError {
  return {
    errorType: "Sandbox.Timedout",
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`,
  };
}
