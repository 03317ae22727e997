import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetPolicyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { statementsOf } from "../../../cli/verification/resource-policy";
import { SETTINGS } from "../../../modules/settings/function-settings";
import type { Setting } from "../../../modules/settings/setting";
import { MODULE_VARIABLES, type ModuleVariable } from "../../../modules/terraform-module/variables";
import { EmulatedTerraform } from "../../support/emulated-terraform";
import { folderWith } from "../../support/folder";
import { moduleCopy } from "../../support/module-root";
import { actionsOf, planOf, type ResourceChange } from "../../support/plan";

/**
 * Every argument of the module changes after the first apply. There is one function for each argument, and nothing else
 * of it changes, so that one apply changes all arguments, each of them alone.
 */

const organization = `m-${"1".repeat(32)}`;
const source = moduleCopy();

/** What may lose data is there, and the alias, so that a change can replace it. */
const BEFORE: Values = {
  organization_ids: [organization],
  deduplication: true,
  live_alias: true,
  alarms: false,
  log_queries: false,
};

/** The arguments that alarms, dashboard, and queries depend on: the others would only take longer with them. */
const WITH_ALARMS = ["function_name", "tags", "alarms", "alarm_action_arns", "alarm_email", "dashboard", "log_queries"];
const ALARMS: Values = { alarms: true, alarm_email: "before@example.com", dashboard: true, log_queries: true };

/** A role of the root, as a string: Terraform knows it at plan. */
const OWN_ROLE = "arn:aws:iam::123456789012:role/own";

const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

/** Changes that are not only another allowed value of the argument. */
const AFTER: Readonly<Record<string, Values>> = {
  function_name: { function_name: "renamed" },
  allow_any_organization: { allow_any_organization: true, organization_ids: null },
  package_path: { package_path: path.join(source, "workmail-function.zip") },
  vpc_config: {
    vpc_config: { subnet_ids: ["${aws_subnet.mail.id}"], security_group_ids: ["${aws_security_group.mail.id}"] },
  },
  // The emulator takes 0 for none.
  reserved_concurrent_executions: { reserved_concurrent_executions: 5 },
  layers: { layers: ["${aws_lambda_layer_version.own.arn}"] },
  role_arn: { role_arn: OWN_ROLE },
  create_role: { create_role: false, role_arn: OWN_ROLE },
  // The alias stays while a new version is published.
  live_version: { live_version: "1", timeout: 11 },
  // Shared are the events of a live version that is not the newest.
  new_version_weight: { new_version_weight: 0.5, live_version: "1", timeout: 11 },
};

/** The AWS provider's release that is tried here, 5.100.0, knows one of the runtimes. */
const NOT_CHANGED = ["runtime"];

/** What keeps data: its deletion is worth a word, even if the argument asks for it. */
const WITH_DATA = [
  "aws_cloudwatch_log_group.log_group",
  "aws_dynamodb_table.deduplication_table",
  "aws_sqs_queue.failure_queue",
];

type Values = Readonly<Record<string, unknown>>;

const variables = MODULE_VARIABLES.filter(({ name }) => !NOT_CHANGED.includes(name));

function rowOf({ setting }: ModuleVariable): Setting {
  return SETTINGS[setting as keyof typeof SETTINGS];
}

function functionName({ name }: ModuleVariable): string {
  return `change-${name}`;
}

function valuesBefore(variable: ModuleVariable): Values {
  return {
    function_name: functionName(variable),
    ...BEFORE,
    ...(WITH_ALARMS.includes(variable.name) ? ALARMS : {}),
  };
}

function valuesAfter(variable: ModuleVariable): Values {
  const { name } = variable;
  return { ...valuesBefore(variable), ...(AFTER[name] ?? { [name]: anotherValue(variable) }) };
}

