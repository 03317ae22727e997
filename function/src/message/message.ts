import type { IncomingMessage } from "node:http";
import type { Email } from "../email";
import type { EmailSource } from "../email-source";
import type { SynchronousEmail } from "../synchronous/synchronous-email";
import { awsRequest, bodyOf } from "./aws-request";
import type { MessageError } from "./errors";
import { type MessageHeaders, readHeaders } from "./headers";

/** How a message's content is asked for. */
export interface MessageOptions {
  /**
   * Ends requests that take too long: a synchronous handler passes its own on.
   *
   * @default - requests end with the function
   */
  readonly signal?: AbortSignal;
}

/** The content of an email, which WorkMail keeps for 24 hours. */
export class Message {
  /** @param messageId The `messageId` of the event: 1 to 120 characters of `a-z`, `0-9`, and `-`. */
  constructor(
    protected readonly messageId: string,
    protected readonly options: MessageOptions = {},
  ) {
    if (!/^[a-z0-9-]{1,120}$/.test(messageId)) {
      throw new Error(`messageId: expected 1 to 120 characters of a-z, 0-9, and -, found ${messageId.length}`);
    }
  }

  /**
   * Returns the whole message as it was sent, in MIME: up to 40 MB.
   *
   * @throws {MessageError} `ResourceNotFoundException` after 24 hours
   * @see https://docs.aws.amazon.com/workmail/latest/APIReference/API_messageflow_GetRawMessageContent.html
   */
  async getRawMessageContent(): Promise<Uint8Array<ArrayBuffer>> {
    return this.request("GET", bodyOf);
  }

  /**
   * Returns the headers without loading the rest.
   *
   * @throws {MessageError} `ResourceNotFoundException` after 24 hours
   */
  async getHeaders(): Promise<MessageHeaders> {
    return this.request("GET", readHeaders);
  }

  protected request<Result>(
    method: string,
    read: (response: IncomingMessage) => Promise<Result>,
    body?: string,
  ): Promise<Result> {
    const service = "workmailmessageflow";
    const url = `${endpointOf(service) ?? awsOf(service)}/messages/${this.messageId}`;
    return awsRequest({ service, method, url, body, ...this.options }, read);
  }
}

/** The content of an email that waits for the answer, and can be replaced. */
export class SynchronousMessage extends Message {
  /**
   * Replaces the content: writes it to the bucket that the environment variable UPDATED_CONTENT_BUCKET names, and
   * notifies WorkMail.
   *
   * @param content The whole message in MIME.
   * @returns `frozen` when WorkMail takes no new content, because the email was redirected
   * @throws {MessageError} `MessageRejected` or `InvalidContentLocation`, or S3's own
   * @see https://docs.aws.amazon.com/workmail/latest/APIReference/API_messageflow_PutRawMessageContent.html
   */
  async putRawMessageContent(content: Uint8Array<ArrayBuffer>): Promise<"replaced" | "frozen"> {
    const { UPDATED_CONTENT_BUCKET: bucket = "" } = process.env;
    if (!/^[a-z0-9][a-z0-9-]{2,62}$/.test(bucket)) {
      throw new Error(
        `UPDATED_CONTENT_BUCKET: expected a bucket of 3 to 63 characters of a-z, 0-9, and -, found '${bucket}'`,
      );
    }
    // WorkMail allows neither a dot nor an underscore in the key.
    const key = `${this.messageId}/${crypto.randomUUID()}`;
    const endpoint = endpointOf("s3");
    const url = `${endpoint ? `${endpoint}/${bucket}` : awsOf(`${bucket}.s3`)}/${key}`;
    await awsRequest({ service: "s3", method: "PUT", url, body: content, ...this.options }, bodyOf);
    try {
      await this.request("POST", bodyOf, JSON.stringify({ content: { s3Reference: { bucket, key } } }));
    } catch (error) {
      if ((error as MessageError | undefined)?.code === "MessageFrozen") {
        return "frozen";
      }
      throw error;
    }
    return "replaced";
  }
}

/**
 * Returns the endpoint that the environment names instead of AWS's own, under the SDK's names.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
const endpointOf = (service: string): string | undefined =>
  (process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || process.env.AWS_ENDPOINT_URL)?.replace(/\/$/, "");

const awsOf = (host: string): string => `https://${host}.${process.env.AWS_REGION}.amazonaws.com`;

/**
 * Returns the content of an email: to be read, and to be replaced when the email waits for the answer.
 *
 * @throws {Error} when the event has no `messageId`, as the oldest events have none, or is not WorkMail's
 */
export function messageOf(email: SynchronousEmail, options?: MessageOptions): SynchronousMessage;
export function messageOf(email: Email, options?: MessageOptions): Message;
export function messageOf(email: Email | SynchronousEmail, options?: MessageOptions): Message {
  // In JavaScript, no compiler refuses an email of Amazon SES, whose messageId looks the same.
  if ((email.source as EmailSource) !== "workmail") {
    throw new Error(`WorkMail has no content of an email from ${email.source as EmailSource}`);
  }
  const Content = "runSynchronously" in email ? SynchronousMessage : Message;
  return new Content(email.messageId ?? "", options);
}
