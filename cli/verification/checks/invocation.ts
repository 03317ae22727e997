import { askAws } from "../../aws/ask-aws";
import { withInvoke } from "../../aws/invoke-function";
import { deploymentStep } from "../../deployments/deployment-step";
import { asked, type Check, compared, type Context, isServiceError } from "../check";
import { DISPOSITION, dispositionIn } from "../disposition";
import { receiptRuleOf } from "./ses";

/** Checks that the function handles an event, where there is one. */
export async function invocationChecks(context: Context): Promise<Check[]> {
  const { outputs, expected } = context;
  const { event } = expected.given;
  if (event === undefined) {
    return [];
  }
  let answer: unknown;
  const checks = await asked("invocation", async () => {
    const { region, email_flow_rule_function_arn: functionName } = outputs;
    const failure = await withInvoke({ region, functionName }, (invoke) =>
      askAws("lambda:InvokeFunction", region, async () => {
        try {
          return await invoke(event, (payload) => (answer = payload));
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
  const isAnswered = checks.every(({ state }) => state === "passed") && isReceipt(event);
  return [...checks, ...(isAnswered ? await dispositionChecks(context, answer) : [])];
}

function isReceipt(event: unknown): boolean {
  return Array.isArray((event as { readonly Records?: unknown } | null)?.Records);
}

/** Checks the answer to a receipt rule that waits for one. The answer itself could be anything: it is not printed. */
async function dispositionChecks(context: Context, answer: unknown): Promise<Check[]> {
  return asked("answer", async () => {
    const { invocation_types = [] } = (await receiptRuleOf(context)) ?? {};
    return invocation_types.includes("RequestResponse")
      ? [
          compared(
            "answer",
            dispositionIn(answer) ?? DISPOSITION,
            dispositionIn(answer),
            `use a handler of createSynchronousHandler, then ${deploymentStep()}`,
          ),
        ]
      : [];
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
