import { Expected } from "../../../cli/verification/expectation";
import { verifyDeployment } from "../../../cli/verification/verify-deployment";
import { SETTINGS } from "../../../modules/settings/function-settings";
import { type Setting, settingsAt } from "../../../modules/settings/setting";
import { SettingsError } from "../../../modules/settings/settings";
import { type AwsAnswer, type AwsApi, startAwsApi } from "../../support/aws-api";
import { deploymentIn } from "../../support/deployment";
import { type Configuration, ORGANIZATIONS, synthesize } from "../../support/stack";

/** Attributes of any resource that verify does not compare, each with the reason. */
const NEVER_COMPARED: Readonly<Record<string, string>> = {
  depends_on: "Terraform's own",
  for_each: "Terraform's own",
  lifecycle: "Terraform's own",
  tags: "no tag changes what the function does",
};

/** Attributes of one resource that are not compared as attributes, each with the reason. */
const NOT_COMPARED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_cloudwatch_event_rule: {
    description: "no part of what the rule does",
    name: "the output says which rule is asked for",
  },
  aws_cloudwatch_event_target: {
    arn: "compared with the function or alias that the outputs name",
    rule: "the output says whose targets are asked for",
    target_id: "no part of what the target does",
  },
  aws_cloudwatch_log_group: { name: "the output says which log group is asked for" },
  aws_iam_role: { name: "the output says which role is asked for" },
  aws_iam_role_policy: { role: "the output says whose policy is asked for" },
  aws_kms_key: { description: "no part of what the key does" },
  aws_lambda_alias: {
    description: "no part of what the alias does",
    function_name: "the output says whose alias is asked for",
    function_version: "compared with the version that the settings or the newest publication name",
    name: "always live, which is asked for",
  },
  aws_lambda_function: {
    filename: "its content is compared, by its hash",
    function_name: "the output says which function is asked for",
    publish: "of an update, no property of the function",
    source_code_hash: "compared as the artifact",
  },
  aws_lambda_function_event_invoke_config: {
    function_name: "the output says whose configuration is asked for",
    qualifier: "the output says whose configuration is asked for",
  },
  aws_lambda_permission: Object.fromEntries(
    ["action", "function_name", "principal", "qualifier", "source_account", "source_arn", "statement_id"].map(
      (name) => [name, "compared as part of the function's whole resource policy"],
    ),
  ),
  aws_ses_receipt_rule: {
    after: "SES reports a position only as part of the rule set",
    name: "the output says which rule is asked for",
    rule_set_name: "the output says which rule is asked for",
  },
  aws_sns_topic: {
    kms_master_key_id: "only Terraform knows the key; a topic without one fails, and the key has a check",
    name: "the output says which topic is asked for",
  },
  aws_sns_topic_policy: { arn: "the output says whose policy is asked for" },
  aws_sns_topic_subscription: { topic_arn: "the output says whose subscription is asked for" },
  aws_sqs_queue: { name: "the output says which queue is asked for" },
  terraform_data: { input: "a condition, and nothing at AWS" },
};

const region = "eu-west-1";
let api: AwsApi;
const environment = { ...process.env };

beforeAll(async () => {
  // Where these answer, the attributes to compare are chosen; the rest is denied.
  const answers: Readonly<Record<string, AwsAnswer>> = {
    GetCallerIdentity: {
      body: "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
    },
    "GET /2015-03-31/functions/mail": { body: { Configuration: { FunctionArn: deploymentIn(region).function_arn } } },
    DescribeLogGroups: { body: { logGroups: [] } },
    GetTopicAttributes: {
      body: "<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes><entry><key>KmsMasterKeyId</key><value>key</value></entry></Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>",
    },
  };
  api = await startAwsApi(({ operation }) => answers[operation]);
  Object.assign(process.env, api.environment);
});

afterAll(async () => {
  await api.stop();
  process.env = environment;
});

/** Returns every attribute that a setting can lead to, as TYPE.NAME, with the first configuration that has it. */
function synthesizedAttributes() {
  const values = Object.entries<Setting>(settingsAt(SETTINGS, "file")).flatMap(([name, { allowed }]) =>
    allowed.map((value) => ({ [name]: value })),
  );
  const found = new Map<string, Configuration>();
  for (const configuration of [{}, ...values].flatMap(synthesizedWith)) {
    for (const [type, resources] of Object.entries(configuration.resource)) {
      const names = Object.values(resources).flatMap(Object.keys);
      const news = names.map((name) => `${type}.${name}`).filter((it) => !found.has(it));
      news.forEach((it) => found.set(it, configuration));
    }
  }
  return found;
}

/** Some settings need the alias. */
function synthesizedWith(settings: object): Configuration[] {
  for (const more of [{}, { liveAlias: true }]) {
    try {
      return [synthesize({ ...settings, ...more, regions: { [region]: { organizationIds: [ORGANIZATIONS.one] } } })];
    } catch (error) {
      if (!(error instanceof SettingsError)) {
        throw error;
      }
    }
  }
  return [];
}

async function comparedIn(configurations: readonly Configuration[]): Promise<string[]> {
  const ofType = jest.spyOn(Expected.prototype, "ofType");
  try {
    const resources = configurations.flatMap(({ resource }) =>
      Object.entries(resource).flatMap(([type, byId]) =>
        Object.entries(byId).map(([id, attributes]) => ({ type, id, attributes })),
      ),
    );
    const outputs = deploymentIn(region, {
      alarm_topic_arn: `arn:aws:sns:${region}:123456789012:mail-alarms`,
      dashboard_name: "mail",
      ses_receipt_rule_arn: `arn:aws:ses:${region}:123456789012:receipt-rule-set/own:receipt-rule/mail`,
      ses_sending_rule_arn: `arn:aws:events:${region}:123456789012:rule/mail-sending`,
    });
    await verifyDeployment(outputs, { resources });
    return ofType.mock.calls.flatMap(([type, defaults]) => Object.keys(defaults).map((name) => `${type}.${name}`));
  } finally {
    ofType.mockRestore();
  }
}

it("compares every attribute that is synthesized, except those with a reason", async () => {
  const synthesized = synthesizedAttributes();
  const compared = new Set(await comparedIn([...new Set(synthesized.values())]));
  const excluded = Object.entries(NOT_COMPARED).flatMap(([type, names]) =>
    Object.keys(names).map((name) => `${type}.${name}`),
  );
  const missing = [...synthesized.keys()].filter(
    (it) => !compared.has(it) && !Object.hasOwn(NEVER_COMPARED, it.split(".")[1]!),
  );
  expect(missing.sort()).toEqual(excluded.sort());
});
