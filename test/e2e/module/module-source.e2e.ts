import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { App } from "cdktf";
import * as v from "valibot";
import { readStacks } from "../../../cli/terraform/stacks";
import { createFunctionPackage } from "../../../modules/package/function-package";
import { SETTINGS } from "../../../modules/settings/function-settings";
import { type Setting, settingsAt } from "../../../modules/settings/setting";
import { parseSettings } from "../../../modules/settings/settings";
import { WorkMailStack } from "../../../modules/stacks/region-stack";
import { moduleConfiguration } from "../../../modules/terraform-module/module-hcl";
import { TerraformModule } from "../../../modules/terraform-module/terraform-module";
import { snakeCase, terraformRules } from "../../../modules/terraform-module/validations";
import { MODULE_VARIABLES } from "../../../modules/terraform-module/variables";
import { EmulatedTerraform } from "../../support/emulated-terraform";
import { folderWith } from "../../support/folder";
import { moduleCopy, moduleRoot } from "../../support/module-root";
import { planOf } from "../../support/plan";

/** A stack and the module have one source: so they plan, and refuse, the same. */

const terraform = new EmulatedTerraform();
beforeAll(() => terraform.start());
afterAll(() => terraform.stop());

const one = "m-11111111111111111111111111111111";
const two = "m-22222222222222222222222222222222";
const account = "eu-west-1:111122223333";

type Settings = Readonly<Record<string, unknown>>;

/**
 * Any organization excludes specific ones, an existing role the settings of a
 * created one, the zip and the handler are the default's, and the provider's
 * release 5.100.0 knows one runtime of ours.
 */
const NOT_SET = [
  "updatedContentBucket",
  "logGroupName",
  "s3Bucket",
  "s3Key",
  "s3ObjectVersion",
  "allowAnyOrganization",
  "workMail",
  "packagePath",
  "handler",
  "runtime",
  "roleArn",
  "createRole",
];

/** A value of every other setting that is not its default. */
const EVERY_SETTING: Settings = Object.fromEntries(
  Object.entries<Setting>(settingsAt(SETTINGS, "module"))
    .filter(([name]) => !NOT_SET.includes(name))
    .map(([name, row]) => [name, row.allowed.find((value) => JSON.stringify(value) !== JSON.stringify(row.default))]),
);

/** The stack that these settings make of eu-west-1. */
async function stackOf(settings: Settings): Promise<string> {
  const { organizationIds, allowAnyOrganization, workMail, ...shared } = settings;
  const file = {
    ...shared,
    regions: { "eu-west-1": { organizationIds, allowAnyOrganization, workMail } },
  };
  const parsed = parseSettings(JSON.stringify(file), "workmail.json");
  const folder = folderWith({});
  const outdir = path.join(folder, "cdktf.out");
  const app = new App({ outdir });
  new WorkMailStack(app, "workmail", {
    ...parsed.regions[0]!,
    functionPackage: await createFunctionPackage(parsed.package, folder),
  });
  app.synth();
  return readStacks(outdir)[0]!.folder;
}

/** A call of the module with the same settings. */
function moduleOf(settings: Settings, source?: string): string {
  return moduleRoot(
    Object.fromEntries(
      MODULE_VARIABLES.filter(({ setting }) => setting in settings).map(({ name, setting }) => [
        name,
        inTerraform(settings[setting]),
      ]),
    ),
    { source },
  );
}

function snakeCaseKeys(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [snakeCase(key), entry]));
}

/** All attributes of all resources that are planned, by address. */
async function planned(folder: string): Promise<Record<string, unknown>> {
  const root = terraform.in(folder);
  await root.init();
  const changes = await planOf(root, folder);
  return Object.fromEntries(
    changes.map(({ address, change: { after, after_unknown } }) => [
      // Resources that are created once at most are counted in the module.
      address.replace(/^module\.workmail\./, "").replace(/\[0\]$/, ""),
      { after: withFileContent(folder, after!), after_unknown },
    ]),
  );
}

/** The zip is elsewhere, and is the same. */
function withFileContent(folder: string, after: Record<string, unknown>) {
  const { filename } = after;
  if (typeof filename !== "string") {
    return after;
  }
  const content = readFileSync(path.resolve(folder, filename));
  return {
    ...after,
    filename: createHash("sha256").update(content).digest("hex"),
  };
}

