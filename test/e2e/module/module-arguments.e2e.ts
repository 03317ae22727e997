import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout } from "node:timers/promises";
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
 * of it changes, so that one apply changes all arguments, each of them by itself.
 */

type Values = Readonly<Record<string, unknown>>;

const organization = `m-${"1".repeat(32)}`;
const source = moduleCopy();

/** It has the resources that may lose data, and the alias, so that a change can replace them. */
const EVERYWHERE: Values = {
  organization_ids: [organization],
  deduplication: true,
  live_alias: true,
  alarms: false,
  log_queries: false,
};

/** The parts that alarms and dashboard need; the other functions would only take longer with them. */
const ALARMS: Values = { alarms: true, alarm_email: "before@example.com", dashboard: true, log_queries: true };

/** The settings that message content needs. */
const CONTENT: Values = {
  message_content: "REPLACE",
  email_flow_rules: { Tag: { run_synchronously: true, fallback_action: "Bounce" } },
};

/** A package in S3. */
const IN_BUCKET: Values = { s3_bucket: "own-bucket", s3_key: "mail/1.zip" };

const OWN_ROLE = "arn:aws:iam::123456789012:role/own";

interface Change {
  /** Beside what every function has. @default {} */
  readonly before?: Values;
  /** @default - another allowed value of the argument */
  readonly after?: Values;
}

/** Changes that need more than another allowed value of the argument. */
const CHANGES: Readonly<Record<string, Change>> = {
  function_name: { before: ALARMS, after: { function_name: "renamed" } },
  allow_any_organization: { after: { allow_any_organization: true, organization_ids: null } },
  workmail: {
    before: { ses_receipt_rule: { rule_set_name: "own" } },
    after: { workmail: false, organization_ids: null },
  },
  email_flow_rules: { after: { email_flow_rules: { Tag: { direction: "INBOUND" } } } },
  ses_receipt_rule: { after: { ses_receipt_rule: { rule_set_name: "own" } } },
  ses_sending_events: { after: { ses_sending_events: { configuration_set_name: "own" } } },
  package_path: { after: { package_path: path.join(source, "workmail-function.zip") } },
  s3_bucket: { before: IN_BUCKET, after: { s3_bucket: "another-bucket" } },
  s3_key: { before: IN_BUCKET, after: { s3_key: "mail/2.zip" } },
  s3_object_version: { before: IN_BUCKET, after: { s3_object_version: "${local.shared.package_version}" } },
  layers: { after: { layers: ["${local.shared.layer}"] } },
  // The emulator takes 0 for none.
  reserved_concurrent_executions: { after: { reserved_concurrent_executions: 5 } },
  alarms: { before: ALARMS },
  alarm_action_arns: { before: ALARMS },
  alarm_email: { before: ALARMS },
  dashboard: { before: ALARMS },
  log_queries: { before: ALARMS },
  tags: { before: ALARMS },
  log_group_name: { after: { log_group_name: "/platform/mail" } },
  message_content: { before: CONTENT },
  updated_content_bucket: { before: CONTENT, after: { updated_content_bucket: "own-bucket" } },
  vpc_config: {
    after: {
      vpc_config: { subnet_ids: ["${local.shared.subnet}"], security_group_ids: ["${local.shared.security_group}"] },
    },
  },
  // The alias stays while a new version is published.
  live_version: { after: { live_version: "1", timeout: 11 } },
  // Shared are the events of a live version that is not the newest.
  new_version_weight: { after: { new_version_weight: 0.5, live_version: "1", timeout: 11 } },
  role_arn: { after: { role_arn: OWN_ROLE } },
  create_role: { after: { create_role: false, role_arn: OWN_ROLE } },
};

/** The AWS provider's release that is tried here, 5.100.0, knows one of the runtimes. */
const NOT_CHANGED = ["runtime"];

/** The resources that keep data: a deletion is worth a word, even if the argument asks for it. */
const WITH_DATA = [
  "aws_cloudwatch_log_group.log_group",
  "aws_dynamodb_table.deduplication_table",
  "aws_s3_bucket.updated_content",
  "aws_sqs_queue.failure_queue",
];

/** The resources with the function's name in their own. */
const NAMED_LIKE_THE_FUNCTION = WITH_DATA.filter((it) => !it.startsWith("aws_s3_bucket."));

const variables = MODULE_VARIABLES.filter(({ name }) => !NOT_CHANGED.includes(name));

function rowOf({ setting }: ModuleVariable): Setting {
  return SETTINGS[setting as keyof typeof SETTINGS];
}

function functionName({ name }: ModuleVariable): string {
  return `change-${name}`;
}

function valuesBefore(variable: ModuleVariable): Values {
  return { function_name: functionName(variable), ...EVERYWHERE, ...CHANGES[variable.name]?.before };
}

function valuesAfter(variable: ModuleVariable): Values {
  const after = CHANGES[variable.name]?.after ?? { [variable.name]: anotherValue(variable) };
  return { ...valuesBefore(variable), ...after };
}

/** An allowed value of an argument that it has not before. */
function anotherValue(variable: ModuleVariable): unknown {
  const before = JSON.stringify(valuesBefore(variable)[variable.name] ?? variable.default);
  const value = rowOf(variable).allowed.find((allowed) => JSON.stringify(allowed) !== before);
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value).replace(/[$%](?=\{)/g, "$&$&"));
}

const terraform = new EmulatedTerraform();

/** The resources that the functions share, in a root of their own. */
const shared = folderWith({ "main.tf.json": JSON.stringify(sharedRoot()) });

