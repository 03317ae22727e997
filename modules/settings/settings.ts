import * as v from "valibot";
import { readJson } from "../read-json";
import { UserError } from "../user-error";
import type { Region } from "../workmail";
import { crossErrors, weightOf } from "./cross-checks";
import type { BackendSettings, RolloutChecks, RolloutSettings } from "./deployment-settings";
import { DEFAULTS } from "./function-settings";
import { given } from "./given";
import { literal, stringErrors } from "./literal-strings";
import { waitingFor } from "./ses";
import { environmentOf } from "./settings-file";
import { type SettingsFile, settingsSchema } from "./settings-schema";
import { describeUnknown, listKnown } from "./unknown-setting";

export interface Settings {
  /** The file that was read. */
  readonly file: string;
  /** The environment that the file is for: `staging` for workmail.staging.json. */
  readonly environment?: string;
  /** Prefix of the stacks' names; the Region follows. */
  readonly stackName: string;
  /** Name of the function, where a Region has no other. */
  readonly functionName: string;
  /** All Regions in one stack with one state. */
  readonly singleStack: boolean;
  /** The Regions in the order of their deployment, those at once that are in one wave. */
  readonly waves: RolloutSettings["waves"];
  /** Checks between two waves. @default - none: the next wave starts when the first is deployed */
  readonly checks?: RolloutChecks;
  /** The source of the package. */
  readonly package: PackageSettings;
  /** One entry for each Region, with everything that holds there. */
  readonly regions: readonly RegionSettings[];
}

/** The one artifact of all Regions: an entry file to bundle, or a zip. */
interface PackageSettings extends Pick<SettingsFile, "entry" | "packagePath" | "files"> {
  readonly handler: string;
  readonly runtime: string;
  readonly sourceMap: boolean;
}

type RegionOverrides = NonNullable<SettingsFile["regions"][Region]>;
type SharedSettings = Omit<SettingsFile, "regions" | "entry" | "files" | "packagePath" | "rollout" | "singleStack">;

export type RegionSettings = SharedSettings &
  RegionOverrides & {
    readonly region: Region;
    readonly environment?: string;
    readonly backend?: BackendSettings;
    /** All functions of the deployment. */
    readonly dashboardFunctions: readonly {
      readonly functionName: string;
      readonly region: string;
      readonly isSynchronous: boolean;
    }[];
  };

type Issue = v.BaseIssue<unknown>;

/** All errors of a settings file, each with its path. */
export class SettingsError extends UserError {
  override readonly name = "SettingsError";

  constructor(
    readonly file: string,
    readonly errors: readonly string[],
  ) {
    super(
      `${file}: ${errors.length} ${errors.length === 1 ? "error" : "errors"}\n${errors.map((error) => `  ${error}`).join("\n")}`,
    );
  }
}

/**
 * Reads settings: JSON, with comments allowed.
 *
 * @throws SettingsError that lists every error, those between settings included
 */
export function parseSettings(text: string, file: string): Settings {
  const { environment, error } = environmentOf(file);
  const json = readJson(text);
  const errors = [...(error === undefined ? [] : [error]), ...json.errors];
  if (json.value === undefined) {
    throw new SettingsError(file, errors);
  }
  errors.push(...stringErrors(json.value));
  const input = withEnvironment(json.value, environment);
  const all = v.safeParse(settingsSchema, input);
  const { issues = [] } = all;
  errors.push(...issues.map(describeIssue));
  const right = all.success ? all : v.safeParse(settingsSchema, withoutWrong(input, all.issues));
  if (right.success) {
    const settings = settingsOf(right.output, file, environment);
    const wrong = new Set(issues.map((issue) => settingOf(issue).at(-1) ?? "packagePath"));
    errors.push(...crossErrors(settings, right.output.rollout !== undefined, wrong));
    if (errors.length === 0) {
      return settings;
    }
  }
  throw new SettingsError(file, [...new Set(errors)]);
}

