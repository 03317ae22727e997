import { Testing } from "cdktf";
import { OUTPUTS } from "../../../modules/constructs/outputs";
import { SETTINGS } from "../../../modules/settings/function-settings";
import type { Setting } from "../../../modules/settings/setting";
import { moduleHcl } from "../../../modules/terraform-module/module-hcl";
import { TerraformModule } from "../../../modules/terraform-module/terraform-module";
import { MODULE_VARIABLES } from "../../../modules/terraform-module/variables";
import { type Configuration, ORGANIZATIONS, synthesize } from "../../support/stack";

const workmail = new TerraformModule(Testing.app(), "module");
const configuration = JSON.parse(Testing.synth(workmail, true)) as Configuration & Record<string, unknown>;

/** The addresses of the resources, counts and keys aside. */
function addressesOf({ resource }: Configuration): string[] {
  return Object.entries(resource)
    .flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`))
    .sort();
}

describe("the module's files", () => {
  const files = Object.entries(moduleHcl(new TerraformModule(Testing.app(), "module")));

  it("have no line over 120 characters, error messages aside", () => {
    const long = files.flatMap(([name, text]) =>
      text
        .split("\n")
        .filter((line) => line.length > 120 && !line.trim().startsWith("error_message"))
        .map((line) => `${name}: ${line}`),
    );
    expect(long).toEqual([]);
  });

  it("give each local value a name of its own, and use it", () => {
    const main = files.find(([name]) => name === "main.tf")?.[1] ?? "";
    const [locals = ""] = main.split("\n}\n");
    const names = [...locals.matchAll(/^ {2}(\w+) += /gm)].map(([, name = ""]) => name);
    expect(names).toContain("makes_failure_queue");
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    const text = files.map(([, it]) => it).join("\n");
    expect(names.filter((name) => !new RegExp(`\\blocal\\.${name}\\b`).test(text))).toEqual([]);
  });

  it("name nothing that CDKTF leaves in what it synthesizes", () => {
    expect(files.map(([name]) => name)).toContain("permission.tf");
    expect(files.filter(([, text]) => /cdktf|cdk\.tf|"\/\/"/i.test(text))).toEqual([]);
  });
});

describe("the module", () => {
  it("leaves provider and backend to the caller", () => {
    expect(configuration).not.toHaveProperty("provider");
    expect(configuration.terraform).toEqual({
      required_providers: {
        aws: { source: "hashicorp/aws", version: ">= 5.83, < 7.0" },
      },
      required_version: ">= 1.5.7",
    });
  });

  it("holds nothing of CDKTF's and no path of this machine", () => {
    const text = JSON.stringify(configuration);
    expect(text).not.toContain('"//"');
    expect(text).not.toMatch(/cdktf|TfToken/i);
    expect(text).not.toContain(process.cwd());
  });

  it("has its zip beside it, wherever it is called from", () => {
    expect(configuration.locals).toEqual({
      package:
        '${var.s3_bucket == null ? coalesce(var.package_path, "${path.module}/${var.deduplication ? "workmail-function-deduplicating.zip" : "workmail-function.zip"}") : var.package_path}',
    });
    expect(configuration.resource.aws_lambda_function?.function).toMatchObject({
      filename: "${local.package}",
      source_code_hash: "${local.package == null ? null : filebase64sha256(local.package)}",
    });
  });

  it("has what a stack has that makes everything, under the same names", () => {
    const stack = synthesize({
      alarmEmail: "alarms@example.com",
      dashboard: true,
      deduplication: true,
      emailFlowRules: { Tag: { runSynchronously: true, fallbackAction: "Bounce" } },
      liveAlias: true,
      messageContent: "REPLACE",
      regions: { "eu-west-1": { organizationIds: [ORGANIZATIONS.one] } },
    });
    // SES has no answer to WorkMail, so that a synchronous rule goes without it.
    const withSes = synthesize({
      sesReceiptRule: { ruleSetName: "own" },
      sesSendingEvents: { configurationSetName: "own" },
      regions: { "eu-west-1": { organizationIds: [ORGANIZATIONS.one] } },
    });
    const addresses = new Set([...addressesOf(stack), ...addressesOf(withSes)]);
    expect(addressesOf(configuration)).toEqual([...addresses].sort());
  });

  it("has the outputs of a stack", () => {
    const outputs = Object.entries(configuration.output).map(([name, { description }]) => ({ name, description }));
    expect(outputs.sort(byName)).toEqual(OUTPUTS.map(({ name, description }) => ({ name, description })).sort(byName));
  });
});

function byName(one: { name: string }, other: { name: string }): number {
  return one.name.localeCompare(other.name);
}

describe("the variables", () => {
  it("are the settings that the module has, and no other", () => {
    const withoutVariable = Object.entries<Setting>(SETTINGS).filter(([, { places }]) => !places.includes("module"));
    // The account is the caller's provider's; the module takes a zip that is already built.
    expect(withoutVariable.map(([name]) => name)).toEqual(["accountId", "entry", "files", "sourceMap"]);
    expect(MODULE_VARIABLES).toHaveLength(Object.keys(SETTINGS).length - withoutVariable.length);
  });

  it("reach the function, every one", () => {
    const text = JSON.stringify({
      ...configuration.resource,
      ...(configuration.locals as object),
    });
    const unused = MODULE_VARIABLES.filter(({ name }) => !new RegExp(`\\bvar\\.${name}\\b`).test(text));
    expect(unused).toEqual([]);
  });

  it("have the names that Terraform's AWS provider has", () => {
    const names = MODULE_VARIABLES.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        "function_name",
        "memory_size",
        "timeout",
        "reserved_concurrent_executions",
        "maximum_retry_attempts",
        "maximum_event_age_in_seconds",
        "kms_key_arn",
      ]),
    );
  });

  it("are described, each in sentences", () => {
    const undescribed = MODULE_VARIABLES.filter(({ description }) => !description.endsWith("."));
    expect(undescribed).toEqual([]);
  });

  it("take null for their default, or for nothing", () => {
    const variables = configuration.variable as Record<string, { default: unknown; nullable: boolean }>;
    for (const variable of Object.values(variables)) {
      expect(variable.nullable).toBe(variable.default === null);
    }
    expect(Object.keys(variables)).toHaveLength(MODULE_VARIABLES.length);
  });
});

describe("addresses", () => {
  /** Of the resources that a release has had: they stay, or are moved. */
  const RELEASED = [
    "aws_cloudwatch_log_group.log_group",
    "aws_iam_role.role",
    "aws_iam_role_policy.role_policy",
    "aws_lambda_function.function",
    "aws_lambda_permission.permission",
  ];

  it("stay what they were, or come with moved", () => {
    const { moved = [] } = configuration as { moved?: { from: string }[] };
    const known = [...addressesOf(configuration), ...moved.map(({ from }) => from)];
    expect(RELEASED.filter((address) => !known.includes(address))).toEqual([]);
  });

  it("that are moved say so in the module's files", () => {
    const renamed = new TerraformModule(Testing.app(), "module");
    renamed.lambda.function.moveFromId("aws_lambda_function.handler");
    const main = moduleHcl(renamed)["main.tf"];
    expect(main).toMatch(/\nmoved \{\n(.*\n)? {2}from = aws_lambda_function\.handler\n/);
    expect(main).toMatch(/\n {2}to += aws_lambda_function\.function\n/);
  });
});
