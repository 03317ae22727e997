import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { TerraformFolder } from "../../../cli/terraform/folder";
import { MODULE_FOLDER } from "../../../scripts/generate/module-files";
import { EmulatedTerraform } from "../../support/emulated-terraform";
import { moduleCopy, moduleRoot } from "../../support/module-root";
import { actionsOf, planOf } from "../../support/plan";

/** The emulator's. */
const ACCOUNT = "123456789012";
const ROLE = {
  name: "platform",
  assume_role_policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Action: "sts:AssumeRole", Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" } }],
  }),
};
const one = "m-11111111111111111111111111111111";

const terraform = new EmulatedTerraform();
beforeAll(() => terraform.start());
afterAll(() => terraform.stop());

/** The output of Terraform for a plan, on one line. */
async function planned(variables: object, options = {}): Promise<string> {
  const folder = moduleRoot(variables, options);
  await terraform.in(folder).init();
  const { stdout, stderr } = await terraform.run(folder, "plan");
  return (stdout + stderr).replace(/\s*\n[│\s]*/g, " ");
}

describe("the module", () => {
  it("is written as terraform fmt and validate want it", async () => {
    const formatted = await terraform.run(process.cwd(), "fmt", "-check", "-recursive", MODULE_FOLDER, "examples");
    expect(formatted).toEqual({ code: 0, stdout: "", stderr: "" });

    const module = moduleCopy();
    await terraform.run(module, "init", "-backend=false");
    const { stdout } = await terraform.run(module, "validate");
    expect(stdout).toContain("Success! The configuration is valid.");
  });

  it("reports everything that is wrong at once, with what is allowed", async () => {
    const said = await planned({
      organization_ids: [one, "m-1", `arn:aws:workmail:::organization/${one}`],
      function_name: "work mail",
      timeout: 901,
      runtime: "nodejs20.x",
      environment_variables: { AWS_REGION: "eu-west-1", QUEUE: "mail" },
      vpc_config: { subnet_ids: [], security_group_ids: ["default"] },
    });
    for (const error of [
      `organization_ids: each must be an organization ID (m- and 32 hexadecimal digits, lowercase), not its ARN; given: "arn:aws:workmail:::organization/${one}", "m-1".`,
      `function_name must be 1 to 54 letters, digits, - and _ (the role's name adds the Region, and IAM allows 64).`,
      "timeout is 901",
      "timeout must be a whole number of seconds from 1 to 900.",
      "runtime must be nodejs22.x, nodejs24.x.",
      "environment_variables: each must be a name of letters",
      'given: "AWS_REGION".',
      "vpc_config.subnet_ids must have at least one entry.",
      'vpc_config.security_group_ids: each must be a security group ID; given: "default".',
    ]) {
      expect(said).toContain(error);
    }
    expect(said).not.toContain("expression is invalid");
  });

  it.each([
    ["neither organizations nor any", {}],
    ["both", { organization_ids: [one], allow_any_organization: true }],
  ])("refuses %s", async (_, variables) => {
    expect(await planned(variables)).toContain(
      "Needs organization_ids, allow_any_organization = true, or workmail = false, and only one of them.",
    );
  });

  it("refuses a provider of a Region without WorkMail", async () => {
    expect(await planned({ organization_ids: [one] }, { region: "eu-central-1" })).toContain(
      "The AWS provider's Region must be us-east-1, us-west-2, eu-west-1: a function must be in the Region of its WorkMail organization, or without WorkMail, where Amazon SES receives email; given: eu-central-1.",
    );
  });

  it("takes a key, a network and a destination that are made in the same run", async () => {
    const resource = {
      aws_kms_key: { mail: {} },
      aws_vpc: { mail: { cidr_block: "10.0.0.0/16" } },
      aws_subnet: {
        mail: { vpc_id: "${aws_vpc.mail.id}", cidr_block: "10.0.1.0/24" },
      },
      aws_security_group: { mail: { vpc_id: "${aws_vpc.mail.id}" } },
      aws_sqs_queue: { failures: {} },
      aws_iam_role: { mail: ROLE },
    };
    const folder = moduleRoot(
      {
        organization_ids: [one],
        kms_key_arn: "${aws_kms_key.mail.arn}",
        vpc_config: {
          subnet_ids: ["${aws_subnet.mail.id}"],
          security_group_ids: ["${aws_security_group.mail.id}"],
        },
        failure_queue: false,
        on_failure_destination_arn: "${aws_sqs_queue.failures.arn}",
        create_role: false,
        role_arn: "${aws_iam_role.mail.arn}",
      },
      { resource },
    );
    const root = terraform.in(folder);
    await root.init();
    await root.apply();
    expect(actionsOf(await planOf(root, folder))).toEqual({});
    await root.destroy();
  });

  it("changes to an existing role, and back to its own", async () => {
    const variables = {
      organization_ids: [one],
      function_name: "mail",
      failure_queue: false,
      alarms: false,
      log_queries: false,
    };
    const folder = moduleRoot(variables, { resource: { aws_iam_role: { mail: ROLE } } });
    const root = terraform.in(folder);
    await root.init();
    await root.apply();
    const own = await outputsOf(root);

    changeCall(folder, { role_arn: `arn:aws:iam::${ACCOUNT}:role/${ROLE.name}` });
    await root.apply();
    const other = await outputsOf(root);
    expect(other).toEqual({ ...own, role_arn: `arn:aws:iam::${ACCOUNT}:role/${ROLE.name}`, role_name: ROLE.name });
    expect(await root.resources()).not.toContain("module.workmail.aws_iam_role.role[0]");
    expect(actionsOf(await planOf(root, folder))).toEqual({});

    changeCall(folder, { role_arn: null });
    await root.apply();
    expect(await outputsOf(root)).toEqual(own);
    expect(actionsOf(await planOf(root, folder))).toEqual({});
    await root.destroy();
  });
});

/** Changes arguments of the module's call. */
function changeCall(folder: string, changed: object): void {
  const file = path.join(folder, "main.tf.json");
  const root = JSON.parse(readFileSync(file, "utf8")) as { module: { workmail: object } };
  Object.assign(root.module.workmail, changed);
  writeFileSync(file, JSON.stringify(root));
}

async function outputsOf(root: TerraformFolder): Promise<object> {
  return (await root.outputs()).workmail as object;
}
