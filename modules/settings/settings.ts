import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import * as v from "valibot";
import type { DashboardFunction } from "../constructs/dashboard";
import type { FunctionPackageProps } from "../package/function-package";
import { UserError } from "../user-error";
import { WORKMAIL_REGIONS, type WorkMailRegion } from "../workmail";
import { DEFAULTS } from "./function-settings";
import {
  type BackendSettings,
  type RolloutChecks,
  type RolloutSettings,
  type SettingsFile,
  settingsSchema,
} from "./settings-schema";

/** The settings file, and what is read where there is none. */
export const SETTINGS_FILE = "workmail.json";
export const EXAMPLE_SETTINGS_FILE = "workmail.example.json";

/** The environment variable that names another settings file. */
export const SETTINGS_VARIABLE = "WORKMAIL_SETTINGS";

export interface Settings {
  /** The file that was read. */
  readonly file: string;
  /** The environment that the file is for: `staging` for workmail.staging.json. */
  readonly environment?: string;
  /** What the names of the stacks begin with; the Region follows. */
  readonly stackName: string;
  /** Name of the function, where a Region has no other. */
  readonly functionName: string;
  /** All Regions in one stack with one state. */
  readonly singleStack: boolean;
  /** The Regions in the order of their deployment, those at once that are in one wave. */
  readonly waves: RolloutSettings["waves"];
  /** What must hold between two waves. @default - that the first is deployed */
  readonly checks?: RolloutChecks;
  /** What the artifact is made from. */
  readonly package: FunctionPackageProps;
  /** One entry for each Region, with everything that holds there. */
  readonly regions: readonly RegionSettings[];
}

type RegionOverrides = NonNullable<SettingsFile["regions"][WorkMailRegion]>;
type SharedSettings = Omit<SettingsFile, "regions" | "entry" | "packagePath" | "rollout" | "singleStack">;

export type RegionSettings = SharedSettings &
  RegionOverrides & {
    readonly region: WorkMailRegion;
    readonly environment?: string;
    readonly backend?: BackendSettings;
    /** All functions of the deployment. */
    readonly dashboardFunctions: readonly DashboardFunction[];
  };

/** Every fault of a settings file at once, each with its path. */
export class SettingsError extends UserError {
  override readonly name = "SettingsError";

  constructor(
    readonly file: string,
    readonly faults: readonly string[],
  ) {
    super(
      `${file}: ${faults.length} ${faults.length === 1 ? "fault" : "faults"}\n${faults.map((fault) => `  ${fault}`).join("\n")}`,
    );
  }
}

/** The settings file that WORKMAIL_SETTINGS names, or workmail.json; it need not exist. */
export function settingsFile(): string {
  return process.env[SETTINGS_VARIABLE] || SETTINGS_FILE;
}

/**
 * Reads the settings: the file that WORKMAIL_SETTINGS names, or workmail.json,
 * or, where that does not exist, the example.
 *
 * @param folder the folder of the project
 * @throws SettingsError
 */
export function readSettings(folder = process.cwd()): Settings {
  const file = settingsFile();
  const isNamed = Boolean(process.env[SETTINGS_VARIABLE]);
  if (!isNamed && !existsSync(path.resolve(folder, file))) {
    console.error(
      `No ${SETTINGS_FILE}: taking the example settings. To have your own: cp ${EXAMPLE_SETTINGS_FILE} ${SETTINGS_FILE}`,
    );
    return readSettingsFile(folder, EXAMPLE_SETTINGS_FILE);
  }
  return readSettingsFile(folder, file);
}

function readSettingsFile(folder: string, file: string): Settings {
  let json: string;
  try {
    json = readFileSync(path.resolve(folder, file), "utf8");
  } catch (error) {
    throw new SettingsError(file, [(error as Error).message]);
  }
  return parseSettings(json, file);
}

/** @throws SettingsError */
export function parseSettings(json: string, file: string): Settings {
  const environment = environmentOf(file);
  const parsed = v.safeParse(settingsSchema, withEnvironment(parseJson(json, file), environment));
  if (!parsed.success) {
    const faults = new Set(parsed.issues.map(describeIssue));
    throw new SettingsError(file, [...faults]);
  }
  const { regions, entry, packagePath, rollout, singleStack, ...shared } = parsed.output;
  const { handler, runtime, sourceMap } = shared;
  const defaultEntry = shared.deduplication ? DEFAULTS.deduplicatingEntry : DEFAULTS.entry;
  const dashboardFunctions = Object.entries(regions).map(([region, { functionName = shared.functionName }]) => ({
    functionName,
    region,
  }));
  const { waves } = rollout ?? {
    waves: [{ regions: Object.keys(regions) as WorkMailRegion[] }],
  };
  const settings: Settings = {
    file,
    environment,
    stackName: ["workmail", environment].filter(Boolean).join("-"),
    functionName: shared.functionName,
    singleStack,
    waves,
    checks: rollout?.checks,
    package: {
      entry: packagePath === undefined ? (entry ?? defaultEntry) : undefined,
      packagePath,
      handler,
      runtime,
      sourceMap,
    },
    regions: Object.entries(regions).map(([region, overrides], index) => ({
      ...shared,
      ...weightOf(waves, region),
      ...overrides,
      region: region as WorkMailRegion,
      environment,
      environmentVariables: asTexts({
        ...shared.environmentVariables,
        ...overrides.environmentVariables,
      }),
      tags: asTexts({ ...shared.tags, ...overrides.tags }),
      // One page shows all Regions: the first of them makes it.
      dashboard: shared.dashboard && index === 0,
      dashboardFunctions,
    })),
  };
  const faults = [
    ...settings.regions.flatMap(misplacedTopics),
    ...settings.regions.flatMap(liveVersionFaults),
    ...waveFaults(settings),
    ...weightFaults(settings),
    ...(rollout !== undefined && singleStack
      ? ["rollout: needs a stack for each Region, and singleStack is true"]
      : []),
    ...(singleStack && new Set(settings.regions.map(({ accountId }) => accountId)).size > 1
      ? ["singleStack: needs the same accountId in all Regions"]
      : []),
  ];
  if (faults.length > 0) {
    throw new SettingsError(file, faults);
  }
  return settings;
}

