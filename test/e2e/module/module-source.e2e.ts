import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { App } from "cdktf";
import * as v from "valibot";
import { readStacks } from "../../../cli/terraform/stacks";
import { createFunctionPackage } from "../../../modules/package/function-package";
import { functionSettings } from "../../../modules/settings/function-settings";
import { parseSettings } from "../../../modules/settings/settings";
import { WorkMailStack } from "../../../modules/stacks/region-stack";
import { snakeCase, terraformRules } from "../../../modules/terraform-module/validations";
import { MODULE_VARIABLES } from "../../../modules/terraform-module/variables";
import { EmulatedTerraform } from "../../support/emulated-terraform";
import { folderWith } from "../../support/folder";
import { moduleRoot } from "../../support/module-root";
import { planOf } from "../../support/plan";

/** A stack and the module have one source: so they plan, and refuse, the same. */

const terraform = new EmulatedTerraform();
beforeAll(() => terraform.start());
afterAll(() => terraform.stop());

const one = "m-11111111111111111111111111111111";
const two = "m-22222222222222222222222222222222";
const account = "eu-west-1:111122223333";

type Settings = Readonly<Record<string, unknown>>;

/** The stack that these settings make of eu-west-1. */
async function stackOf(settings: Settings): Promise<string> {
  const { organizationIds, allowAnyOrganization, ...shared } = settings;
  const file = {
    ...shared,
    regions: { "eu-west-1": { organizationIds, allowAnyOrganization } },
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
function moduleOf(settings: Settings): string {
  return moduleRoot(
    Object.fromEntries(
      MODULE_VARIABLES.filter(({ setting = "" }) => setting in settings).map(({ name, setting, type }) => [
        name,
        type.startsWith("object") ? snakeCaseKeys(settings[setting!] as object) : settings[setting!],
      ]),
    ),
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
      // What is made once at most is counted in the module.
      address.replace(/^module\.workmail\./, "").replace(/\[0\]$/, ""),
      { after: withFileContent(folder, after!), after_unknown },
    ]),
  );
}

/** The zip lies elsewhere, and is the same. */
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
    ["with the alias live", { organizationIds: [one, two], liveAlias: true }],
    [
      "with every value set",
      {
        organizationIds: [one],
        sourceAccount: "111122223333",
        handler: "index.handler",
        architecture: "x86_64",
        memorySizeMb: 512,
        timeoutSeconds: 15,
        reservedConcurrentExecutions: 0,
        maximumRetryAttempts: 0,
        maximumEventAgeSeconds: 60,
        emailLogDetail: "full",
        environmentVariables: { QUEUE: "mail" },
        logRetentionInDays: 0,
        kmsKeyArn: `arn:aws:kms:${account}:key/mail`,
        vpcConfig: { subnetIds: ["subnet-1a"], securityGroupIds: ["sg-1a"] },
        codeSigningConfigArn: `arn:aws:lambda:${account}:code-signing-config:csc-0123456789abcdef0`,
        permissionsBoundaryArn: "arn:aws:iam::111122223333:policy/edge",
        rolePath: "/mail/",
        onFailureDestinationArn: "arn:aws:s3:::failures",
        onSuccessDestinationArn: `arn:aws:events:${account}:event-bus/mail`,
      },
    ],
  ];

  it.each(cases)("%s", async (_, settings) => {
    const stack = await planned(await stackOf(settings));
    expect(Object.keys(stack)).toContain("aws_lambda_function.function");
    expect(await planned(moduleOf(settings))).toEqual(stack);
  });

  it("whatever the setting", () => {
    const set = new Set(cases.flatMap(([, settings]) => Object.keys(settings)));
    const unset = Object.keys(functionSettings).filter((name) => !set.has(name));
    // The provider's release 5.100.0 knows one runtime of ours, the default.
    expect(unset).toEqual(["runtime"]);
  });
});

