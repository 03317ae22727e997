import { createHash } from "node:crypto";

/** The hash of a function's zip, as Lambda shows it: CodeSha256. @see https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
export function codeSha256Of(zip: Uint8Array): string {
  return createHash("sha256").update(zip).digest("base64");
}
