import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { App } from "cdktf";
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
/** What is not under test takes time, the queue half a minute. */
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

describe("a state that release 0.1.0 has made", () => {
  it("keeps everything, and gets only the zip of this release", async () => {
    const source = folderWith({});
    cpSync("test/fixtures/module-0.1.0", source, { recursive: true });
    const folder = moduleRoot(variables, { source });
    const root = terraform.in(folder);
    await root.init();
    await root.apply();

    rmSync(source, { recursive: true });
    cpSync(MODULE_FOLDER, source, { recursive: true });
    await root.init();
    const changes = await planOf(root, folder);
    expect(actionsOf(changes)).toEqual({
      "module.workmail.aws_lambda_function.function": "update",
      "module.workmail.terraform_data.location": "create",
    });
    expect(changes.filter(({ previous_address }) => previous_address !== undefined)).toMatchObject([
      { address: "module.workmail.aws_iam_role.role[0]", previous_address: "module.workmail.aws_iam_role.role" },
      {
        address: "module.workmail.aws_iam_role_policy.role_policy[0]",
        previous_address: "module.workmail.aws_iam_role_policy.role_policy",
      },
    ]);
    await root.apply();
    expect(actionsOf(await planOf(root, folder))).toEqual({});
    await root.destroy();
  });
});

describe("what was written by hand", () => {
  it("is taken over: function, logs and permission stay, and the old role as long as it is needed", async () => {
    const folder = folderWith({});
    const root = terraform.in(path.join(folder, "examples", "mail"));
    const main = path.join(folder, "examples", "mail", "main.tf");
    cpSync(MODULE_FOLDER, path.join(folder, MODULE_FOLDER), {
      recursive: true,
    });
    mkdirSync(path.dirname(main), { recursive: true });
    copyFileSync(path.join(MODULE_FOLDER, "workmail-function.zip"), path.join(path.dirname(main), "function.zip"));
    copyFileSync("test/fixtures/hand-written/main.tf", main);
    await root.init();
    await root.apply();

    copyFileSync("examples/terraform-take-over/main.tf", main);
    await root.init();
    const actions = actionsOf(await planOf(root, path.dirname(main)));
    expect(actions).toMatchObject({
      "module.workmail.aws_lambda_function.function": "update",
      "module.workmail.aws_cloudwatch_log_group.log_group": "update",
      "module.workmail.aws_iam_role.role[0]": "create",
    });
    // Neither replaced nor deleted, and the permission not even changed.
    expect(new Set(Object.values(actions))).toEqual(new Set(["create", "update"]));
    expect(actions).not.toHaveProperty([`module.workmail.aws_lambda_permission.permission["${organization}"]`]);
    await root.apply();

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