describe("the module refuses what the settings refuse", () => {
  /** Values near the edges of each rule. */
  const samples: { readonly [setting: string]: readonly unknown[] } = {
    functionName: ["a", "A_b-9", "", "a b", "ä", "a".repeat(54), "a".repeat(55)],
    organizationIds: [[], [one], [one, two], ["m-1"], [one.toUpperCase()]],
    sourceAccount: ["111122223333", "11112222333", "1111222233334", "a".repeat(12)],
    handler: ["index.handler", "a-b_1.$x", "index", "a/b.c", "index.1", ".x", "a.b.c"],
    runtime: ["nodejs22.x", "nodejs24.x", "nodejs20.x", ""],
    architecture: ["arm64", "x86_64", "arm"],
    memorySizeMb: [127, 128, 128.5, 10240, 10241],
    timeoutSeconds: [0, 1, 1.5, 900, 901, -1],
    reservedConcurrentExecutions: [-1, 0, 1000, 1001],
    maximumRetryAttempts: [-1, 0, 2, 3],
    deduplicationWindowSeconds: [59, 60, 1209600, 1209601],
    maximumEventAgeSeconds: [59, 60, 21600, 21601],
    liveVersion: ["1", "23", "0", "01", "$LATEST", ""],
    newVersionWeight: [-0.1, 0, 0.5, 1, 1.1],
    emailLogDetail: ["summary", "full", "none"],
    logRetentionInDays: [0, 1, 2, 365, 3653, -1],
    environmentVariables: [
      {},
      { A: "", b_9: "" },
      { "9a": "" },
      { _A: "" },
      { AWS_X: "" },
      { AWSX: "" },
      { LAMBDA_X: "" },
      { EMAIL_LOG_DETAIL: "" },
      { EMAIL_LOG_DETAILS: "" },
      { DEDUPLICATION_TABLE: "" },
      { "A-B": "" },
    ],
    onFailureDestinationArn: [
      `arn:aws:sqs:${account}:a`,
      `arn:aws:sqs:${account}:a.fifo`,
      `arn:aws:sns:${account}:a`,
      `arn:aws:events:${account}:event-bus/a`,
      `arn:aws:lambda:${account}:function:a:$LATEST`,
      "arn:aws:s3:::abc",
      "arn:aws:s3:::a",
      "abc",
    ],
    onSuccessDestinationArn: [`arn:aws:events:${account}:event-bus/a`, "arn:aws:s3:::abc"],
    alarmActionArns: [
      [],
      [`arn:aws:sns:${account}:a`],
      [`arn:aws:sns:${account}:a.fifo`],
      [`arn:aws:sqs:${account}:a`],
    ],
    alarmEmail: ["a@b", "a@b.c", "a", "a@b@c", "a b@c", "@b"],
    kmsKeyArn: [`arn:aws:kms:${account}:key/1-a`, `arn:aws:kms:${account}:alias/a`],
    vpcConfig: [
      { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
      { subnetIds: [], securityGroupIds: ["sg-1"] },
      { subnetIds: ["subnet-1"], securityGroupIds: [] },
      { subnetIds: ["subnet-g"], securityGroupIds: ["sg-1"] },
      { subnetIds: ["subnet-1"], securityGroupIds: ["default"] },
    ],
    codeSigningConfigArn: [
      `arn:aws:lambda:${account}:code-signing-config:csc-0123456789abcdef0`,
      "csc-0123456789abcdef0",
    ],
    permissionsBoundaryArn: [
      "arn:aws:iam::111122223333:policy/a/b",
      "arn:aws:iam::aws:policy/a",
      "arn:aws:iam::111122223333:role/a",
    ],
    rolePath: ["/", "/a/", "/a/b/", "a", "/a", "a/", "//", "/a b/"],
  };

  it("of every setting that has a rule", () => {
    const ruled = MODULE_VARIABLES.filter(({ setting, rules }) => setting !== undefined && rules.length > 0);
    expect(Object.keys(samples).sort()).toEqual(ruled.map(({ setting }) => setting).sort());
  });

  it("value by value", async () => {
    const names = Object.keys(samples) as (keyof typeof functionSettings)[];
    const verdicts = Object.fromEntries(
      names.map((name) => {
        const schema: v.GenericSchema = functionSettings[name];
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
              value: `\${[for value in local.${name} : alltrue([${terraformRules(functionSettings[name], name, "value")
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
  const isVpc = typeof value === "object" && value !== null && "subnetIds" in value;
  const text = JSON.stringify(isVpc ? snakeCaseKeys(value) : value);
  return JSON.parse(text.replaceAll("${", "$${"));
}
