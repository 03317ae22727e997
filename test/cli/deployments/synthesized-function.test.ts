import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { functionsOf, synthesizedFunction } from "../../../cli/deployments/synthesized-function";
import type { Stack } from "../../../cli/terraform/stacks";
import { folderWith } from "../../support/folder";

function permissionOf(functionId: string) {
  return { function_name: `\${aws_lambda_function.${functionId}.function_name}`, principal: "workmail.amazonaws.com" };
}

function stack(
  name: string,
  functions: Record<string, object>,
  regions: string[],
  permissions: Record<string, object> = {},
  aliases: Record<string, object> = {},
): Stack {
  const folder = folderWith({
    "cdk.tf.json": JSON.stringify({
      provider: { aws: regions.map((region) => ({ region, ...(regions.length > 1 && { alias: region }) })) },
      resource: {
        aws_lambda_function: Object.fromEntries(
          Object.entries(functions).map(([id, it]) => [
            id,
            {
              function_name: "mail",
              filename: "assets/mail.zip",
              source_code_hash: "c2hhMjU2",
              handler: "index.handler",
              runtime: "nodejs22.x",
              memory_size: 256,
              timeout: 10,
              ...it,
            },
          ]),
        ),
        aws_lambda_permission: {
          ...Object.fromEntries(Object.keys(functions).map((id) => [id, permissionOf(id)])),
          ...permissions,
        },
        aws_lambda_alias: aliases,
      },
    }),
  });
  return { name, folder, dependencies: [] };
}

it("returns how the function of a Region is to run", () => {
  const east = stack("workmail-us-east-1", { function: {} }, ["us-east-1"]);
  const west = stack(
    "workmail-us-west-2",
    {
      function: {
        memory_size: 512,
        logging_config: { log_format: "JSON", application_log_level: "INFO" },
      },
    },
    ["us-west-2"],
  );
  expect(synthesizedFunction([east, west]).region).toBe("us-east-1");
  expect(synthesizedFunction([east, west], "us-west-2")).toEqual({
    region: "us-west-2",
    sourceCodeHash: "c2hhMjU2",
    unknownVariables: [],
    resources: [expect.objectContaining({ type: "aws_lambda_function", id: "function" })],
    options: {
      region: "us-west-2",
      zip: `${west.folder}/assets/mail.zip`,
      functionName: "mail",
      handler: "index.handler",
      runtime: "nodejs22.x",
      memorySizeMb: 512,
      timeoutSeconds: 10,
      environment: {},
      logFormat: "JSON",
      logLevel: "INFO",
    },
  });
});

it("finds a Region's function in the stack of all", () => {
  const all = stack(
    "workmail",
    {
      us_east_1_function: { memory_size: 128, provider: "aws.us-east-1" },
      eu_west_1_function: { memory_size: 512, provider: "aws.eu-west-1" },
    },
    ["us-east-1", "eu-west-1"],
  );
  const { region, options } = synthesizedFunction([all], "eu-west-1");
  expect([region, options.memorySizeMb]).toEqual(["eu-west-1", 512]);
});

it("returns the organizations that may invoke it, where they are in the configuration", () => {
  const permission = (id: string, for_each: string) => ({ ...permissionOf(id), for_each });
  const all = stack(
    "workmail",
    {
      us_east_1_function: { provider: "aws.us-east-1" },
      us_west_2_function: { provider: "aws.us-west-2" },
      eu_west_1_function: { provider: "aws.eu-west-1" },
    },
    ["us-east-1", "us-west-2", "eu-west-1"],
    {
      eu_west_1_function: permission("eu_west_1_function", '${toset(["m-1","m-2"])}'),
      us_east_1_function: permission("us_east_1_function", '${toset(["*"])}'),
      us_west_2_function: permission("us_west_2_function", "${toset(var.ids)}"),
    },
  );
  const ids = (region: string) => synthesizedFunction([all], region).organizationIds;
  expect(ids("eu-west-1")).toEqual(["m-1", "m-2"]);
  expect(ids("us-east-1")).toEqual(["*"]);
  expect(ids("us-west-2")).toBeUndefined();
});