/**
 * The environment in a file's name: workmail.ENVIRONMENT.json.
 *
 * @throws SettingsError for a name that is meant so and does not fit: its stacks would be those of workmail.json
 */
function environmentOf(file: string): string | undefined {
  const name = path.basename(file);
  const environment = /^workmail\.(.+)\.json$/.exec(name)?.[1];
  if (environment === undefined || name === EXAMPLE_SETTINGS_FILE) {
    return undefined;
  }
  // Its stack for all Regions would pass for one of that Region.
  const isRegion = WORKMAIL_REGIONS.some((region) => environment === region || environment.endsWith(`-${region}`));
  if (isRegion || !/^[a-z0-9][a-z0-9-]{0,19}$/.test(environment)) {
    throw new SettingsError(file, [
      `the file's name: ${given(environment)}; allowed: workmail.ENVIRONMENT.json, ENVIRONMENT of 1 to 20 lower-case letters, digits and hyphens, not ending with a Region`,
    ]);
  }
  return environment;
}

/** Two environments in one account have functions of different names. */
function withEnvironment(settings: unknown, environment: string | undefined) {
  return environment !== undefined && typeof settings === "object" && settings !== null
    ? { functionName: `${DEFAULTS.functionName}-${environment}`, ...settings }
    : settings;
}

function liveVersionFaults({ region, liveAlias, liveVersion }: RegionSettings): string[] {
  return liveVersion !== undefined && !liveAlias
    ? [`liveVersion: ${given(liveVersion)} in ${region}; allowed: with liveAlias: true`]
    : [];
}

/** Each Region in one wave, and no other. */
function waveFaults({ regions, waves }: Settings): string[] {
  const placed = waves.flatMap((wave) => wave.regions);
  return [
    ...regions
      .filter(({ region }) => !placed.includes(region))
      .map(({ region }) => `rollout.waves: ${region} is in no wave`),
    ...placed.flatMap((region, index) => [
      ...(regions.some((it) => it.region === region) ? [] : [`rollout.waves: ${region} is not among the regions`]),
      ...(placed.indexOf(region) === index ? [] : [`rollout.waves: ${region} is in more than one wave`]),
    ]),
  ];
}

/** What a wave says of the share that the newest version gets in its Regions. */
function weightOf(waves: RolloutSettings["waves"], region: string) {
  const wave = waves.find(({ regions }) => regions.some((it) => it === region));
  return wave?.newVersionWeight === undefined ? {} : { newVersionWeight: wave.newVersionWeight };
}

/** Without a version to share with, the alias names the newest. */
function weightFaults({ regions, waves }: Settings): string[] {
  return regions
    .filter(
      ({ region, liveVersion, newVersionWeight }) =>
        weightOf(waves, region).newVersionWeight !== undefined &&
        // A Region may say 0 for itself.
        newVersionWeight > 0 &&
        liveVersion === undefined,
    )
    .map(
      ({ region }) =>
        `rollout.waves: newVersionWeight given for ${region}; allowed: with liveVersion, the version that has the rest of the events`,
    );
}

/** Topics that CloudWatch would refuse: an alarm notifies those of its own Region alone. */
function misplacedTopics({ region, alarmActionArns }: RegionSettings) {
  return alarmActionArns
    .filter((arn) => arn.split(":")[3] !== region)
    .map(
      (arn) =>
        `alarmActionArns: ${given(arn)}; allowed in ${region}: topics in ${region}, said under regions.${region}`,
    );
}

/** Texts as Terraform has to get them so as not to take a part for an expression. */
function asTexts(texts: { readonly [name: string]: string }) {
  return Object.fromEntries(
    Object.entries(texts).map((entry) => entry.map((text) => text.replace(/([$%])\{/g, "$1$1{"))),
  ) as { [name: string]: string };
}

function parseJson(json: string, file: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new SettingsError(file, [describeJsonError(json, error as Error)]);
  }
}

/** Adds line and column, which Node.js 20 leaves out. */
function describeJsonError(json: string, { message }: Error): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) {
    return `not JSON: ${message}`;
  }
  const before = json.slice(0, Number(position)).split("\n");
  return `not JSON: line ${before.length}, column ${(before.at(-1) ?? "").length + 1}: ${message}`;
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const at = v.getDotPath(issue) ?? "(the whole file)";
  if (issue.type === "never") {
    return `${at}: ${issue.message}`;
  }
  if (issue.type === "partial_check") {
    return `${at}: needs ${issue.message}`;
  }
  const mayBeSecret = at.includes("environmentVariables");
  return `${at}: ${mayBeSecret ? "" : `${given(issue.input)}; `}allowed: ${issue.message}`;
}

function given(input: unknown): string {
  if (input === undefined) {
    return "not given";
  }
  const json = JSON.stringify(input);
  return `${json.length > 80 ? `${json.slice(0, 77)}...` : json} given`;
}
