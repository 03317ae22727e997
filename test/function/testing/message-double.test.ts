import { startMessageDouble } from "../../../function/src/testing";

test("rejects a location that nothing was written to", async () => {
  const double = await startMessageDouble({ messages: { a: Buffer.from("x") } });
  const response = await fetch(`${double.environment.AWS_ENDPOINT_URL_S3}/messages/a`, {
    method: "POST",
    body: JSON.stringify({ content: { s3Reference: { bucket: "updated-content", key: "a/b" } } }),
  });
  await double.stop();

  expect(response.status).toBe(400);
  expect(response.headers.get("x-amzn-errortype")).toBe("InvalidContentLocation");
  expect(double.replaced.size).toBe(0);
});

test("forwards requests that are none about a message", async () => {
  const other = await startMessageDouble({ messages: { b: Buffer.from("from the other") } });
  const double = await startMessageDouble({ messages: {}, forwardTo: other.environment.AWS_ENDPOINT_URL_S3 });
  const url = double.environment.AWS_ENDPOINT_URL_S3!;
  const forwarded = await fetch(`${url}/archive/key`, { method: "PUT", body: "x" });
  await double.stop();
  await other.stop();

  expect(forwarded.status).toBe(501);
  expect(other.requests).toEqual(["PUT /archive/key"]);
});