/** An allowed value of an argument that it has not before. */
function anotherValue(variable: ModuleVariable): unknown {
  const before = JSON.stringify(valuesBefore(variable)[variable.name] ?? variable.default);
  const value = rowOf(variable).allowed.find((allowed) => JSON.stringify(allowed) !== before);
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value).replace(/[$%](?=\{)/g, "$&$&"));
}

const terraform = new EmulatedTerraform();
const folder = folderWith({});

function write(valuesOf: (variable: ModuleVariable) => Values): void {
  const root = {
    provider: { aws: { region: "eu-west-1" } },
    resource: {
      aws_iam_role: { own: { name: "own", assume_role_policy: JSON.stringify(TRUST) } },
      aws_lambda_layer_version: { own: { layer_name: "own", filename: path.join(source, "workmail-function.zip") } },
      aws_vpc: { mail: { cidr_block: "10.0.0.0/16" } },
      aws_subnet: { mail: { vpc_id: "${aws_vpc.mail.id}", cidr_block: "10.0.1.0/24" } },
      aws_security_group: { mail: { vpc_id: "${aws_vpc.mail.id}" } },
    },
    module: Object.fromEntries(variables.map((variable) => [variable.name, { source, ...valuesOf(variable) }])),
  };
  writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify(root));
}

async function run(...args: string[]): Promise<void> {
  expect(await terraform.run(folder, ...args)).toSucceed();
}

/** What Terraform plans for each argument: the actions on a resource, all its instances taken together. */
function actionsByArgument(changes: readonly ResourceChange[]): Record<string, Record<string, Set<string>>> {
  const all: Record<string, Record<string, Set<string>>> = {};
  for (const { address, change } of changes) {
    const [, argument, resource] = /^module\.(\w+)\.(\w+\.\w+)/.exec(address) ?? [];
    if (argument !== undefined && change.actions.join() !== "no-op") {
      const actions = ((all[argument] ??= {})[resource!] ??= new Set());
      change.actions.forEach((action) => actions.add(action));
    }
  }
  return all;
}

/** Asks for the resource policies of functions again and again, until it is stopped. */
function watchPermissions(watched: readonly ModuleVariable[]) {
  const lambda = new LambdaClient(terraform.client);
  const missing = new Set<string>();
  let rounds = 0;
  let isStopped = false;
  const ask = async (variable: ModuleVariable) => {
    const request = new GetPolicyCommand({ FunctionName: functionName(variable), Qualifier: "live" });
    const { Policy = "{}" } = await lambda.send(request).catch(() => ({ Policy: "{}" }));
    if (!statementsOf(Policy).some(({ sid }) => sid === `AllowWorkMail-${organization}`)) {
      missing.add(variable.name);
    }
  };
  const watching = (async () => {
    do {
      await Promise.all(watched.map(ask));
      rounds++;
    } while (!isStopped);
  })();
  return async () => {
    isStopped = true;
    await watching;
    return { missing: [...missing], rounds };
  };
}

