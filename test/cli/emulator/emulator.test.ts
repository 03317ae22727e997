import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { type Emulator, findEmulator, startEmulator, stopEmulator } from "../../../cli/emulator/emulator";
import { EmulatorMissing } from "../../../cli/emulator/moto";
import { findExecutable } from "../../../cli/processes/find-executable";
import { until } from "../../support/until";

/** Nothing is on PATH, and the demo has installed nothing. */
const NO_PROGRAMS: NodeJS.ProcessEnv = { PATH: "", XDG_CACHE_HOME: os.devNull };

describe("without an emulator", () => {
  it("says how to get one", async () => {
    const error = await startEmulator({ env: NO_PROGRAMS }).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(EmulatorMissing);
    expect((error as Error).message).toBe(
      "There is no AWS emulator: moto_server is not on PATH, and WORKMAIL_EMULATOR_ENDPOINT is not set. Either install moto (pip install 'moto[server]==5.2.1'), or start another one, for example LocalStack, and name its address (WORKMAIL_EMULATOR_ENDPOINT=http://127.0.0.1:4566). To have moto 5.2.1 installed for you: npm run demo -- --install",
    );
  });
});

describe("an endpoint that is named", () => {
  let server: Server;
  let endpoint: string;
  let answer: { status: number; body: string };

  beforeEach(async () => {
    server = createServer((_, response) => {
      response.writeHead(answer.status).end(answer.body);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    answer = { status: 200, body: "<Account>000000000000</Account>" };
  });

  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });

  it.each([
    ["an option", (url: string) => ({ endpoint: url, env: NO_PROGRAMS })],
    ["WORKMAIL_EMULATOR_ENDPOINT", (url: string) => ({ env: { WORKMAIL_EMULATOR_ENDPOINT: url } })],
  ])("by %s is used, and not stopped", async (_, options) => {
    const emulator = await startEmulator(options(endpoint));

    expect(emulator).toMatchObject({
      endpoint: new URL(endpoint),
      description: `the AWS emulator at ${endpoint}`,
    });
    expect(emulator.pid).toBeUndefined();
    await emulator.stop();
    expect(server.listening).toBe(true);
  });

  it.each([
    ["refuses the keys, as AWS does", 403, "<Code>InvalidClientTokenId</Code>"],
    ["is another server", 200, "<html></html>"],
  ])("is refused when it %s", async (_, status, body) => {
    answer = { status, body };

    await expect(startEmulator({ endpoint, env: NO_PROGRAMS })).rejects.toThrow(
      `${endpoint} is not an AWS emulator: it answered sts:GetCallerIdentity with HTTP ${status}. Start an AWS emulator there, or name no endpoint (WORKMAIL_EMULATOR_ENDPOINT) to have moto started.`,
    );
  });

  it("is refused when nothing answers", async () => {
    const gone = createServer().listen(0, "127.0.0.1");
    await once(gone, "listening");
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, "close");

    await expect(startEmulator({ endpoint: `http://127.0.0.1:${port}`, env: NO_PROGRAMS })).rejects.toThrow(
      `http://127.0.0.1:${port}/ does not answer (connect ECONNREFUSED 127.0.0.1:${port}).`,
    );
  });

  it("is refused when it belongs to AWS, before anything is sent", async () => {
    await expect(startEmulator({ endpoint: "https://sts.us-east-1.amazonaws.com" })).rejects.toThrow(
      "sts.us-east-1.amazonaws.com belongs to AWS",
    );
  });

  it("is given up when aborted", async () => {
    await expect(startEmulator({ endpoint, signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: "AbortError",
    });
  });
});

