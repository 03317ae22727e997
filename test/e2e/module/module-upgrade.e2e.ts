import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { GetFunctionConfigurationCommand, GetPolicyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { App } from "cdktf";
import { strToU8, zipSync } from "fflate";
import { statementsOf } from "../../../cli/verification/resource-policy";
import { moduleHcl } from "../../../modules/terraform-module/module-hcl";
import { TerraformModule } from "../../../modules/terraform-module/terraform-module";
import { MODULE_FOLDER } from "../../../scripts/generate/module-files";
import { EmulatedTerraform } from "../../support/emulated-terraform";
import { folderWith } from "../../support/folder";
import { moduleCopy, moduleRoot } from "../../support/module-root";
import { actionsOf, planOf } from "../../support/plan";

const terraform = new EmulatedTerraform();
beforeAll(() => terraform.start());
afterAll(() => terraform.stop());

const organization = "m-33333333333333333333333333333333";
/** Parts that are not under test take time, the queue half a minute. */
const variables = {
  function_name: "mail",
  organization_ids: [organization],
  failure_queue: false,
  alarms: false,
  log_queries: false,
};

describe("state that an earlier form of the module has made", () => {
  /** The module as it would be with another name for the function, then renamed. */
  function writeModule(folder: string, form: "before" | "after"): void {
    const module = new TerraformModule(new App({ outdir: folder }), "module");
    if (form === "after") {
      module.lambda.function.moveFromId("aws_lambda_function.handler");
    }
    for (const [name, text] of Object.entries(moduleHcl(module))) {
      writeFileSync(
        path.join(folder, name),
        form === "before"
          ? text
              .replaceAll("aws_lambda_function.function", "aws_lambda_function.handler")
              .replace('"aws_lambda_function" "function"', '"aws_lambda_function" "handler"')
          : text,
      );
    }
  }

  it("goes on, when a resource has got another name", async () => {
    const source = moduleCopy();
    writeModule(source, "before");
    const folder = moduleRoot(variables, { source });
    const root = terraform.in(folder);
    await root.init();
    await root.apply();
    expect(await root.resources()).toContain("module.workmail.aws_lambda_function.handler");

    writeModule(source, "after");
    await root.init();
    const changes = await planOf(root, folder);
    expect(actionsOf(changes)).toEqual({});
    expect(changes.filter(({ previous_address }) => previous_address !== undefined)).toMatchObject([
      {
        address: "module.workmail.aws_lambda_function.function",
        previous_address: "module.workmail.aws_lambda_function.handler",
      },
    ]);
    await root.destroy();
  });
});

describe("a deployment of release 0.1.0", () => {
  const other = "m-22222222222222222222222222222222";
  const calls = {
    one: { ...variables, function_name: "one" },
    any: { ...variables, function_name: "any", organization_ids: null, allow_any_organization: true },
    everything: {
      function_name: "everything",
      organization_ids: [organization, other],
      source_account: "123456789012",
      live_alias: true,
      deduplication: true,
      dashboard: true,
      alarm_email: "alarms@example.com",
    },
  };
  const folder = folderWith({});
  const released = folderWith({});

  function write(source: string, changed: object = {}): void {
    const root = {
      provider: { aws: { region: "eu-west-1" } },
      module: Object.fromEntries(
        Object.entries({ ...calls, ...changed }).map(([name, values]) => [name, { source, ...values }]),
      ),
    };
    writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify(root));
  }

  beforeAll(async () => {
    cpSync("test/fixtures/module-0.1.0", released, { recursive: true });
    const zip = "workmail-function-deduplicating.zip";
    copyFileSync(path.join(MODULE_FOLDER, zip), path.join(released, zip));
    write(released);
    await terraform.in(folder).init();
    await terraform.in(folder).apply();
  });

  it("is updated to this module: nothing is replaced, and the permission is not even changed", async () => {
    const before = await permissions();
    write(moduleCopy());
    await terraform.in(folder).init();
    const changes = await planOf(terraform.in(folder), folder);
    const actions = actionsOf(changes);
    const updated = Object.entries(actions).filter(([address]) => !address.endsWith(".terraform_data.location"));
    expect(new Set(updated.map(([, action]) => action))).toEqual(new Set(["update"]));
    expect(updated.filter(([address]) => address.includes("aws_lambda_permission"))).toEqual([]);
    // The role is counted now, which needs no moved block.
    const moved = changes.flatMap(({ previous_address }) => previous_address ?? []);
    expect(moved.filter((address) => address.startsWith("module.one."))).toEqual([
      "module.one.aws_cloudwatch_log_group.log_group",
      "module.one.aws_iam_role.role",
      "module.one.aws_iam_role_policy.role_policy",
    ]);
    await terraform.in(folder).apply();
    expect(actionsOf(await planOf(terraform.in(folder), folder))).toEqual({});
    expect(before).toEqual({ one: ["AllowWorkMail"], any: ["AllowWorkMail"] });
    expect(await permissions()).toEqual(before);
  });

  it("can then change its organizations, though another one has the name of the new statement", async () => {
    write(moduleCopy(), {
      one: { ...calls.any, function_name: "one" },
      any: { ...calls.one, function_name: "any" },
    });
    await terraform.in(folder).init();
    await terraform.in(folder).apply();
    expect(actionsOf(await planOf(terraform.in(folder), folder))).toEqual({});
    expect(await permissions()).toEqual({ one: ["AllowWorkMail"], any: [`AllowWorkMail-${organization}`] });
  });

  /** The IDs of the statements for one organization, and for any. */
  async function permissions(): Promise<Record<string, string[]>> {
    const lambda = new LambdaClient(terraform.client);
    const ids = ["one", "any"].map(async (FunctionName): Promise<[string, string[]]> => {
      const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName }));
      return [FunctionName, statementsOf(Policy!).map(({ sid }) => sid)];
    });
    return Object.fromEntries(await Promise.all(ids));
  }
});