describe("the module plans what the stack plans", () => {
  const cases: [string, Settings][] = [
    ["by default", { organizationIds: [one] }],
    [
      "with everything optional made",
      {
        organizationIds: [one, two],
        functionName: "mail",
        alarmEmail: "alarms@example.com",
        alarmActionArns: [`arn:aws:sns:${account}:alarms`],
        dashboard: true,
        deduplication: true,
        deduplicationWindowSeconds: 3600,
        deduplicationPointInTimeRecovery: true,
        tags: { Team: "email", Function: "another" },
      },
    ],
    [
      "with nothing optional made",
      {
        allowAnyOrganization: true,
        failureQueue: false,
        alarms: false,
        logQueries: false,
      },
    ],
    [
      "with the alias live at a version, and a share for the newest",
      {
        organizationIds: [one],
        liveAlias: true,
        liveVersion: "3",
        newVersionWeight: 0.25,
      },
    ],
    ["with an existing log group", { organizationIds: [one], logGroupName: "/platform/mail" }],
    ["with an existing role", { organizationIds: [one], roleArn: "arn:aws:iam::123456789012:role/mail" }],
    ["with the alias live", { organizationIds: [one, two], liveAlias: true }],
    [
      "without WorkMail",
      { workMail: false, sesReceiptRule: { ruleSetName: "own", invocationType: "RequestResponse" } },
    ],
    ["with every setting set", EVERY_SETTING],
  ];

  it.each(cases)("%s", async (_, settings) => {
    const stack = await planned(await stackOf(settings));
    expect(Object.keys(stack)).toContain("aws_lambda_function.function");
    expect(await planned(moduleOf(settings))).toEqual(stack);
  });

  it("in Terraform's own language as in JSON", async () => {
    const [, settings] = cases[1]!;
    const source = moduleCopy();
    readdirSync(source)
      .filter((name) => name.endsWith(".tf"))
      .forEach((name) => rmSync(path.join(source, name)));
    const json = moduleConfiguration(new TerraformModule(new App({ outdir: folderWith({}) }), "module"));
    writeFileSync(path.join(source, "module.tf.json"), JSON.stringify(json));
    expect(await planned(moduleOf(settings, source))).toEqual(await planned(moduleOf(settings)));
  });
});

describe("the module refuses what the settings refuse", () => {
  /** Values near the edges of each rule. */
  const samples = Object.fromEntries(
    Object.entries<Setting>(settingsAt(SETTINGS, "module"))
      // A local has no defaults of its parts, as a variable's type has: the runs of settings.tftest.hcl try these.
      .filter(([name]) => !["emailFlowRules", "policyStatements", "sesReceiptRule", "sesSendingEvents"].includes(name))
      .filter(([, { rule }]) => terraformRules(rule, "", "value").length > 0)
      .map(([name, { allowed, refused }]) => [name, [...allowed, ...refused]]),
  );

  it("value by value", async () => {
    const names = Object.keys(samples) as (keyof typeof SETTINGS)[];
    const verdicts = Object.fromEntries(
      names.map((name) => {
        const schema: v.GenericSchema = SETTINGS[name].rule;
        return [name, samples[name]!.map((value) => v.is(schema, value))];
      }),
    );
    expect(Object.values(verdicts).flat()).toContain(true);

    const folder = folderWith({
      "main.tf.json": JSON.stringify({
        locals: Object.fromEntries(names.map((name) => [name, samples[name]!.map(inTerraform)])),
        output: Object.fromEntries(
          names.map((name) => [
            name,
            {
              value: `\${[for value in local.${name} : alltrue([${terraformRules(SETTINGS[name].rule, name, "value")
                .map(({ condition }) => condition)
                .join(", ")}])]}`,
            },
          ]),
        ),
      }),
    });
    await terraform.in(folder).init();
    await terraform.in(folder).apply();
    expect(await terraform.in(folder).outputs()).toEqual(verdicts);
  });
});

/** A sample as Terraform has it: under its names, and not as a template. */
function inTerraform(value: unknown): unknown {
  // The keys of other objects are names that the user chooses.
  const hasNamedParts =
    typeof value === "object" &&
    value !== null &&
    ["subnetIds", "ruleSetName", "configurationSetName"].some((key) => key in value);
  const text = JSON.stringify(hasNamedParts ? snakeCaseKeys(value) : value);
  return JSON.parse(text.replace(/[$%](?=\{)/g, "$&$&"));
}
