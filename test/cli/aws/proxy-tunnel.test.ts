import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Server as NetServer, type Socket } from "node:net";
import * as path from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { type AwsApi, startAwsApi } from "../../support/aws-api";
import { bundled } from "../../support/bundled";
import { testCertificate } from "../../support/certificate";
import { workmailLambda } from "../../support/command";
import { deploymentIn } from "../../support/deployment";
import { folderWith } from "../../support/folder";

/** Calls of AWS and of the provider's registry through a proxy that opens a tunnel, encrypted from end to end. */

/** A name that only the proxy can reach. */
const HOST = "aws.proxied.invalid";
const REGISTRY = "registry.terraform.io";
const PROXY_PASSWORD = Buffer.from("me:secret").toString("base64");

const certificate = testCertificate(HOST, REGISTRY);
const folder = folderWith({
  "test.pem": certificate.cert,
  "outputs.json": JSON.stringify(deploymentIn("eu-west-1", { live_version: "2" })),
});
let api: AwsApi;
let front: NetServer;
let proxy: Server;
let proxyUrl: string;
/** The hosts that the proxy was asked for, with the credentials of who asked. */
let tunnels: string[] = [];
let answer = "HTTP/1.1 200 Connection established\r\n\r\n";

beforeAll(async () => {
  api = await startAwsApi(({ operation }) =>
    operation === "GET /.well-known/terraform.json" ? {} : { status: 404, error: "ResourceNotFoundException" },
  );
  front = createTlsServer(certificate, (socket) => join(socket, Number(new URL(api.url).port)));
  proxy = createServer();
  proxy.on("connect", ({ url, headers }, socket: Socket) => {
    tunnels.push([url, headers["proxy-authorization"]].filter(Boolean).join(" "));
    socket.write(answer);
    if (answer.startsWith("HTTP/1.1 200 ")) {
      join(socket, (front.address() as AddressInfo).port);
    } else {
      socket.end();
    }
  });
  for (const server of [front, proxy]) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }
  proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});

beforeEach(() => {
  tunnels = [];
  answer = "HTTP/1.1 200 Connection established\r\n\r\n";
});

afterAll(async () => {
  front.close();
  proxy.close();
  proxy.closeAllConnections();
  await api.stop();
});

/** Joins a connection with a server of this machine; each ends with the other. */
function join(socket: Socket, port: number): void {
  const other = connect(port, "127.0.0.1");
  socket.pipe(other).pipe(socket);
  socket.on("error", () => other.destroy()).on("close", () => other.destroy());
  other.on("error", () => socket.destroy()).on("close", () => socket.destroy());
}

function environment(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  const own = { HTTPS_PROXY: proxyUrl, NODE_EXTRA_CA_CERTS: path.join(folder, "test.pem"), HOME: folderWith({}) };
  return { PATH, ...api.environment, ...own, AWS_ENDPOINT_URL: `https://${HOST}`, ...variables };
}

/** A process for all commands: only at its start Node.js reads NODE_EXTRA_CA_CERTS. */
let runner: ChildProcess;

beforeAll(() => {
  runner = spawn(process.execPath, [bundled("test/support/commands-in-turn.js")], {
    cwd: folder,
    env: environment({}),
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
});

afterAll(async () => {
  const ended = once(runner, "close");
  // Commands that have been interrupted end by themselves.
  runner.kill("SIGKILL");
  await ended;
});

interface Answer {
  readonly code: number;
  readonly stderr: string;
  readonly found?: unknown;
}

async function ask(question: object, variables: NodeJS.ProcessEnv): Promise<Answer> {
  runner.send({ ...question, env: environment(variables) });
  const [answer] = (await once(runner, "message")) as [Answer];
  return answer;
}

/** Runs a command. */
function run(args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<Answer> {
  return ask({ args }, variables);
}

describe("a call of AWS through a tunnel", () => {
  it.each([
    ["rollback --outputs outputs.json --dry-run", "lambda"],
    ["logs --outputs outputs.json", "logs"],
    ["invoke outbound-2019 --function mail --region eu-west-1", "lambda"],
  ])("reaches AWS with workmail-lambda %s", async (command, service) => {
    const before = api.calls.length;
    const { stderr } = await run(command.split(" "));
    const services = api.calls.slice(before).map((call) => call.service);
    expect([new Set(services), new Set(tunnels)]).toEqual([new Set([service]), new Set([`${HOST}:443`])]);
    // AWS's own answer.
    expect(stderr).toMatch(/^There is no .* in eu-west-1 in the account of these credentials/);
  });

  it("authenticates to the proxy with the user and the password of its URL", async () => {
    await run(["logs", "--outputs", "outputs.json"], { HTTPS_PROXY: proxyUrl.replace("//", "//me:secret@") });
    expect(tunnels).toEqual([`${HOST}:443 Basic ${PROXY_PASSWORD}`]);
  });

  it("reports a certificate that this machine does not trust", async () => {
    const env = environment({ NODE_EXTRA_CA_CERTS: undefined });
    const { code, stderr } = await workmailLambda(folder, ["logs", "--outputs", "outputs.json"], { env });
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^The certificate of the answer to logs:FilterLogEvents in eu-west-1 is not trusted\. Next: .*NODE_EXTRA_CA_CERTS/,
      ),
    ]);
  });

  it.each(["407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"])(
    "reports a proxy that answers HTTP %s",
    async (status) => {
      answer = `HTTP/1.1 ${status}\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p/>`;
      // Not logs, which tries again for seconds.
      const { code, stderr } = await run(["rollback", "--outputs", "outputs.json", "--dry-run"]);
      expect([code, stderr]).toEqual([
        1,
        "The answer to lambda:GetAlias in eu-west-1 is not AWS's. Next: look at AWS_ENDPOINT_URL, and at the proxy of the network.\n",
      ]);
    },
  );
});

describe("doctor", () => {
  /** Returns its finding about the AWS provider where there is no mirror of it. */
  async function provider(variables: NodeJS.ProcessEnv = {}) {
    const providers = { kind: "default", description: "from the registry" };
    return (await ask({ finding: { product: "Terraform", providers } }, variables)).found;
  }

  it("asks the provider's registry through the tunnel", async () => {
    expect(await provider()).toEqual({ subject: "AWS provider", state: "passed", found: "from the registry" });
    expect(tunnels).toEqual([`${REGISTRY}:443`]);
  });

  it("reports that the proxy does not let it", async () => {
    answer = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
    expect(await provider()).toMatchObject({
      state: "failed",
      found: `${REGISTRY} answers HTTP 403 through the proxy of the environment, and this machine has no copy`,
    });
  });

  it("asks directly what NO_PROXY names", async () => {
    expect(await provider({ NO_PROXY: "*" })).toMatchObject({ subject: "AWS provider" });
    expect(tunnels).toEqual([]);
  });
});