describe("the alias live", () => {
  const newest = "${aws_lambda_function.function.version}";
  const aliasOf = (alias: object) => {
    const it = stack(
      "workmail-us-east-1",
      { function: {} },
      ["us-east-1"],
      {},
      {
        live_alias: {
          function_name: "${aws_lambda_function.function.function_name}",
          ...alias,
        },
      },
    );
    return synthesizedFunction([it]).alias;
  };
  const shared = (weight: unknown) => ({
    routing_config: {
      content: { additional_version_weights: { "${version}": weight } },
    },
  });

  it("is to name the newest version, or one that is given, with a share for the newest", () => {
    expect(aliasOf({ function_version: newest })).toEqual({
      newVersionWeight: 0,
    });
    expect(aliasOf({ function_version: "3", dynamic: shared(0.25) })).toEqual({
      version: "3",
      newVersionWeight: 0.25,
    });
  });

  it("is not guessed where only Terraform knows", () => {
    expect(aliasOf({ function_version: "${coalesce(var.version, 1)}" })).toBeUndefined();
    expect(aliasOf({ function_version: "3", dynamic: shared("${var.weight}") })).toBeUndefined();
  });
});

it("takes the Region of an app's own stack from its provider, whatever the stack's name ends with", () => {
  const own = stack("email-us-east-1", { mail: {} }, ["eu-west-1"]);
  expect(synthesizedFunction([own]).region).toBe("eu-west-1");
});

it("leaves out functions that WorkMail may not invoke", () => {
  const own = stack("email", { other: {}, mail: { function_name: "mail-2" } }, ["eu-west-1"], {
    other: { ...permissionOf("other"), principal: "sns.amazonaws.com" },
  });
  expect(functionsOf(own).map(({ options }) => options.functionName)).toEqual(["mail-2"]);
});

it("lists what the function's construct creates, and nothing else of the stack", () => {
  const at = (path: string) => ({ "//": { metadata: { path } } });
  const own = stack("email", { function: at("email/mail/function") }, ["eu-west-1"], {
    function: { ...permissionOf("function"), ...at("email/mail/permission/Default") },
    elsewhere: { ...permissionOf("function"), ...at("email/mailbox/permission/Default") },
  });
  const { resources } = synthesizedFunction([own]);
  expect(resources.map(({ type, id }) => `${type}.${id}`)).toEqual([
    "aws_lambda_function.function",
    "aws_lambda_permission.function",
  ]);
});

it("reads texts as Terraform does, and names what only Terraform knows", () => {
  const variables = {
    TEXT: "costs $${5} or %%{x}",
    TABLE: "${aws_dynamodb_table.table.name}",
  };
  const it = stack("workmail-eu-west-1", { function: { environment: { variables } } }, ["eu-west-1"]);
  const { options, unknownVariables } = synthesizedFunction([it]);
  expect(options.environment).toEqual({ TEXT: "costs ${5} or %{x}" });
  expect(unknownVariables).toEqual(["TABLE"]);
});

describe("a runtime that Terraform chooses", () => {
  const own = stack("workmail-eu-west-1", { function: { runtime: "${try(0, 1)}" } }, ["eu-west-1"]);
  const runtime = () => synthesizedFunction([own]).options.runtime;

  it("is the newest before Terraform has chosen a provider, then the one for its release", () => {
    expect(runtime()).toBe("nodejs24.x");
    writeFileSync(
      path.join(own.folder, ".terraform.lock.hcl"),
      'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.100.0"\n}\n',
    );
    expect(runtime()).toBe("nodejs22.x");
  });
});

it("says which Regions there are when there is no such one", () => {
  const it = stack("workmail-eu-west-1", { function: {} }, ["eu-west-1"]);
  expect(() => synthesizedFunction([it], "us-east-1")).toThrow(
    "No function for us-east-1 was synthesized; there is one for eu-west-1.",
  );
  expect(() => synthesizedFunction([])).toThrow("The synthesized configuration has no Lambda function.");
});

it("returns a function that only Amazon SES may invoke, for no organization, and no other one that EventBridge may", () => {
  const east = stack("workmail-us-east-1", { mail: {}, nightly: {} }, ["us-east-1"], {
    mail: { ...permissionOf("mail"), statement_id: "AllowSesReceiptRule", principal: "ses.amazonaws.com" },
    nightly: { ...permissionOf("nightly"), statement_id: "Nightly", principal: "events.amazonaws.com" },
  });

  expect(functionsOf(east).map(({ organizationIds }) => organizationIds)).toEqual([[]]);
});