describe("what was written by hand", () => {
  /** Returns what AWS's API says about the function, except when it was changed. */
  async function configuration() {
    const lambda = new LambdaClient({
      region: "eu-west-1",
      endpoint: terraform.environment.AWS_ENDPOINT_URL,
      credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" },
    });
    const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "mail" }));
    lambda.destroy();
    return { ...found, $metadata: undefined, LastModified: undefined, RevisionId: undefined };
  }

  it("is taken over with its code and settings: logs and permission stay, too, and the old role as long as it is needed", async () => {
    const folder = folderWith({});
    const root = terraform.in(path.join(folder, "examples", "mail"));
    const main = path.join(folder, "examples", "mail", "main.tf");
    cpSync(MODULE_FOLDER, path.join(folder, MODULE_FOLDER), {
      recursive: true,
    });
    mkdirSync(path.dirname(main), { recursive: true });
    const code = strToU8("export const handler = async () => undefined;\n");
    writeFileSync(path.join(path.dirname(main), "function.zip"), zipSync({ "app.mjs": code }));
    copyFileSync("test/fixtures/hand-written/main.tf", main);
    await root.init();
    await root.apply();
    const before = await configuration();

    copyFileSync("examples/terraform-take-over/main.tf", main);
    await root.init();
    const actions = actionsOf(await planOf(root, path.dirname(main)));
    expect(actions).toMatchObject({
      "module.workmail.aws_lambda_function.function": "update",
      "module.workmail.aws_cloudwatch_log_group.log_group[0]": "update",
      "module.workmail.aws_iam_role.role[0]": "create",
    });
    // Neither replaced nor deleted, and the permission not even changed.
    expect(new Set(Object.values(actions))).toEqual(new Set(["create", "update"]));
    expect(actions).not.toHaveProperty([`module.workmail.aws_lambda_permission.permission["${organization}"]`]);
    await root.apply();
    // The variables that the module sets: none of them changes what the code does.
    expect(await configuration()).toEqual({
      ...before,
      Description: "Handles the email events of Amazon WorkMail",
      Environment: { Variables: { MAIL_FOLDER: "inbox", EMAIL_LOG_DETAIL: "summary" } },
      LoggingConfig: {
        ApplicationLogLevel: "INFO",
        LogFormat: "JSON",
        LogGroup: "/aws/lambda/mail",
        SystemLogLevel: "INFO",
      },
      Role: "arn:aws:iam::123456789012:role/mail-eu-west-1",
      TracingConfig: { Mode: "Active" },
    });

    const withoutRole = readFileSync(main, "utf8").split("# The old role")[0]!;
    writeFileSync(main, withoutRole);
    expect(actionsOf(await planOf(root, path.dirname(main)))).toEqual({
      "aws_iam_role.lambda": "delete",
      "aws_iam_role_policy.logs": "delete",
    });
    await root.apply();
    await root.destroy();
  });
});
