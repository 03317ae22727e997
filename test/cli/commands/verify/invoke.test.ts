import * as path from "node:path";
import type { DeploymentOutputs } from "../../../../cli/deployments/deployment-outputs";
import { type AwsApi, startAwsApi } from "../../../support/aws-api";
import { workmailLambdaHere } from "../../../support/command";
import { deploymentIn } from "../../../support/deployment";
import { folderWith } from "../../../support/folder";

/** The event of verify --invoke, as the function gets it. */

const CALLER = `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
let api: AwsApi;

beforeAll(async () => {
  api = await startAwsApi(({ operation }) =>
    operation === "GetCallerIdentity"
      ? { body: CALLER }
      : operation.endsWith("/invocations")
        ? { body: { actions: [] } }
        : undefined,
  );
});

afterAll(() => api.stop());

type Rules = NonNullable<DeploymentOutputs["email_flow_rules"]>;
const inbound: Rules = [{ name: "Tag", direction: "INBOUND", run_synchronously: true }];
const both: Rules = [...inbound, { name: "Log", direction: "OUTBOUND", run_synchronously: false }];

async function verify(rules: Rules | undefined, ...args: string[]) {
  const outputs = deploymentIn("eu-west-1", { email_flow_rules: rules });
  const file = path.join(folderWith({ "outputs.json": JSON.stringify(outputs) }), "outputs.json");
  const before = api.calls.length;
  const result = await workmailLambdaHere(".", ["verify", "--outputs", file, ...args], {
    env: { ...process.env, ...api.environment },
  });
  const calls = api.calls.slice(before);
  const invoked = calls.filter(({ operation }) => operation.endsWith("/invocations"));
  return { ...result, calls, directions: invoked.map(({ input }) => input.flowDirection) };
}

it.each([
  ["the inbound rules", inbound, [], "INBOUND"],
  ["the rules of a release that had none", undefined, [], "OUTBOUND"],
  ["the option, with rules of both directions", both, ["--inbound"], "INBOUND"],
  ["the option, against the rules", inbound, ["--outbound"], "OUTBOUND"],
])("has the direction of %s", async (_, rules, options, direction) => {
  expect((await verify(rules, "--invoke", ...options)).directions).toEqual([direction]);
});

it("asks for the direction before it calls AWS when the rules are of both", async () => {
  expect(await verify(both, "--invoke")).toMatchObject({
    code: 1,
    stderr: "eu-west-1: the email flow rules are for inbound and outbound email. Add --inbound or --outbound.\n",
    calls: [],
  });
});

it("refuses a direction without --invoke", async () => {
  expect(await verify(inbound, "--inbound")).toMatchObject({
    code: 1,
    stderr: "--inbound and --outbound need --invoke: they are for its event.\n",
  });
});