/** Puts a record into the table of a function, and a failed event into its queue. */
async function fill(variable: ModuleVariable): Promise<void> {
  await new DynamoDBClient(terraform.client).send(
    new PutItemCommand({ TableName: `${functionName(variable)}-deduplication`, Item: { id: { S: "kept" } } }),
  );
  const sqs = new SQSClient(terraform.client);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${functionName(variable)}-failures` }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "kept" }));
}

/** What is in table and queue; undefined where there is none. */
async function contents(variable: ModuleVariable) {
  const sqs = new SQSClient(terraform.client);
  const TableName = `${functionName(variable)}-deduplication`;
  const table = await new DynamoDBClient(terraform.client).send(new ScanCommand({ TableName })).catch(() => undefined);
  const queue = await sqs.send(new GetQueueUrlCommand({ QueueName: `${functionName(variable)}-failures` })).then(
    ({ QueueUrl }) =>
      sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] })),
    () => undefined,
  );
  return {
    "aws_dynamodb_table.deduplication_table": table?.Items?.map(({ id }) => id?.S),
    "aws_sqs_queue.failure_queue": queue?.Attributes?.ApproximateNumberOfMessages,
  };
}

describe("a change of each argument", () => {
  let planned: ReturnType<typeof actionsByArgument>;
  let permissions: { readonly missing: readonly string[]; readonly rounds: number };
  let left: Record<string, string>;

  /** The resources of an argument's function on which Terraform takes all of these actions. */
  function resourcesWith(name: string, ...actions: string[]): string[] {
    return Object.entries(planned[name] ?? {})
      .filter(([, taken]) => actions.every((action) => taken.has(action)))
      .map(([resource]) => resource)
      .sort();
  }

  function isReplaced({ name }: ModuleVariable, resource: string): boolean {
    return resourcesWith(name, "delete").includes(resource);
  }

  beforeAll(async () => {
    await terraform.start();
    write(valuesBefore);
    await run("init", "-input=false");
    await run("apply", "-input=false", "-auto-approve", "-parallelism=40");
    await Promise.all(variables.map(fill));

    write(valuesAfter);
    await run("plan", "-input=false", "-refresh=false", "-out=change");
    const { resource_changes } = (await terraform.in(folder).show(path.join(folder, "change"))) as {
      resource_changes: readonly ResourceChange[];
    };
    planned = actionsByArgument(resource_changes);
    const stop = watchPermissions(variables.filter((it) => !isReplaced(it, "aws_lambda_permission.permission")));
    await run("apply", "-input=false", "-parallelism=40", "change");
    permissions = await stop();
    left = actionsOf(await planOf(terraform.in(folder), folder));
  }, 900_000);
  afterAll(() => terraform.stop());

  it("has a value to change to", () => {
    expect(variables.filter((it) => !(it.name in AFTER) && anotherValue(it) === undefined)).toEqual([]);
  });

  it("reaches what is deployed", () => {
    expect(variables.map(({ name }) => name).filter((name) => planned[name] === undefined)).toEqual([]);
  });

  it("needs one apply", () => {
    expect(left).toEqual({});
  });

  it("replaces what the inputs table says, and nothing else", () => {
    const replaced = variables.map(({ name }): [string, unknown] => {
      const resources = resourcesWith(name, "create", "delete");
      return [name, WITH_DATA.every((it) => resources.includes(it)) ? "everything" : resources];
    });
    const rows = variables.map((it): [string, unknown] => [it.name, rowOf(it).replaces ?? []]);
    expect(Object.fromEntries(replaced)).toEqual(Object.fromEntries(rows));
  });

  it("deletes data where the inputs table says so, and nowhere else", () => {
    const deleted = variables.map(({ name }): [string, unknown] => {
      const replaced = resourcesWith(name, "create", "delete");
      return [name, resourcesWith(name, "delete").filter((it) => WITH_DATA.includes(it) && !replaced.includes(it))];
    });
    const rows = variables.map((it): [string, unknown] => [it.name, rowOf(it).deletes ?? []]);
    expect(Object.fromEntries(deleted)).toEqual(Object.fromEntries(rows));
  });

  it("keeps the permission of the rule at every moment, unless it replaces the permission", () => {
    expect(permissions.missing).toEqual([]);
    expect(permissions.rounds).toBeGreaterThan(3);
  });

  it("keeps what is in table and queue, unless it deletes or replaces them", async () => {
    const found = await Promise.all(
      variables.map(async (it): Promise<[string, object]> => [it.name, await contents(it)]),
    );
    const expected = variables.map((it): [string, object] => [
      it.name,
      {
        "aws_dynamodb_table.deduplication_table": isReplaced(it, "aws_dynamodb_table.deduplication_table")
          ? undefined
          : ["kept"],
        "aws_sqs_queue.failure_queue": isReplaced(it, "aws_sqs_queue.failure_queue") ? undefined : "1",
      },
    ]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });
});
