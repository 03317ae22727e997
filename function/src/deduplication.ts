/**
 * Has a handler process each event only once. It needs the packages `@aws-lambda-powertools/idempotency`,
 * `@aws-sdk/client-dynamodb`, and `@aws-sdk/lib-dynamodb`.
 *
 * @packageDocumentation
 */
import { IdempotencyConfig, makeIdempotent } from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import type { WorkMailEvent } from "./event";
import { type LogAttributes, logKeys, writeLog } from "./logger";
import type { WorkMailHandler } from "./observe";
import { wordOf } from "./word";

/** The options of {@link deduplicate}. */
export interface DeduplicationOptions {
  /**
   * Name of the DynamoDB table of processed events, with the partition key `id` (a string) and the time to live
   * attribute `expiration`.
   *
   * @default - the environment variable DEDUPLICATION_TABLE
   */
  readonly tableName?: string;
  /**
   * How many seconds an event is remembered after it was processed: 60 to 1209600 (14 days, as long as the failure
   * queue keeps events).
   *
   * Lambda retries an asynchronous event for up to 6 hours, and WorkMail a synchronous one for up to 4. A day is longer
   * than both.
   *
   * @default - the environment variable DEDUPLICATION_WINDOW_SECONDS, otherwise 86400
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
   */
  readonly windowSeconds?: number;
  /**
   * Whether the table stores the handler's result, so that a repeated call returns it. Otherwise a repeated call
   * returns `null`, and the table contains only hashes and times.
   *
   * A handler for a synchronous rule needs it, because `null` counts as a failed invocation. `recipients` in the result
   * are personal data, which the table keeps as long as the event; `allRecipients` is not personal data.
   *
   * The table stores JSON. A result that JSON cannot express, or that exceeds 400,000 bytes, is not stored: the event
   * is remembered without it, and the log contains the warning `Result not stored`.
   *
   * @default false
   */
  readonly storeResult?: boolean;
}

/**
 * The key of an event: WorkMail's `invocationId`; EventBridge's `id`; of an SES receipt record, the message and the
 * recipients that the rule matched, since two rules can call the function for one message. Otherwise the whole event.
 */
const EVENT_KEY = "invocationId || id || Records[0].ses.[mail.messageId, receipt.recipients] || @";

/**
 * Returns a handler that processes each event once, although WorkMail and Lambda can deliver it several times. The key
 * of an event is its `invocationId`, or otherwise the whole event; the table contains a hash of it. Without an
 * `invocationId`, two emails with the same sender, recipients, and subject are one event within the window. The key of
 * an SES sending event is its `id`, and that of an SES receipt record its `messageId` with the rule's recipients.
 *
 * - A repeated call does not run the handler. It is logged as `Email processed already`.
 * - While the first call runs, another one throws an IdempotencyAlreadyInProgressError: Lambda or WorkMail retries it
 *   later, when the result of the first is known.
 * - If the handler throws, the event is forgotten, so that the next call processes it.
 * - If the function is stopped or times out, the first call after the function's time limit processes the event.
 * - If DynamoDB cannot be reached, the call throws before the handler runs.
 * - If DynamoDB fails afterwards, the call ends as the handler did, because a retry would repeat its work.
 *   The log contains the warning `Event not remembered`. Until the function's time limit, other calls throw as above.
 *
 * Exactly once is impossible: a handler that failed halfway repeats what it did before.
 *
 * @param handler a handler of `createHandler`, or any other that returns a promise
 * @param options the table, the window, and whether results are stored
 * @throws Error that lists every option that is missing or out of its range
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/
 */
export const deduplicate = <Result>(
  handler: WorkMailHandler<Result>,
  options: DeduplicationOptions = {},
): WorkMailHandler<Result | null> => {
  const { tableName, windowSeconds } = settings(options);
  const persistenceStore = new DynamoDBPersistenceLayer({ tableName });
  const config = new IdempotencyConfig({
    eventKeyJmesPath: EVENT_KEY,
    expiresAfterSeconds: windowSeconds,
    hashFunction: "sha256",
  });
  let isFirstCall = true;

  return async (event, context) => {
    const coldStart = isFirstCall;
    isFirstCall = false;
    const log = (level: "INFO" | "WARN", message: string, attributes?: LogAttributes) =>
      writeLog(logKeys(context, coldStart), level, message, {
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
    // The handler's error comes before an error of forgetting its event.
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

/** DynamoDB takes 400 KB for one item: this leaves room for its other attributes. */
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
  const errors: string[] = [];
  if (!tableName) {
    errors.push("tableName (DEDUPLICATION_TABLE) must be the name of a DynamoDB table, got: nothing");
  }
  if (!Number.isInteger(windowSeconds) || windowSeconds < 60 || windowSeconds > 1_209_600) {
    errors.push(
      `windowSeconds (DEDUPLICATION_WINDOW_SECONDS) must be a whole number from 60 to 1209600, got: ${given}`,
    );
  }
  if (errors.length > 0) {
    throw new Error(errors.join("; "));
  }
  return { tableName: tableName!, windowSeconds };
};
