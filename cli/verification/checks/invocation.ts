import { askAws } from "../../aws/ask-aws";
import { withInvoke } from "../../aws/invoke-function";
import { asked, type Check, compared, type Context, isServiceError } from "../check";

/** Checks that the function handles an event, where there is one. */
export async function invocationChecks({ outputs, expected }: Context): Promise<Check[]> {
  const { event } = expected.given;
  if (event === undefined) {
    return [];
  }
  return asked("invocation", async () => {
    const { region, email_flow_rule_function_arn: functionName } = outputs;
    const failure = await withInvoke({ region, functionName }, (invoke) =>
      askAws("lambda:InvokeFunction", region, async () => {
        try {
          return await invoke(event);
        } catch (error) {
          if (!isCannotRun(error)) {
            throw error;
          }
          const { name, message } = error as Error;
          return { errorType: name, next: message };
        }
      }),
    );
    return [
      compared(
        "invocation",
        "no error",
        failure?.errorType ?? "no error",
        failure !== undefined && "next" in failure
          ? failure.next
          : `look at request ${failure?.requestId} in the log group`,
      ),
    ];
  });
}

/**
 * Whether Lambda answers that it cannot run the function, whoever asks: not that
 * the caller is not allowed to ask, or asks too often.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
 */
function isCannotRun(error: unknown): boolean {
  if (!isServiceError(error)) {
    return false;
  }
  const { name, $metadata, Reason } = error;
  if (name === "TooManyRequestsException") {
    return Reason === "ReservedFunctionConcurrentInvocationLimitExceeded";
  }
  // 401, 403: the caller. 400 is for credentials and signatures, too.
  return ($metadata.httpStatusCode ?? 0) >= 404;
}
