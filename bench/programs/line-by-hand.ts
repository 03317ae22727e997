import type { WorkMailEvent } from "../../function/src/event";

const { AWS_LAMBDA_FUNCTION_NAME: service, AWS_REGION: region } = process.env;

/** The parts of the default handler's line that differ from email to email. */
export interface LineParts {
  readonly event: WorkMailEvent;
  /** In lower case. */
  readonly domains: readonly string[];
  readonly coldStart: boolean;
  readonly requestId: string;
  readonly traceId: string;
  readonly time: string;
  readonly milliseconds: number;
}

/** Returns the default handler's line of an email that was processed, made of template strings. */
export function lineOf({ event, domains, coldStart, requestId, traceId, time, milliseconds }: LineParts): string {
  const { messageId, invocationId, flowDirection, truncated, envelope } = event;
  const count = envelope.recipients.length;
  const named = domains.length === 0 ? "" : `"${domains.slice(0, 10).join('","')}"`;
  const ids = `${ifThere("messageId", messageId)}${ifThere("invocationId", invocationId)}${ifThere("flowDirection", flowDirection)}`;
  return `{"level":"INFO","message":"Email processed","timestamp":"${time}","service":"${service}","cold_start":${coldStart},"function_request_id":"${requestId}","xray_trace_id":"${traceId}","email":{${ids}"region":"${region}","recipients":${count},"domains":[${named}],"domainCount":${domains.length},"truncated":${!!truncated}},"ColdStarts":${coldStart ? 1 : 0},"Emails":1,"Recipients":${count},"TruncatedEmails":${truncated ? 1 : 0},"FunctionName":"${service}","_aws":{"Timestamp":${milliseconds},"CloudWatchMetrics":[{"Namespace":"WorkMailLambda","Dimensions":[["FunctionName"]],"Metrics":[{"Name":"ColdStarts","Unit":"Count"},{"Name":"Emails","Unit":"Count"},{"Name":"Recipients","Unit":"Count"},{"Name":"TruncatedEmails","Unit":"Count"}]}]}}\n`;
}

function ifThere(name: string, value: string | null | undefined): string {
  return value ? `"${name}":"${value}",` : "";
}

/** Writes a line, and returns when stdout has taken it, as the default handler does. */
export async function write(line: string): Promise<void> {
  const { stdout } = process;
  stdout.write(line);
  if (stdout.writableLength) {
    await new Promise((taken) => stdout.write("", taken));
  }
}
