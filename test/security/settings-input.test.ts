import fc from "fast-check";
import { functionSettings, LOG_RETENTION_IN_DAYS } from "../../modules/settings/function-settings";
import { parseSettings, SettingsError } from "../../modules/settings/settings";
import { WORKMAIL_REGIONS } from "../../modules/workmail";
import { resourcesOf } from "../support/resources";
import { SECURITY_RULES } from "../support/security-rules";
import { synthesize } from "../support/stack";

/**
 * Settings of any kind, however odd: the reader refuses them in words, or they make a deployment that holds the
 * rules.
 */

const RUNS = 2000;
const organizationId = fc
  .array(fc.constantFrom(..."0123456789abcdef"), {
    minLength: 32,
    maxLength: 32,
  })
  .map((digits) => `m-${digits.join("")}`);

const valid = {
  functionName: "mail",
  regions: { "us-west-2": { organizationIds: [`m-${"1".repeat(32)}`] } },
};

/** Whether the text is taken, or refused with the faults and the file; nothing else may come of it. */
function isUnderstood(json: string): boolean {
  try {
    return parseSettings(json, "workmail.json").regions.length > 0;
  } catch (error) {
    return error instanceof SettingsError && error.faults.length > 0 && error.message.startsWith("workmail.json: ");
  }
}

/** Names of settings, and names that objects have of themselves. */
const name = fc.oneof(
  fc.constantFrom(
    ...Object.keys(functionSettings),
    ...WORKMAIL_REGIONS,
    "regions",
    "accountId",
    "entry",
    "packagePath",
    "backend",
    "__proto__",
    "constructor",
    "toString",
  ),
  fc.string(),
);

describe(`of ${RUNS} inputs each`, () => {
  it("no text does more than be refused", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), isUnderstood), {
      numRuns: RUNS,
    });
  });

  it("no JSON does more than be refused", () => {
    fc.assert(fc.property(fc.json({ maxDepth: 6 }), isUnderstood), {
      numRuns: RUNS,
    });
  });

  it("no value of any setting does more than be refused", () => {
    const settings = fc.dictionary(name, fc.jsonValue({ maxDepth: 3 }), {
      minKeys: 1,
      maxKeys: 4,
    });
    fc.assert(
      fc.property(settings, settings, (everywhere, region) =>
        isUnderstood(
          JSON.stringify({
            ...everywhere,
            regions: {
              "us-west-2": { ...valid.regions["us-west-2"], ...region },
            },
          }),
        ),
      ),
      { numRuns: RUNS },
    );
  });
});

describe("of 100 deployments that the reader takes", () => {
  const region = "us-west-2";
  const account = "111122223333";
  const destination = (...services: string[]) =>
    fc.constantFrom(...services).map(
      (service) =>
        ({
          sqs: `arn:aws:sqs:${region}:${account}:own`,
          sns: `arn:aws:sns:${region}:${account}:own`,
          events: `arn:aws:events:${region}:${account}:event-bus/own`,
          lambda: `arn:aws:lambda:${region}:${account}:function:own`,
          s3: "arn:aws:s3:::own",
        })[service]!,
    );
  /** Every option that no scanner reports. */
  const options = fc
    .record(
      {
        functionName: fc.stringMatching(/^[A-Za-z0-9_-]{1,54}$/),
        handler: fc.constant("mail.onEmail"),
        runtime: fc.constantFrom("nodejs22.x", "nodejs24.x"),
        architecture: fc.constantFrom("arm64", "x86_64"),
        memorySizeMb: fc.integer({ min: 128, max: 10240 }),
        timeoutSeconds: fc.integer({ min: 1, max: 900 }),
        reservedConcurrentExecutions: fc.integer({ min: 0, max: 1000 }),
        maximumRetryAttempts: fc.integer({ min: 0, max: 2 }),
        maximumEventAgeSeconds: fc.integer({ min: 60, max: 21600 }),
        onFailureDestinationArn: destination("sqs", "sns", "events", "lambda", "s3"),
        onSuccessDestinationArn: destination("sqs", "sns", "events", "lambda"),
        alarms: fc.boolean(),
        alarmActionArns: fc.array(fc.constant(`arn:aws:sns:${region}:${account}:a`)),
        alarmEmail: fc.constant("ops@example.com"),
        dashboard: fc.boolean(),
        logQueries: fc.boolean(),
        deduplication: fc.boolean(),
        deduplicationWindowSeconds: fc.integer({ min: 60, max: 1209600 }),
        deduplicationPointInTimeRecovery: fc.boolean(),
        liveAlias: fc.boolean(),
        liveVersion: fc.constantFrom("1", "23"),
        newVersionWeight: fc.double({ min: 0, max: 1, noNaN: true }),
        emailLogDetail: fc.constantFrom("summary", "full"),
        environmentVariables: fc.dictionary(
          fc.stringMatching(/^TABLE_[A-Z0-9]{1,8}$/),
          fc.constantFrom("", "${table}", "$", '"', "a=b"),
        ),
        logRetentionInDays: fc.constantFrom(...LOG_RETENTION_IN_DAYS.filter((days) => days >= 365)),
        kmsKeyArn: fc.constant(`arn:aws:kms:${region}:${account}:key/own`),
        vpcConfig: fc.constant({
          subnetIds: ["subnet-1a"],
          securityGroupIds: ["sg-1a"],
        }),
        permissionsBoundaryArn: fc.constant(`arn:aws:iam::${account}:policy/edge`),
        rolePath: fc.constantFrom("/", "/mail/"),
        sourceAccount: fc.constant(account),
        tags: fc.dictionary(fc.string(), fc.string()),
      },
      { requiredKeys: [] },
    )
    // A version to stay at needs the alias that stays there.
    .map((settings) => (settings.liveVersion === undefined ? settings : { ...settings, liveAlias: true }));
  const organizationIds = fc.uniqueArray(organizationId, {
    minLength: 1,
    maxLength: 3,
  });

  it("none breaks a rule", () => {
    fc.assert(
      fc.property(options, organizationIds, (settings, organizationIds) => {
        const resources = resourcesOf(
          synthesize({
            ...settings,
            regions: { [region]: { organizationIds } },
          }),
        );
        for (const { breaches } of SECURITY_RULES) {
          expect(breaches(resources)).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("the options tried are all there are, but those that scanners report", () => {
    const tried = fc.sample(options, 500).flatMap((settings) => Object.keys(settings));
    const reported = ["allowAnyOrganization", "codeSigningConfigArn", "failureQueue", "organizationIds"];
    expect([...new Set([...tried, ...reported])].sort()).toEqual(Object.keys(functionSettings).sort());
  });
});
