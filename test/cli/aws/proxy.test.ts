import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { withAws } from "../../../cli/aws/clients";
import { fetchThroughProxy } from "../../../cli/aws/proxy";
import { type AwsApi, startAwsApi } from "../../support/aws-api";

/** A name that only the proxy can reach. */
const HOST = "aws.proxied.invalid";
const VARIABLES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap((it) => [it, it.toLowerCase()]);

let api: AwsApi;
let proxy: Server;
let proxyUrl: string;
let seen: string[];
const before = { ...process.env };

beforeAll(async () => {
  api = await startAwsApi(({ operation }) => ({ body: operation === "GET /code" ? "code" : {} }));
  proxy = createServer((incoming, answer) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    const { pathname, search } = new URL(incoming.url!);
    const { port } = new URL(api.url);
    const passed = connect(Number(port), "127.0.0.1");
    const headers = Object.entries({ ...incoming.headers, connection: "close" }).map(
      ([key, value]) => `${key}: ${String(value)}\r\n`,
    );
    passed.write(`${incoming.method} ${pathname}${search} HTTP/1.1\r\n${headers.join("")}\r\n`);
    incoming.pipe(passed);
    passed.pipe(answer.socket!);
  });
  proxy.on("connect", ({ url }, socket) => {
    seen.push(`CONNECT ${url}`);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});

beforeEach(() => {
  seen = [];
  for (const name of VARIABLES) {
    delete process.env[name];
  }
  Object.assign(process.env, { ...api.environment, AWS_ENDPOINT_URL: `http://${HOST}:4566` });
});

afterAll(async () => {
  process.env = before;
  proxy.close();
  proxy.closeAllConnections();
  await api.stop();
});

function ask() {
  return withAws(
    "eu-west-1",
    (aws) => aws.ask("lambda:ListFunctions", LambdaClient, (lambda) => lambda.send(new ListFunctionsCommand({}))),
    { maxAttempts: 1 },
  );
}

describe("a call of AWS", () => {
  it.each(["HTTP_PROXY", "http_proxy", "ALL_PROXY"])("goes through the proxy of %s", async (name) => {
    process.env[name] = proxyUrl;
    await ask();
    expect(seen).toEqual([`GET http://${HOST}:4566/2015-03-31/functions`]);
  });

  it("goes through the proxy with each service", async () => {
    process.env.HTTP_PROXY = proxyUrl;
    await withAws("eu-west-1", (aws) => aws.get(SQSClient).send(new ListQueuesCommand({})));
    expect(seen).toEqual([`POST http://${HOST}:4566/`]);
  });

  it("goes through a tunnel of HTTPS_PROXY when it is encrypted", async () => {
    Object.assign(process.env, { HTTPS_PROXY: proxyUrl, AWS_ENDPOINT_URL: `https://${HOST}` });
    await expect(ask()).rejects.toThrow();
    expect(seen).toEqual([`CONNECT ${HOST}:443`]);
  });

  it.each([HOST, ".proxied.invalid", "*"])("goes directly when NO_PROXY is %s", async (noProxy) => {
    Object.assign(process.env, { HTTP_PROXY: proxyUrl, NO_PROXY: noProxy });
    await expect(ask()).rejects.toThrow(/^AWS cannot be reached for lambda:ListFunctions/);
    expect(seen).toEqual([]);
  });

  it("goes directly to an emulator on this machine, as Terraform's does", async () => {
    Object.assign(process.env, { HTTP_PROXY: proxyUrl, AWS_ENDPOINT_URL: api.url });
    await ask();
    expect(seen).toEqual([]);
  });

  it("goes directly without a proxy", async () => {
    process.env.AWS_ENDPOINT_URL = api.url;
    await ask();
    expect(seen).toEqual([]);
  });
});

it("fetches the code of a function through the proxy", async () => {
  process.env.HTTP_PROXY = proxyUrl;
  const { status, body } = await fetchThroughProxy(`http://${HOST}/code`);
  expect({ status, body: Buffer.from(body).toString() }).toEqual({ status: 200, body: "code" });
  expect(seen).toEqual([`GET http://${HOST}/code`]);
});

it("takes the code from the address itself, where an emulator puts it", async () => {
  process.env.HTTP_PROXY = proxyUrl;
  const { status, body } = await fetchThroughProxy("data:text/plain,code");
  expect({ status, body: Buffer.from(body).toString() }).toEqual({ status: 200, body: "code" });
  expect(seen).toEqual([]);
});