function sharedRoot(): object {
  const zip = path.join(source, "workmail-function.zip");
  const inOwn = { bucket: "${aws_s3_bucket_versioning.own.bucket}", source: zip };
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  return {
    provider: { aws: { region: "eu-west-1" } },
    resource: {
      aws_iam_role: { own: { name: "own", assume_role_policy: JSON.stringify(trust) } },
      aws_lambda_layer_version: { own: { layer_name: "own", filename: zip } },
      aws_cloudwatch_log_group: { own: { name: "/platform/mail" } },
      aws_s3_bucket: { own: { bucket: "own-bucket" }, another: { bucket: "another-bucket" } },
      aws_s3_bucket_versioning: {
        own: { bucket: "${aws_s3_bucket.own.bucket}", versioning_configuration: { status: "Enabled" } },
      },
      aws_s3_object: {
        package: { ...inOwn, key: "mail/1.zip" },
        newer: { ...inOwn, key: "mail/2.zip" },
        another: { bucket: "${aws_s3_bucket.another.bucket}", key: "mail/1.zip", source: zip },
      },
      aws_ses_receipt_rule_set: { own: { rule_set_name: "own" } },
      aws_ses_configuration_set: { own: { name: "own" } },
      aws_vpc: { mail: { cidr_block: "10.0.0.0/16" } },
      aws_subnet: { mail: { vpc_id: "${aws_vpc.mail.id}", cidr_block: "10.0.1.0/24" } },
      aws_security_group: { mail: { vpc_id: "${aws_vpc.mail.id}" } },
    },
    output: {
      layer: { value: "${aws_lambda_layer_version.own.arn}" },
      package_version: { value: "${aws_s3_object.package.version_id}" },
      subnet: { value: "${aws_subnet.mail.id}" },
      security_group: { value: "${aws_security_group.mail.id}" },
    },
  };
}

/** Some of the arguments, with a root: Terraform takes more than twice as long for twice as many resources. */
class Group {
  readonly #folder = folderWith({});

  constructor(private readonly variables: readonly ModuleVariable[]) {}

  async deploy(): Promise<void> {
    this.#write(valuesBefore);
    await run(this.#folder, "init");
    await run(this.#folder, "apply", "-auto-approve", ALL_AT_ONCE);
  }

  /** Plans the changes, and returns them. */
  async plan(): Promise<readonly ResourceChange[]> {
    this.#write(valuesAfter);
    await run(this.#folder, "plan", "-refresh=false", "-out=change");
    const planned = await terraform.in(this.#folder).show(path.join(this.#folder, "change"));
    return (planned as { resource_changes: readonly ResourceChange[] }).resource_changes;
  }

  apply(): Promise<void> {
    return run(this.#folder, "apply", ALL_AT_ONCE, "change");
  }

  /** Returns what a second apply would do. */
  async left(): Promise<Record<string, string>> {
    return actionsOf(await planOf(terraform.in(this.#folder), this.#folder));
  }

  /** Writes one call with for_each: Terraform takes several times as long for a call for each function. */
  #write(valuesOf: (variable: ModuleVariable) => Values): void {
    const unset = Object.fromEntries(MODULE_VARIABLES.map(({ name }) => [name, null]));
    const root = {
      provider: { aws: { region: "eu-west-1" } },
      data: {
        terraform_remote_state: {
          shared: { backend: "local", config: { path: path.join(shared, "terraform.tfstate") } },
        },
      },
      locals: {
        shared: "${data.terraform_remote_state.shared.outputs}",
        changes: Object.fromEntries(this.variables.map((it) => [it.name, { ...unset, ...valuesOf(it) }])),
      },
      module: {
        change: {
          source,
          for_each: "${local.changes}",
          ...Object.fromEntries(MODULE_VARIABLES.map(({ name }) => [name, `\${each.value.${name}}`])),
        },
      },
    };
    writeFileSync(path.join(this.#folder, "main.tf.json"), JSON.stringify(root));
  }
}

/** The AWS provider waits half a minute for each queue, and would let nothing else begin. */
const ALL_AT_ONCE = "-parallelism=500";

const GROUPS = 3;
const groups = Array.from(
  { length: GROUPS },
  (_, index) => new Group(variables.filter((_, position) => position % GROUPS === index)),
);

async function run(folder: string, command: string, ...args: string[]): Promise<void> {
  expect(await terraform.run(folder, command, "-input=false", ...args)).toSucceed();
}

/** The plan of Terraform for each argument: the actions on a resource, all its instances taken together. */
function actionsByArgument(changes: readonly ResourceChange[]): Record<string, Record<string, Set<string>>> {
  const all: Record<string, Record<string, Set<string>>> = {};
  for (const { address, change } of changes) {
    const [, argument, resource] = /^module\.change\["(\w+)"\]\.(\w+\.\w+)/.exec(address) ?? [];
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
      // Without a pause, the emulator would only answer these questions.
      await setTimeout(250);
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

/** The contents of table and queue; undefined where there is none. */
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
    await run(shared, "init");
    await run(shared, "apply", "-auto-approve");
    await Promise.all(groups.map((group) => group.deploy()));
    await Promise.all(variables.map(fill));

    planned = actionsByArgument((await Promise.all(groups.map((group) => group.plan()))).flat());
    const stop = watchPermissions(variables.filter((it) => !isReplaced(it, "aws_lambda_permission.permission")));
    await Promise.all(groups.map((group) => group.apply()));
    permissions = await stop();
    left = Object.assign({}, ...(await Promise.all(groups.map((group) => group.left())))) as typeof left;
  }, 900_000);
  afterAll(() => terraform.stop());

  it("has a value to change to", () => {
    expect(variables.filter((it) => CHANGES[it.name]?.after === undefined && anotherValue(it) === undefined)).toEqual(
      [],
    );
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
      return [name, NAMED_LIKE_THE_FUNCTION.every((it) => resources.includes(it)) ? "everything" : resources];
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
