/** Errors of the runtime, by the names under which Lambda reports them. */

class RuntimeError extends Error {
  get name() {
    return `Runtime.${this.constructor.name}`;
  }
}

export class ImportModuleError extends RuntimeError {}
export class HandlerNotFound extends RuntimeError {}
export class MalformedHandlerName extends RuntimeError {}
export class UserCodeSyntaxError extends RuntimeError {}
export class CallbackHandlerDeprecated extends RuntimeError {}
export class UnhandledPromiseRejection extends RuntimeError {}

/**
 * An error as it goes to the Runtime API.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror
 */
export function errorBody(error) {
  return error instanceof Error
    ? {
        errorType: error.name,
        errorMessage: error.message,
        trace: error.stack?.split("\n") ?? [],
      }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };
}
