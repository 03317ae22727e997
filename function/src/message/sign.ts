import { createHmac, hash } from "node:crypto";

/** A request whose path needs no encoding: letters, digits, `-`, and `/`. */
export interface UnsignedRequest {
  /** The service's name in the signature. */
  readonly service: string;
  readonly method: string;
  readonly url: string;
  readonly body?: string | Uint8Array;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/**
 * Returns the headers that sign a request with Signature Version 4, with the credentials and the Region that Lambda
 * sets in the environment. The SDK's signer would make up half of the deployment package.
 *
 * @throws {Error} when there are no credentials
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const signed = ({ service, method, url, body = "" }: UnsignedRequest, now = new Date()) => {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token, AWS_REGION } = process.env;
  if (!id || !secret || !AWS_REGION) {
    throw new Error("AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, and AWS_REGION must be set");
  }
  const { host, pathname } = new URL(url);
  const time = now.toISOString().replace(/[:-]|\.\d+/g, "");
  const scope = [time.slice(0, 8), AWS_REGION, service, "aws4_request"];
  const content = hash("sha256", body);
  // In the order of their names, as the signature needs them.
  const headers: Record<string, string> = { host, "x-amz-content-sha256": content, "x-amz-date": time };
  if (token) {
    headers["x-amz-security-token"] = token;
  }
  const names = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map((header) => header.join(":"));
  const canonical = [method, pathname, "", ...lines, "", names, content].join("\n");
  const text = ["AWS4-HMAC-SHA256", time, scope.join("/"), hash("sha256", canonical)].join("\n");
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secret}`);
  headers.authorization =
    `AWS4-HMAC-SHA256 Credential=${id}/${scope.join("/")}, SignedHeaders=${names}, ` +
    `Signature=${hmac(key, text).toString("hex")}`;
  return headers;
};
