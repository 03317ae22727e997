/**
 * Has a handler process each event only once. It needs the packages `@aws-lambda-powertools/idempotency`,
 * `@aws-sdk/client-dynamodb`, and `@aws-sdk/lib-dynamodb`.
 *
 * @packageDocumentation
 */
import { IdempotencyConfig, makeIdempotent } from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import type { WorkMailEvent } from "./event";
import { JsonLogger, type LogAttributes, logKeys } from "./logger";
import type { WorkMailHandler } from "./observe";
import { wordOf } from "./word";

/** How repeated calls are recognized. */
export interface DeduplicationOptions {
  /**
   * Name of the DynamoDB table that remembers events: its partition key is `id`, a string, and its time to live is
   * `expiration`.
   *
   * @default - the environment variable DEDUPLICATION_TABLE
   */
  readonly tableName?: string;
  /**
   * How many seconds an event is remembered after it was processed, 60 to 1209600 (14 days, as long as the failure
   * queue keeps events).
   *
   * Lambda tries an asynchronous event again for up to 6 hours, and WorkMail's rule a synchronous one for up to 4: a
   * day is beyond both.
   *
   * @default - the environment variable DEDUPLICATION_WINDOW_SECONDS, otherwise 86400
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
   */
  readonly windowSeconds?: number;
  /**
   * Whether the table keeps what the handler returned, so that a repeated call gets it, too. Otherwise a repeated call
   * gets `null`, and the table holds hashes and times alone.
   *
   * A handler for a synchronous rule needs it: `null` is a failed invocation there. Mind that `recipients` in such an
   * answer are personal data, which then lie in the table for as long as the event is remembered; `allRecipients` are
   * none.
   *
   * The table keeps JSON. A result that cannot be written as JSON, or has more than 400,000 bytes in it, is not kept:
   * the event is remembered without it, and the log has a warning, `Result not stored`.
   *
   * @default false
   */
  readonly storeResult?: boolean;
}

/**
 * Has a handler process each event once, however often it comes: WorkMail and Lambda both call a function at least
 * once, and now and then once more. An event is known by its `invocationId` or, where it has none, by all of it; the
 * table gets a hash. Without an `invocationId`, two emails with the same sender, recipients and subject are one event
 * within the window.
 *
 * - A repeated call is answered without the handler, and logged as `Email processed already`.
 * - While the first call is at work, another one throws an IdempotencyAlreadyInProgressError: Lambda, or WorkMail's
 *   rule, tries again later, when it is known what became of the first.
 * - When the handler throws, the event is forgotten, so that the next call processes it.
 * - When the function dies or runs out of time, the next call after the function's time limit processes it.
 * - When DynamoDB cannot be reached, the call throws before the handler has done anything.
 * - When DynamoDB fails after that, the call ends as the handler did, since an error would have its work done again.
 *   The log has a warning, `Event not remembered`: until the function's time limit, other calls throw as above.
 *
 * Nothing can make it exactly once: what a handler has done before it died or failed, it does again.
 *
 * @param handler Made by `createHandler`, or any that takes an event and Lambda's context and returns a promise.
 * @throws {Error} with every setting that is missing or out of its range
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/
 */
export const deduplicate = <Result>(
  handler: WorkMailHandler<Result>,
  options: DeduplicationOptions = {},
): WorkMailHandler<Result | null> => {
  const { tableName, windowSeconds } = settings(options);
  const persistenceStore = new DynamoDBPersistenceLayer({ tableName });
  const config = new IdempotencyConfig({
    eventKeyJmesPath: "invocationId || @",
    expiresAfterSeconds: windowSeconds,
    hashFunction: "sha256",
  });
  let isFirstCall = true;

  return async (event, context) => {
    const coldStart = isFirstCall;
    isFirstCall = false;
    const log = (level: "INFO" | "WARN", message: string, attributes?: LogAttributes) =>
      new JsonLogger(logKeys(context, coldStart)).write(level, message, {
        email: { invocationId: wordOf((event as WorkMailEvent | null)?.invocationId) },
        ...attributes,
      });

    let outcome: { readonly result: Result } | { readonly thrown: unknown } | undefined;
    const once = makeIdempotent(
      async (...call: Parameters<typeof handler>) => {
        try {
          outcome = { result: await handler(...call) };
        } catch (thrown) {
          outcome = { thrown };
          throw thrown;
        }
        if (options.storeResult) {
          const { text, unstorable } = storable(outcome.result);
          if (unstorable) {
            await log("WARN", "Result not stored", { reason: unstorable });
          }
          return text;
        }
      },
      { persistenceStore, config },
    );

    let stored: unknown;
    try {
      stored = await once(event, context);
    } catch (error) {
      if (outcome === undefined) {
        throw error;
      }
      if ("result" in outcome) {
        // The work is done: an error would have it done again.
        await log("WARN", "Event not remembered", { reason: wordOf((error as Error).name) });
      }
    }
    // What the handler threw comes before what went wrong when its event was to be forgotten.
    if (outcome && "thrown" in outcome) {
      throw outcome.thrown;
    }
    if (outcome) {
      return outcome.result;
    }
    await log("INFO", "Email processed already");
    return restored(stored) as Result | null;
  };
};

/** What DynamoDB takes for one item is 400 KB: this leaves room for its other attributes. */
const LARGEST_RESULT_BYTES = 400_000;

/**
 * Returns a result as Lambda returns it, in JSON: DynamoDB would refuse large integers and members that are undefined,
 * after the event was processed.
 */
const storable = (result: unknown): { readonly text?: string; readonly unstorable?: string } => {
  let text: string | undefined;
  try {
    text = JSON.stringify(result);
  } catch {
    return { unstorable: "It cannot be written as JSON" };
  }
  return Buffer.byteLength(text ?? "") > LARGEST_RESULT_BYTES
    ? { unstorable: `It has more than ${LARGEST_RESULT_BYTES} bytes` }
    : { text };
};

/** Returns the result that a record holds: as JSON or, in a record of an earlier version, as it is. */
const restored = (stored: unknown): unknown => {
  if (typeof stored !== "string") {
    return stored ?? null;
  }
  try {
    return JSON.parse(stored);
  } catch {
    return stored;
  }
};

const settings = ({
  tableName = process.env.DEDUPLICATION_TABLE,
  windowSeconds: given = process.env.DEDUPLICATION_WINDOW_SECONDS || 86_400,
}: {
  readonly tableName?: string;
  readonly windowSeconds?: number | string;
}) => {
  const windowSeconds = Number(given);
  const faults: string[] = [];
  if (!tableName) {
    faults.push("tableName (DEDUPLICATION_TABLE) must be the name of a DynamoDB table, got: nothing");
  }
  if (!Number.isInteger(windowSeconds) || windowSeconds < 60 || windowSeconds > 1_209_600) {
    faults.push(
      `windowSeconds (DEDUPLICATION_WINDOW_SECONDS) must be a whole number from 60 to 1209600, got: ${given}`,
    );
  }
  if (faults.length > 0) {
    throw new Error(faults.join("; "));
  }
  return { tableName: tableName!, windowSeconds };
};
