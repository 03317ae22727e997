import * as v from "valibot";
import { WORKMAIL_REGIONS, type WorkMailRegion } from "../workmail";
import { DEFAULTS, functionSettings } from "./function-settings";
import { accountId, objectOf, oneOf, text, wholeNumber } from "./kinds";

/**
 * The rules of the settings file. `npm run schema` writes them as
 * workmail.schema.json, for editors.
 */

const {
  organizationIds,
  allowAnyOrganization,
  handler,
  runtime,
  // One artifact and one dashboard serve all Regions.
  deduplication,
  dashboard,
  ...shared
} = functionSettings;

const path = text(/\S/, "a path");

/** What the one artifact of all Regions is made from. */
const packageSettings = {
  entry: v.optional(
    v.pipe(
      path,
      v.description(
        `File that exports the handler, ${DEFAULTS.entry} (with deduplication ${DEFAULTS.deduplicatingEntry}) unless a zip is given. It is bundled once for all Regions.`,
      ),
    ),
  ),
  packagePath: v.optional(v.pipe(path, v.description("A zip that is already built, instead of an entry file."))),
  handler: v.optional(handler, DEFAULTS.handler),
  runtime: v.optional(runtime, DEFAULTS.runtime),
  sourceMap: v.optional(
    v.pipe(
      v.boolean("true or false"),
      v.description(
        "Put the source map into the zip and let Node.js read it (NODE_OPTIONS=--enable-source-maps). Otherwise it stays beside the zip.",
      ),
    ),
    DEFAULTS.sourceMap,
  ),
};

const backendSettings = objectOf({
  bucket: v.pipe(
    text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "the name of an S3 bucket"),
    v.description("Bucket that holds the state."),
  ),
  region: v.pipe(
    text(/^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS Region, such as us-east-1"),
    v.description("Region of the bucket."),
  ),
  keyPrefix: v.optional(
    v.pipe(
      text(/^[^/](.*[^/])?$/, "a key prefix without / at its ends"),
      v.description("What the states' keys begin with; the function's name and the Region follow."),
    ),
    "workmail",
  ),
  kmsKeyId: v.optional(
    v.pipe(text(/\S/, "a KMS key id or ARN"), v.description("Key that encrypts the state. Unset: the bucket's own.")),
  ),
  dynamodbTable: v.optional(
    v.pipe(
      text(/^[A-Za-z0-9_.-]{3,255}$/, "the name of a DynamoDB table"),
      v.description("Table that locks the state."),
    ),
  ),
});

const rolloutSettings = objectOf({
  waves: v.pipe(
    v.array(
      objectOf({
        regions: v.pipe(
          v.array(oneOf(WORKMAIL_REGIONS), `a list of Regions: ${WORKMAIL_REGIONS.join(", ")}`),
          v.minLength(1, "at least one Region"),
          v.description("Regions that are deployed at the same time."),
        ),
        newVersionWeight: v.optional(functionSettings.newVersionWeight),
      }),
      "a list of waves, each with its regions",
    ),
    v.minLength(1, "at least one wave"),
    v.description("The Regions in the order in which they are deployed; each configured Region in one wave."),
  ),
  checks: v.optional(
    v.pipe(
      objectOf({
        verify: v.optional(
          v.pipe(
            v.boolean("true or false"),
            v.description("Ask AWS's API whether the wave is as it should be, as workmail-lambda verify does."),
          ),
          true,
        ),
        bakeSeconds: v.optional(
          v.pipe(
            wholeNumber(0, 86_400, "seconds"),
            v.description("How long the wave runs before the next one begins, in seconds."),
          ),
          300,
        ),
        alarms: v.optional(
          v.pipe(
            v.boolean("true or false"),
            v.description(
              "Stop at once when an alarm of the wave is raised meanwhile, and go on when all of them are in state OK.",
            ),
          ),
          true,
        ),
      }),
      v.description("What must hold between two waves, with npm run deploy. Unset: that the wave was deployed."),
    ),
  ),
});

const regionSettings = v.pipe(
  objectOf({
    organizationIds: v.optional(organizationIds),
    allowAnyOrganization: v.optional(allowAnyOrganization, DEFAULTS.allowAnyOrganization),
    accountId: v.optional(
      v.pipe(
        accountId,
        v.description(
          "Account of the organizations; in any other the plan fails. Unset: whichever account the credentials belong to.",
        ),
      ),
    ),
    ...v.partial(v.object(shared)).entries,
  }),
  v.partialCheck(
    [["organizationIds"], ["allowAnyOrganization"]],
    (region) => (region.organizationIds === undefined) === region.allowAnyOrganization,
    "organizationIds, or allowAnyOrganization: true, and not both",
  ),
);

