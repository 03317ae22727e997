import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { askAws, AwsRefusal } from "../../../cli/aws/ask-aws";

function asked(error: Error & { code?: string }) {
  return askAws("lambda:GetFunction", "eu-west-1", () => Promise.reject(error)).catch((error: unknown) => error);
}

function named(name: string, message = "") {
  return Object.assign(new Error(message), { name });
}

it.each([
  ["ExpiredTokenException", "The AWS credentials have expired. Next: sign in"],
  ["UnrecognizedClientException", "AWS does not take the credentials in eu-west-1. Next: "],
  ["CredentialsProviderError", "There are no AWS credentials for lambda:GetFunction in eu-west-1. Next: "],
])("says what to do about %s, which stops every question", async (name, text) => {
  const error = await asked(named(name, "AWS's text"));
  expect(error).toBeInstanceOf(AwsRefusal);
  expect((error as AwsRefusal).message).toContain(text);
  expect((error as AwsRefusal).message).toMatch(/ AWS says: AWS's text$/);
  expect((error as AwsRefusal).ofThisAction).toBe(false);
});

it.each([
  ["AccessDeniedException", "The credentials may not lambda:GetFunction in eu-west-1. Next: "],
  ["TooManyRequestsException", "AWS has too many requests of lambda:GetFunction"],
])("says what to do about %s, which stops one question", async (name, text) => {
  const error = await asked(named(name));
  expect((error as AwsRefusal).message).toContain(text);
  expect((error as AwsRefusal).ofThisAction).toBe(true);
});

it("says where to look when nothing answers, as the SDK reports it", async () => {
  const lambda = new LambdaClient({
    region: "eu-west-1",
    endpoint: "http://127.0.0.1:9",
    credentials: { accessKeyId: "key", secretAccessKey: "secret" },
    maxAttempts: 1,
  });
  await expect(
    askAws("lambda:ListFunctions", "eu-west-1", () => lambda.send(new ListFunctionsCommand({}))),
  ).rejects.toThrow(/^AWS cannot be reached for lambda:ListFunctions in eu-west-1\. Next: look at the network/);
  lambda.destroy();
});

it.each(["http://127.0.0.1:2", "http://nobody.invalid"])(
  "says where to look when nothing answers at %s, as fetch reports it",
  async (url) => {
    await expect(askAws("fetching the code", "eu-west-1", () => fetch(url))).rejects.toThrow(
      /^AWS cannot be reached for fetching the code in eu-west-1\. Next: .* AWS says: fetch failed/,
    );
  },
);

it.each([200, 403, 503])("does not quote a page that a proxy sends with HTTP %d", async (status) => {
  const server = createServer((_, response) => {
    response.writeHead(status, { "Content-Type": "text/html" }).end("<html>Sign in</html>");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const lambda = new LambdaClient({
    region: "eu-west-1",
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: "key", secretAccessKey: "secret" },
    maxAttempts: 1,
  });
  await expect(
    askAws("lambda:ListFunctions", "eu-west-1", () => lambda.send(new ListFunctionsCommand({}))),
  ).rejects.toThrow(
    /^The answer to lambda:ListFunctions in eu-west-1 is not AWS's\. Next: look at AWS_ENDPOINT_URL, and at the proxy of the network\.$/,
  );
  lambda.destroy();
  server.close();
});

it("says where to look when an answer breaks off", async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { "Content-Length": 10 }).write("half", () => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await expect(
    askAws("fetching the code", "eu-west-1", async () => (await fetch(`http://127.0.0.1:${port}`)).arrayBuffer()),
  ).rejects.toThrow(/^AWS cannot be reached for fetching the code /);
  server.close();
});

it("passes on what it does not know, and what came", async () => {
  const error = named("ResourceConflictException");
  expect(await asked(error)).toBe(error);
  expect(await askAws("lambda:GetFunction", "eu-west-1", () => Promise.resolve(1))).toBe(1);
});