/** Returns the settings with their defaults, everything that holds in a Region under it. */
function settingsOf(output: SettingsFile, file: string, environment: string | undefined): Settings {
  const { regions, entry, files, packagePath, rollout, singleStack, ...shared } = output;
  const { handler, runtime, sourceMap, functionName } = shared;
  const defaultEntry = shared.deduplication ? DEFAULTS.deduplicatingEntry : DEFAULTS.entry;
  const dashboardFunctions = Object.entries(regions).map(([region, own]) => ({
    functionName: own.functionName ?? functionName,
    region,
    isSynchronous: waitingFor({ ...shared, ...own }).length > 0,
  }));
  const { waves } = rollout ?? { waves: [{ regions: Object.keys(regions) as Region[] }] };
  return {
    file,
    environment,
    stackName: ["workmail", environment].filter(Boolean).join("-"),
    functionName,
    singleStack,
    waves,
    checks: rollout?.checks,
    package: {
      entry: packagePath === undefined ? (entry ?? defaultEntry) : undefined,
      files,
      packagePath,
      handler,
      runtime: runtime ?? DEFAULTS.runtime,
      sourceMap,
    },
    regions: Object.entries(regions).map(([region, overrides], index) => ({
      ...shared,
      ...weightOf(waves, region),
      ...overrides,
      region: region as Region,
      environment,
      environmentVariables: literal({ ...shared.environmentVariables, ...overrides.environmentVariables }),
      tags: { ...shared.tags, ...overrides.tags },
      // One page shows all Regions: the first of them makes it.
      dashboard: shared.dashboard && index === 0,
      dashboardFunctions,
    })),
  };
}

/** Returns the path of the setting that an issue is about: at the top, or under a Region. */
function settingOf({ path }: Issue): string[] {
  const keys = path?.map(({ key }) => String(key)) ?? [];
  return keys.slice(0, keys[0] === "regions" ? 3 : 1);
}

type Tree = { [name: string]: Tree | undefined };

/** Returns settings without those that are wrong, so that what holds between the others can be checked. */
function withoutWrong(input: unknown, issues: readonly Issue[]): unknown {
  const copy = JSON.parse(JSON.stringify(input ?? null)) as Tree | null;
  for (const issue of issues) {
    const path = settingOf(issue);
    if (path.length === 0) {
      path.push("packagePath");
    } else if (issue.type === "partial_check" && path[0] === "regions" && path.length === 2) {
      path.push("organizationIds");
    }
    const last = path.pop()!;
    const holder = path.reduce<Tree | null | undefined>((tree, name) => tree?.[name], copy);
    if (typeof holder === "object" && holder !== null) {
      delete holder[last];
    }
  }
  for (const region of Object.values(copy?.regions ?? {})) {
    // Of the three exactly one is allowed.
    const { organizationIds, workMail } = (region ?? {}) as { organizationIds?: unknown; workMail?: unknown };
    Object.assign(region ?? {}, { allowAnyOrganization: organizationIds === undefined && workMail !== false });
  }
  return copy;
}

/** Two environments in one account have functions of different names. */
function withEnvironment(settings: unknown, environment: string | undefined) {
  return environment !== undefined && typeof settings === "object" && settings !== null
    ? { functionName: `${DEFAULTS.functionName}-${environment}`, ...settings }
    : settings;
}

function describeIssue(issue: Issue): string {
  const at = v.getDotPath(issue) ?? "(the whole file)";
  if (issue.type === "never") {
    // The message of objectOf lists the names that it knows.
    const known = issue.message.split(", ");
    // Another Region is not what was meant.
    const isRegion = issue.path?.length === 2 && issue.path[0]?.key === "regions";
    return `${at}: ${isRegion ? listKnown(known) : describeUnknown(String(issue.path?.at(-1)?.key), known)}`;
  }
  if (issue.type === "partial_check") {
    return `${at}: needs ${issue.message}`;
  }
  // In the place of a secret's ARN, the secret may be given.
  const mayBeSecret = /environmentVariables|secretArns/.test(at);
  return `${at}: ${mayBeSecret ? "" : `${given(issue.input)}; `}allowed: ${issue.message}`;
}
