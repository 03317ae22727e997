import { copyFileSync, cpSync } from "node:fs";
import * as path from "node:path";
import { GetPolicyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { statementsOf } from "../../../cli/verification/resource-policy";
import { MODULE_FOLDER } from "../../../scripts/generate/module-files";
import { EmulatedTerraform } from "../../support/emulated-terraform";
import { folderWith } from "../../support/folder";
import { ModuleCall } from "../../support/module-call";
import { actionsOf, planOf } from "../../support/plan";

/** Changes after the first apply that a Terraform module cannot take for granted. */

const one = "m-11111111111111111111111111111111";
const two = "m-22222222222222222222222222222222";

const terraform = new EmulatedTerraform();
beforeAll(() => terraform.start());
afterAll(() => terraform.stop());

/** The address of a resource of the module. */
function resource(name: string): string {
  return `module.workmail.${name}`;
}

/** Without the queue, for which the AWS provider waits half a minute, and what changes the same way as the rest. */
function variablesOf(function_name: string, variables: object = {}): object {
  return { function_name, organization_ids: [one], failure_queue: false, log_queries: false, ...variables };
}

/** The conditions of a function's resource policy, by the ID of their statement. */
async function statements(FunctionName: string, Qualifier?: string): Promise<Record<string, unknown>> {
  const { Policy } = await new LambdaClient(terraform.client).send(new GetPolicyCommand({ FunctionName, Qualifier }));
  return Object.fromEntries(statementsOf(Policy!).map(({ sid, condition }) => [sid, condition]));
}

function onlyFor(organization: string): object {
  return { ArnLike: { "AWS:SourceArn": `arn:aws:workmail:eu-west-1:123456789012:organization/${organization}` } };
}

describe("a call that depends on another resource", () => {
  it("changes nothing when that resource changes", async () => {
    const call = new ModuleCall(terraform);
    const variables = variablesOf("depends", { alarm_email: "a@example.com", live_alias: true, deduplication: true });
    const network = (content: string) => ({
      dependsOn: ["terraform_data.network"],
      resource: { terraform_data: { network: { input: content } } },
    });
    call.write(variables, network("one"));
    await call.deploy();

    call.write(variables, network("two"));
    expect(actionsOf(await call.plan())).toEqual({ "terraform_data.network": "update" });
    await call.apply();
    expect(actionsOf(await call.plan())).toEqual({});
  });
});

describe("a replaced role", () => {
  it("takes its policy along, and the function and its permission stay", async () => {
    const call = new ModuleCall(terraform);
    call.write(variablesOf("path"));
    await call.deploy();

    call.write(variablesOf("path", { role_path: "/mail/" }));
    expect(actionsOf(await call.plan())).toEqual({
      [resource("aws_iam_role.role[0]")]: "delete, create",
      [resource("aws_iam_role_policy.role_policy[0]")]: "delete, create",
      [resource("aws_lambda_function.function")]: "update",
    });
    await call.apply();
    expect(actionsOf(await call.plan())).toEqual({});
    expect(await statements("path")).toEqual({ [`AllowWorkMail-${one}`]: onlyFor(one) });
  });
});

describe("a replaced function", () => {
  it("takes its permission, its alias, and its invocation settings along", async () => {
    const call = new ModuleCall(terraform);
    call.write(variablesOf("replaced", { live_alias: true }));
    await call.deploy();

    await call.apply(`-replace=${resource("aws_lambda_function.function")}`);
    expect(actionsOf(await call.plan())).toEqual({});
    expect(await statements("replaced", "live")).toEqual({ [`AllowWorkMail-${one}`]: onlyFor(one) });
  });

  it("comes after a creation that Lambda has refused half-way", async () => {
    const call = new ModuleCall(terraform);
    // Lambda keeps 100 of an account's 1,000 concurrent executions for the other functions.
    call.write(variablesOf("refused", { reserved_concurrent_executions: 950 }));
    expect(await call.run("init")).toSucceed();
    const { code, stderr } = await call.run("apply", "-auto-approve");
    expect(code).toBe(1);
    expect(onOneLine(stderr)).toContain("UnreservedConcurrentExecution below its minimum value");

    call.write(variablesOf("refused", { reserved_concurrent_executions: 5 }));
    expect(actionsOf(await call.plan())).toMatchObject({
      [resource("aws_lambda_function.function")]: "delete, create",
      [resource(`aws_lambda_permission.permission["${one}"]`)]: "create",
    });
    await call.apply();
    expect(actionsOf(await call.plan())).toEqual({});
    expect(await statements("refused")).toEqual({ [`AllowWorkMail-${one}`]: onlyFor(one) });
  });
});

describe("organizations", () => {
  it("replace each other in one apply, and the one that stays keeps its statement", async () => {
    const call = new ModuleCall(terraform);
    call.write(variablesOf("organizations"));
    await call.deploy();

    call.write(variablesOf("organizations", { organization_ids: [two] }));
    await call.apply();
    expect(await statements("organizations")).toEqual({ [`AllowWorkMail-${two}`]: onlyFor(two) });

    call.write(variablesOf("organizations", { organization_ids: [one, two] }));
    expect(actionsOf(await call.plan())).toEqual({
      [resource(`aws_lambda_permission.permission["${one}"]`)]: "create",
    });
    await call.apply();
    expect(actionsOf(await call.plan())).toEqual({});
    expect(await statements("organizations")).toEqual({
      [`AllowWorkMail-${one}`]: onlyFor(one),
      [`AllowWorkMail-${two}`]: onlyFor(two),
    });
  });

  it("may come from a parameter whose value is sensitive", async () => {
    const call = new ModuleCall(terraform);
    call.write(variablesOf("sensitive", { organization_ids: ['${sensitive("m-1")}'] }));
    expect(await call.run("init")).toSucceed();
    const { stderr } = await call.run("plan");
    expect(onOneLine(stderr)).toContain(
      'organization_ids: each must be an organization ID (m- and 32 hexadecimal digits, lowercase), not its ARN; given: "m-1".',
    );

    call.write(variablesOf("sensitive", { organization_ids: [`\${sensitive("${one}")}`] }));
    await call.apply();
    expect(actionsOf(await call.plan())).toEqual({});
    expect(await statements("sensitive")).toEqual({ [`AllowWorkMail-${one}`]: onlyFor(one) });
  });

  it("are refused when a resource policy has no room for them, with the number that fits", async () => {
    const call = new ModuleCall(terraform);
    call.write(variablesOf("many", { organization_ids: '${[for i in range(60) : format("m-%032x", i)]}' }));
    expect(await call.run("init")).toSucceed();
    const { code, stderr } = await call.run("plan");
    expect(code).toBe(1);
    expect(onOneLine(stderr)).toContain(
      "organization_ids must have at most 43 entries: a function's resource policy has no room for more statements.",
    );
  });
});

describe("your own zip", () => {
  it("is not uploaded again from another checkout when its path begins with path.root", async () => {
    const call = new ModuleCall(terraform);
    copyFileSync(path.join(MODULE_FOLDER, "workmail-function.zip"), path.join(call.folder, "mail.zip"));
    call.write(variablesOf("zip", { package_path: "${path.root}/mail.zip" }));
    await call.deploy();

    const checkout = folderWith({});
    cpSync(call.folder, checkout, { recursive: true });
    expect(actionsOf(await planOf(terraform.in(checkout), checkout))).toEqual({});
  });

  it("is uploaded again from any other path, which changes nothing else", async () => {
    const call = new ModuleCall(terraform);
    const zip = path.resolve(MODULE_FOLDER, "workmail-function.zip");
    call.write(variablesOf("moved-zip", { package_path: zip }));
    await call.deploy();

    const copy = path.join(call.folder, "mail.zip");
    copyFileSync(zip, copy);
    call.write(variablesOf("moved-zip", { package_path: copy }));
    expect(actionsOf(await call.plan())).toEqual({ [resource("aws_lambda_function.function")]: "update" });
    await call.apply();
    expect(actionsOf(await call.plan())).toEqual({});
  });
});

function onOneLine(text: string): string {
  return text.replace(/\s*\n[│\s]*/g, " ");
}
