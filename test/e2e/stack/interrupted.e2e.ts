import { createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { buffer } from "node:stream/consumers";
import { type Emulator, startEmulator } from "../../../cli/emulator/emulator";
import { Sandbox } from "../../../cli/emulator/sandbox";
import { startProcess } from "../../../cli/processes/processes";
import type { Terraform } from "../../../cli/terraform/binary";
import { folderWith } from "../../support/folder";
import { plannedChanges } from "../../support/planned-changes";

/** A first deployment that is killed, again and again: each run goes on where the one before was killed. */

/** The calls at which Terraform is killed: nothing of them reaches AWS. */
const CALLS: Readonly<Record<string, (url: string, body: string) => boolean>> = {
  CreateRole: (_, body) => body.includes("Action=CreateRole&"),
  PutRolePolicy: (_, body) => body.includes("Action=PutRolePolicy&"),
  CreateFunction: (url) => url === "POST /2015-03-31/functions",
  AddPermission: (url) => /^POST \/2015-03-31\/functions\/[^/]+\/policy/.test(url),
};

let emulator: Emulator;
let proxy: Server;
let sandbox: Sandbox;
let terraform: Terraform;
/** What is done with a call before it is passed on; true ends it. */
let intercept: (url: string, body: string) => boolean;

beforeAll(async () => {
  emulator = await startEmulator();
  intercept = () => false;
  proxy = createServer((incoming, answer) => {
    void passOn(incoming).then(
      (response) => {
        answer.writeHead(response.statusCode!, response.headers);
        response.pipe(answer);
      },
      () => incoming.socket.destroy(),
    );
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  sandbox = new Sandbox();
  terraform = await sandbox.findTerraform();
  sandbox.use({ ...emulator, endpoint: new URL(`http://127.0.0.1:${port}`) });
  const settings = {
    functionName: "cut",
    failureQueue: false,
    alarms: false,
    logQueries: false,
    regions: { "us-east-1": { allowAnyOrganization: true } },
  };
  await sandbox.synthesize(path.join(folderWith({ "workmail.json": JSON.stringify(settings) }), "workmail.json"));
});

afterAll(async () => {
  proxy?.close();
  proxy?.closeAllConnections();
  await emulator?.stop();
  sandbox?.remove();
});

async function passOn(incoming: IncomingMessage): Promise<IncomingMessage> {
  const body = await buffer(incoming);
  const { method, url, headers } = incoming;
  if (intercept(`${method} ${url}`, body.toString())) {
    throw new Error("the client is gone");
  }
  return new Promise((resolve, reject) => {
    request(new URL(url!, emulator.endpoint), { method, headers }, resolve).once("error", reject).end(body);
  });
}

/** Applies, and kills Terraform with its provider before a call. */
async function killedBefore(isIt: (url: string, body: string) => boolean): Promise<NodeJS.Signals | null> {
  const [stack] = sandbox.stacks;
  // One after the other, so that no other call is under way.
  const apply = await startProcess(terraform.binary, ["apply", "-input=false", "-auto-approve", "-parallelism=1"], {
    cwd: stack!.folder,
    env: { ...sandbox.environment, ...terraform.providers.environment },
    stdio: ["ignore", "ignore", "ignore"],
  });
  intercept = (url, body) => {
    const found = isIt(url, body);
    if (found) {
      process.kill(-apply.pid, "SIGKILL");
    }
    return found;
  };
  const { signal } = await apply.ended;
  intercept = () => false;
  return signal;
}

it("goes on after a kill before each of several resources, and ends in an empty plan", async () => {
  const [stack] = sandbox.stacks;
  await sandbox.terraformIn(stack!).init();
  for (const [name, isIt] of Object.entries(CALLS)) {
    expect([name, await killedBefore(isIt)]).toEqual([name, "SIGKILL"]);
  }
  const outputs = await sandbox.deploy();
  expect(outputs[stack!.name]!.function_name).toBe("cut");
  expect(await plannedChanges(sandbox, stack!)).toEqual([]);
});

it("replaces what a failed creation left tainted, and ends in an empty plan", async () => {
  const [stack] = sandbox.stacks;
  for (const address of ["aws_lambda_function.function", "aws_iam_role.role", "aws_cloudwatch_log_group.log_group"]) {
    const taint = await startProcess(terraform.binary, ["taint", address], {
      cwd: stack!.folder,
      env: { ...sandbox.environment, ...terraform.providers.environment },
      stdio: ["ignore", "ignore", "ignore"],
    });
    expect([address, (await taint.ended).code]).toEqual([address, 0]);
  }
  await sandbox.deploy();
  expect(await plannedChanges(sandbox, stack!)).toEqual([]);
});