const regions = v.pipe(
  objectOf(
    Object.fromEntries(WORKMAIL_REGIONS.map((region) => [region, v.optional(regionSettings)])) as Record<
      WorkMailRegion,
      v.OptionalSchema<typeof regionSettings, undefined>
    >,
    `the Regions in which WorkMail exists: ${WORKMAIL_REGIONS.join(", ")}`,
  ),
  v.check((regions) => Object.keys(regions).length > 0, `at least one of ${WORKMAIL_REGIONS.join(", ")}`),
);

export const settingsSchema = v.pipe(
  objectOf({
    $schema: v.optional(v.pipe(v.string(), v.description("This schema, for editors."))),
    regions: v.pipe(
      regions,
      v.description(
        "The Regions to deploy to, each with its organizations. A setting under a Region comes before the same setting for all; tags and environment variables add up.",
      ),
    ),
    functionName: v.optional(shared.functionName, DEFAULTS.functionName),
    ...packageSettings,
    architecture: v.optional(shared.architecture, DEFAULTS.architecture),
    memorySizeMb: v.optional(shared.memorySizeMb, DEFAULTS.memorySizeMb),
    timeoutSeconds: v.optional(shared.timeoutSeconds, DEFAULTS.timeoutSeconds),
    reservedConcurrentExecutions: v.optional(shared.reservedConcurrentExecutions),
    maximumRetryAttempts: v.optional(shared.maximumRetryAttempts, DEFAULTS.maximumRetryAttempts),
    maximumEventAgeSeconds: v.optional(shared.maximumEventAgeSeconds, DEFAULTS.maximumEventAgeSeconds),
    failureQueue: v.optional(shared.failureQueue, DEFAULTS.failureQueue),
    onFailureDestinationArn: v.optional(shared.onFailureDestinationArn),
    onSuccessDestinationArn: v.optional(shared.onSuccessDestinationArn),
    alarms: v.optional(shared.alarms, DEFAULTS.alarms),
    alarmActionArns: v.optional(shared.alarmActionArns, [...DEFAULTS.alarmActionArns]),
    alarmEmail: v.optional(shared.alarmEmail),
    dashboard: v.optional(dashboard, DEFAULTS.dashboard),
    logQueries: v.optional(shared.logQueries, DEFAULTS.logQueries),
    deduplication: v.optional(deduplication, DEFAULTS.deduplication),
    deduplicationWindowSeconds: v.optional(shared.deduplicationWindowSeconds, DEFAULTS.deduplicationWindowSeconds),
    deduplicationPointInTimeRecovery: v.optional(
      shared.deduplicationPointInTimeRecovery,
      DEFAULTS.deduplicationPointInTimeRecovery,
    ),
    emailLogDetail: v.optional(shared.emailLogDetail, DEFAULTS.emailLogDetail),
    environmentVariables: v.optional(shared.environmentVariables, DEFAULTS.environmentVariables),
    logRetentionInDays: v.optional(shared.logRetentionInDays, DEFAULTS.logRetentionInDays),
    kmsKeyArn: v.optional(shared.kmsKeyArn),
    vpcConfig: v.optional(shared.vpcConfig),
    codeSigningConfigArn: v.optional(shared.codeSigningConfigArn),
    liveAlias: v.optional(shared.liveAlias, DEFAULTS.liveAlias),
    liveVersion: v.optional(shared.liveVersion),
    newVersionWeight: v.optional(shared.newVersionWeight, DEFAULTS.newVersionWeight),
    permissionsBoundaryArn: v.optional(shared.permissionsBoundaryArn),
    rolePath: v.optional(shared.rolePath, DEFAULTS.rolePath),
    sourceAccount: v.optional(shared.sourceAccount),
    tags: v.optional(shared.tags, DEFAULTS.tags),
    rollout: v.optional(
      v.pipe(
        rolloutSettings,
        v.description(
          "Deploy the Regions in waves; a wave begins when the one before has succeeded. Unset: all at once.",
        ),
      ),
    ),
    singleStack: v.optional(
      v.pipe(
        v.boolean("true or false"),
        v.description("Put all Regions into one stack with one state, instead of a stack for each Region."),
      ),
      false,
    ),
    backend: v.optional(
      v.pipe(
        backendSettings,
        v.description(
          "S3 backend for the state, one encrypted object for each stack. Unset: local files under state/.",
        ),
      ),
    ),
  }),
  v.partialCheck(
    [["entry"], ["packagePath"]],
    ({ entry, packagePath }) => entry === undefined || packagePath === undefined,
    "entry or packagePath, not both",
  ),
);

export type SettingsFile = v.InferOutput<typeof settingsSchema>;
export type BackendSettings = v.InferOutput<typeof backendSettings>;
export type RolloutChecks = NonNullable<v.InferOutput<typeof rolloutSettings>["checks"]>;
export type RolloutSettings = v.InferOutput<typeof rolloutSettings>;
