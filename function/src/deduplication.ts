import { IdempotencyConfig, makeIdempotent } from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import type { WorkMailEvent } from "./event";
import { JsonLogger, logKeys } from "./logger";
import type { WorkMailHandler } from "./observe";

type PersistenceLayer = DynamoDBPersistenceLayer;
type Json = Parameters<PersistenceLayer["saveSuccess"]>[1];

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
 * rule,
 *   tries again later, when it is known what became of the first.
 * - When the handler throws, the event is forgotten, so that the next call processes it.
 * - When the function dies or runs out of time, the next call after the function's time limit processes it.
 * - When DynamoDB cannot be reached, the call throws before the handler has done anything.
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
  const persistenceStore = new Records(tableName, options.storeResult ?? false);
  const config = new IdempotencyConfig({
    eventKeyJmesPath: "invocationId || @",
    expiresAfterSeconds: windowSeconds,
    hashFunction: "sha256",
  });
  let isFirstCall = true;

  return async (event, context) => {
    const coldStart = isFirstCall;
    isFirstCall = false;
    let isRepeated = true;
    const once = makeIdempotent(
      (...call: Parameters<typeof handler>) => {
        isRepeated = false;
        return handler(...call);
      },
      { persistenceStore, config },
    );
    const result = (await once(event, context)) as Result | undefined;
    if (!isRepeated) {
      return result as Result;
    }

    const { invocationId } = event as WorkMailEvent;
    new JsonLogger(logKeys(context, coldStart)).info("Email processed already", { email: { invocationId } });
    return result ?? null;
  };
};

/** The table's records. */
class Records extends DynamoDBPersistenceLayer {
  readonly #storeResult: boolean;

  constructor(tableName: string, storeResult: boolean) {
    super({ tableName });
    this.#storeResult = storeResult;
  }

  override saveSuccess(data: Json, result: Json): Promise<void> {
    return super.saveSuccess(data, this.#storeResult ? asJson(result) : undefined);
  }
}

/** As Lambda returns it. DynamoDB would refuse members that are undefined, after the event was processed. */
const asJson = (result: Json): Json =>
  result === undefined ? undefined : (JSON.parse(JSON.stringify(result)) as Json);

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
