import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { commandLine } from "../../modules/command-line";
import { UserError } from "../../modules/user-error";
import type { AwsClients } from "./clients";

/** CloudWatch Logs takes a while to show a line, and others may overtake it. */
const LATE_MS = 60_000;

/** A line in a log group. */
export interface LogLine {
  readonly region: string;
  readonly logGroup: string;
  readonly logStream: string;
  /** In milliseconds since 1970. */
  readonly time: number;
  readonly message: string;
}

/** The lines to read. */
export interface LogSelection {
  readonly logGroup: string;
  /** The time of the first line, in milliseconds since 1970. */
  readonly since: number;
  /** Filter pattern of CloudWatch Logs. @default - every line */
  readonly filter?: string;
}

/** A log group that is read again and again: each time, the lines that are new. */
export class LogTail {
  #from: number;
  /** The times of lines that were read, by their IDs. */
  readonly #read = new Map<string, number>();

  constructor(
    readonly aws: AwsClients,
    readonly selection: LogSelection,
    readonly signal: AbortSignal,
  ) {
    this.#from = selection.since;
  }

  /**
   * Returns the lines that were not read before, by time.
   *
   * @throws UserError when there is no such log group, or AWS does not take the filter
   * @throws AwsRefusal
   */
  async *newLines(): AsyncGenerator<LogLine> {
    let newest = this.#from;
    for await (const events of this.#pages()) {
      const times = events.map(({ timestamp = 0 }) => timestamp);
      newest = times.reduce((one, other) => Math.max(one, other), newest);
      for (const { eventId = "", timestamp: time = 0, message = "", logStreamName: logStream = "" } of events) {
        if (!this.#read.has(eventId)) {
          this.#read.set(eventId, time);
          yield { region: this.aws.region, logGroup: this.selection.logGroup, logStream, time, message };
        }
      }
    }
    this.#from = Math.max(this.#from, newest - LATE_MS);
    for (const [id, time] of this.#read) {
      if (time < this.#from) {
        this.#read.delete(id);
      }
    }
  }

  async *#pages() {
    const { logGroup, filter } = this.selection;
    let nextToken: string | undefined;
    do {
      const input = { logGroupName: logGroup, startTime: this.#from, filterPattern: filter, nextToken };
      const page = await this.aws
        .ask("logs:FilterLogEvents", CloudWatchLogsClient, (logs) =>
          logs.send(new FilterLogEventsCommand(input), { abortSignal: this.signal }),
        )
        .catch((error: Error) => {
          throw this.#explained(error);
        });
      yield (page.events ?? []).sort((one, other) => (one.timestamp ?? 0) - (other.timestamp ?? 0));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }

  #explained(error: Error): Error {
    const { logGroup, filter } = this.selection;
    const { region } = this.aws;
    switch (error.name) {
      case "ResourceNotFoundException":
        return new UserError(
          `There is no log group ${logGroup} in ${region} in the account of these credentials. Next: ${commandLine(["verify"])}`,
        );
      case "InvalidParameterException":
        return new UserError(
          `CloudWatch Logs does not take the filter ${JSON.stringify(filter)} for ${logGroup} in ${region}: ${error.message}`,
        );
      case "InvalidOperationException":
        return new UserError(
          `CloudWatch Logs does not show ${logGroup} in ${region} here: ${error.message} Next: read it with CloudWatch Logs Insights, as log groups of the class INFREQUENT_ACCESS are.`,
        );
      default:
        return error;
    }
  }
}

/** Merges lines that are in order by time each. */
export async function* byTime(sources: readonly AsyncGenerator<LogLine>[]): AsyncGenerator<LogLine> {
  const heads = await Promise.all(sources.map(headOf));
  for (;;) {
    const [first] = heads
      .flatMap((head, index) => (head === undefined ? [] : [{ ...head, index }]))
      .sort((one, other) => one.line.time - other.line.time);
    if (first === undefined) {
      return;
    }
    yield first.line;
    heads[first.index] = await headOf(first.rest);
  }
}

/** Returns the next line, and what follows it; undefined at the end. */
async function headOf(rest: AsyncGenerator<LogLine>) {
  const next = (await rest.next()) as IteratorResult<LogLine, undefined>;
  return next.done === true ? undefined : { line: next.value, rest };
}