describe("a moto that does not start", () => {
  let bin: string;

  beforeEach(() => {
    bin = mkdtempSync(path.join(os.tmpdir(), "emulator-test-"));
  });

  afterEach(() => rmSync(bin, { recursive: true }));

  const moto = (script: string): NodeJS.ProcessEnv => {
    const file = path.join(bin, "moto_server");
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return { PATH: [bin, process.env.PATH].join(path.delimiter) };
  };

  it("is reported in a sentence with what it printed last, also where nothing is started", async () => {
    const env = moto("echo \"No module named 'flask'\" >&2; exit 1");

    await expect(findEmulator(env)).rejects.toThrow("moto_server ended with exit code 1, and printed last: No module");
    await expect(startEmulator({ env })).rejects.toThrow(
      `${path.join(bin, "moto_server")} ended with exit code 1, and printed last: No module named 'flask'. Next: install moto again (pip install --force-reinstall 'moto[server]==5.2.1'), or name another AWS emulator (WORKMAIL_EMULATOR_ENDPOINT).`,
    );
  });

  it("is reported in a sentence when the Python of its first line is gone", async () => {
    const env = moto("");
    const file = path.join(bin, "moto_server");
    writeFileSync(file, "#!/nowhere/python3\n");
    const message = `${file} cannot be started: the interpreter that its first line names does not exist. Next: install moto again (pip install --force-reinstall 'moto[server]==5.2.1'), or name another AWS emulator (WORKMAIL_EMULATOR_ENDPOINT).`;

    await expect(findEmulator(env)).rejects.toThrow(message);
    await expect(startEmulator({ env })).rejects.toThrow(message);
  });

  it("is missing when it may not be executed, and the message names it", async () => {
    moto("");
    const file = path.join(bin, "moto_server");
    chmodSync(file, 0o644);

    await expect(findEmulator({ ...NO_PROGRAMS, PATH: bin })).rejects.toThrow(
      `There is no AWS emulator: moto_server is not on PATH (${file} may not be executed), and `,
    );
  });

  it("knows nothing of the caller's AWS", async () => {
    const env = moto("env | grep ^AWS_ | sort | tr '\\n' ' '; exit 1");

    const variables = [
      ...["AWS_ACCESS_KEY_ID=emulator", `AWS_CONFIG_FILE=${os.devNull}`, "AWS_DEFAULT_REGION=us-east-1"],
      ...["AWS_EC2_METADATA_DISABLED=true", "AWS_REGION=us-east-1", "AWS_SECRET_ACCESS_KEY=emulator"],
      `AWS_SHARED_CREDENTIALS_FILE=${os.devNull}`,
    ];
    await expect(startEmulator({ env: { ...env, AWS_PROFILE: "production" } })).rejects.toThrow(
      `printed last: ${variables.join(" ")}.`,
    );
  });

  it("is ended when given up", async () => {
    const env = moto(`echo $$ > "${bin}/pid"; exec sleep 60`);

    const giveUp = new AbortController();
    const starting = startEmulator({ env, signal: giveUp.signal });
    const file = path.join(bin, "pid");
    void until(() => existsSync(file) && readFileSync(file, "utf8").endsWith("\n")).then(() => giveUp.abort());
    await expect(starting).rejects.toMatchObject({ name: "AbortError" });

    const pid = Number(readFileSync(file, "utf8"));
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  it("is not tried on a port that is in use", async () => {
    const env = moto(`touch "${bin}/begun"; exit 1`);
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;

    await expect(startEmulator({ env, port })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use: name another one, or none to get a free one.`,
    );

    server.close();
    expect(() => rmSync(path.join(bin, "begun"))).toThrow("ENOENT");
  });
});

const withMoto = findExecutable("moto_server", process.env) === undefined ? describe.skip : describe;

withMoto("moto", () => {
  const env = { ...process.env, WORKMAIL_EMULATOR_ENDPOINT: undefined };
  let emulator: Emulator;
  let kept: Emulator;
  let topicsOf: { readonly emulator: string; readonly kept: string };

  // Started once: it is a Python program, which takes its time to start. The tests stop them, in any order.
  beforeAll(async () => {
    [emulator, kept] = await Promise.all([startEmulator({ env }), startEmulator({ env, keep: true })]);
    await createTopic(emulator.endpoint);
    topicsOf = { emulator: await topics(emulator.endpoint), kept: await topics(kept.endpoint) };
  });

  afterAll(() => Promise.all([emulator.stop(), kept.stop()]));

  it("knows nothing of another one", () => {
    expect(topicsOf.emulator).toContain("only-here");
    expect(topicsOf.kept).toContain("<ListTopicsResult>");
    expect(topicsOf.kept).not.toContain("only-here");
  });

  it("is started on a free port of this machine only, and stopped, twice without harm", async () => {
    const { endpoint, pid, description } = emulator;
    expect(endpoint.hostname).toBe("127.0.0.1");
    expect(description).toBe(`moto at ${endpoint.href} (process ${pid})`);
    expect(await isAnswering(endpoint)).toBe(true);

    await emulator.stop();
    await emulator.stop();

    expect(await isAnswering(endpoint)).toBe(false);
    expect(() => process.kill(pid!, 0)).toThrow("ESRCH");
  });

  it("is stopped by its process id when it was kept", async () => {
    expect(await isAnswering(kept.endpoint)).toBe(true);

    await stopEmulator(kept.pid!);

    expect(await isAnswering(kept.endpoint)).toBe(false);
  });
});

async function isAnswering(endpoint: URL): Promise<boolean> {
  try {
    await fetch(endpoint);
    return true;
  } catch {
    return false;
  }
}

function sns(endpoint: URL, body: string): Promise<Response> {
  return fetch(endpoint, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-www-form-urlencoded",
      Authorization:
        "AWS4-HMAC-SHA256 Credential=test/20250101/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=none",
    },
    body,
  });
}

async function createTopic(endpoint: URL): Promise<void> {
  await sns(endpoint, "Action=CreateTopic&Name=only-here");
}

async function topics(endpoint: URL): Promise<string> {
  return (await sns(endpoint, "Action=ListTopics")).text();
}

describe("stopEmulator", () => {
  it("leaves alone another program that has the process id by now", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
    await once(child, "spawn");
    try {
      await stopEmulator(child.pid!);
      expect(child.exitCode ?? child.signalCode).toBeNull();
      expect(process.kill(child.pid!, 0)).toBe(true);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it.each([0, 1, -1, 1.5, NaN])("signals nothing for the process id %s", async (pid) => {
    await expect(stopEmulator(pid)).resolves.toBeUndefined();
  });
});
