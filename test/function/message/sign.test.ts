import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import { signed } from "../../../function/src/message/sign";
import { captureOutput } from "../support/lambda";

/** A hash as the SDK's signer wants it. */
class Sha256 {
  #hash;
  constructor(key?: string | Uint8Array) {
    this.#hash = key === undefined ? createHash("sha256") : createHmac("sha256", key);
  }
  update(chunk: string | Uint8Array) {
    this.#hash.update(chunk);
  }
  digest() {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
  reset() {}
}

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const NOW = new Date("2026-11-26T22:17:01.234Z");

test.each<[string, string, string, string | undefined, string | undefined]>([
  [
    "workmailmessageflow",
    "GET",
    "https://workmailmessageflow.eu-west-1.amazonaws.com/messages/a1-b2",
    undefined,
    "session+/=",
  ],
  [
    "workmailmessageflow",
    "POST",
    "https://workmailmessageflow.eu-west-1.amazonaws.com/messages/a1-b2",
    '{"content":"é"}',
    undefined,
  ],
  ["s3", "PUT", "https://my-bucket.s3.eu-west-1.amazonaws.com/a1-b2/c3", "content", "session+/="],
  ["s3", "PUT", "http://127.0.0.1:5000/my-bucket/a1-b2/c3", "content", "session+/="],
])("signs a request to %s as the SDK does: %s %s", async (service, method, url, body, token) => {
  const { hostname, host, pathname, protocol } = new URL(url);
  const sdk = new SignatureV4({
    service,
    region: "eu-west-1",
    sha256: Sha256 as never,
    credentials: {
      accessKeyId: CREDENTIALS.AWS_ACCESS_KEY_ID,
      secretAccessKey: CREDENTIALS.AWS_SECRET_ACCESS_KEY,
      sessionToken: token,
    },
    uriEscapePath: service !== "s3",
  });
  const { headers } = (await sdk.sign(
    { method, hostname, path: pathname, protocol, headers: { host }, body, query: {} } as never,
    { signingDate: NOW },
  )) as unknown as { headers: object };

  let own: object | undefined;
  await captureOutput(() => (own = signed({ service, method, url, body }, NOW)), {
    ...CREDENTIALS,
    AWS_SESSION_TOKEN: token,
    AWS_REGION: "eu-west-1",
  });

  expect(own).toEqual(headers);
});

test("names the environment variables that are missing", async () => {
  const { thrown } = await captureOutput(() => signed({ service: "s3", method: "PUT", url: "https://example.com/" }), {
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
  });

  expect(thrown).toEqual(new Error("AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, and AWS_REGION must be set"));
});
