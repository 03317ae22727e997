import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Check, verifyDeployment } from "../../../cli/verification/verify-deployment";
import { deploymentIn } from "../../support/deployment";

/**
 * What the emulator cannot hold: answers of Lambda that say it cannot run a
 * function, and lists of several pages. A stand-in answers in AWS's place; what it
 * is not told to answer is not allowed.
 */

const region = "eu-west-1";
const deployment = deploymentIn(region);
const environment = { ...process.env };
let server: Server;
/** Answers of Lambda by method and path, with the query. */
let lambda: Record<string, { readonly status?: number; readonly type?: string; readonly body: object }>;

const CALLER = `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
const DENIED = `<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>`;

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      let asked = "";
      for await (const chunk of request) {
        asked += String(chunk);
      }
      if (/Action=/.test(asked)) {
        const isCaller = asked.includes("Action=GetCallerIdentity");
        response.writeHead(isCaller ? 200 : 403, { "Content-Type": "text/xml" }).end(isCaller ? CALLER : DENIED);
        return;
      }
      const answer = lambda[`${request.method} ${request.url}`];
      response
        .writeHead(answer === undefined ? 403 : (answer.status ?? 200), {
          "Content-Type": "application/json",
          "x-amzn-errortype": answer?.type ?? "AccessDeniedException",
        })
        .end(JSON.stringify(answer?.body ?? {}));
    })();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_MAX_ATTEMPTS: "1",
  });
});

afterAll(() => {
  server.close();
  process.env = environment;
});

beforeEach(() => {
  lambda = {};
});

async function checkOf(subject: string, event?: unknown): Promise<Check | undefined> {
  const checks = await verifyDeployment(deployment, { event });
  return checks.find((check) => check.subject === subject);
}

describe("an invocation that Lambda answers with", () => {
  const path = `POST /2015-03-31/functions/${encodeURIComponent(deployment.function_arn)}/invocations`;
  it.each([
    [404, "ResourceNotFoundException", undefined, "failed"],
    [409, "ResourceConflictException", undefined, "failed"],
    [502, "KMSDisabledException", undefined, "failed"],
    [429, "TooManyRequestsException", "ReservedFunctionConcurrentInvocationLimitExceeded", "failed"],
    [429, "TooManyRequestsException", "ConcurrentInvocationLimitExceeded", "unknown"],
    [403, "AccessDeniedException", undefined, "unknown"],
  ])("%i %s (%s) is %s", async (status, type, Reason, state) => {
    lambda[path] = { status, type, body: { Message: "why", Reason } };
    expect(await checkOf("invocation", {})).toMatchObject({
      state,
      next: expect.stringContaining("why") as string,
    });
  });
});

it("a permission for everybody on an alias that is on the second page is wrong", async () => {
  const functions = "GET /2015-03-31/functions/mail";
  const statement = {
    Sid: "Everybody",
    Effect: "Allow",
    Principal: "*",
    Action: "lambda:InvokeFunction",
    Resource: `${deployment.function_arn}:second`,
  };
  lambda = {
    [`${functions}/aliases`]: {
      body: { Aliases: [{ Name: "first" }], NextMarker: "more" },
    },
    [`${functions}/aliases?Marker=more`]: {
      body: { Aliases: [{ Name: "second" }] },
    },
    [`${functions}/versions`]: { body: { Versions: [] } },
    [`${functions}/policy`]: { body: { Policy: "{}" } },
    [`${functions}/policy?Qualifier=first`]: { body: { Policy: "{}" } },
    [`${functions}/policy?Qualifier=second`]: {
      body: { Policy: JSON.stringify({ Statement: [statement] }) },
    },
  };
  expect(await checkOf("permission")).toMatchObject({
    state: "failed",
    next: `Everybody is on ${deployment.function_arn}:second, and the rule is to name ${deployment.function_arn}: aws lambda remove-permission --region eu-west-1 --function-name mail --qualifier second --statement-id Everybody`,
  });
});

it("a function whose last update failed is wrong", async () => {
  lambda["GET /2015-03-31/functions/mail"] = {
    body: {
      Configuration: {
        FunctionArn: deployment.function_arn,
        State: "Active",
        LastUpdateStatus: "Failed",
        LastUpdateStatusReason: "no such subnet",
      },
    },
  };
  expect(await checkOf("state")).toEqual({
    subject: "state",
    state: "failed",
    expected: "Active",
    found: "Active, and its last update failed",
    next: "no such subnet",
  });
});
