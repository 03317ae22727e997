import * as v from "valibot";
import { UserError } from "../user-error";
import type { WorkMailRegion } from "../workmail";
import { crossFaults, weightOf } from "./cross-checks";
import type { BackendSettings, RolloutChecks, RolloutSettings } from "./deployment-settings";
import { DEFAULTS } from "./function-settings";
import { given } from "./given";
import { environmentOf } from "./settings-file";
import { type SettingsFile, settingsSchema } from "./settings-schema";
import { describeUnknown } from "./unknown-setting";

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
  readonly package: PackageSettings;
  /** One entry for each Region, with everything that holds there. */
  readonly regions: readonly RegionSettings[];
}

/** The one artifact of all Regions: an entry file to bundle, or a zip. */
interface PackageSettings extends Pick<SettingsFile, "entry" | "packagePath"> {
  readonly handler: string;
  readonly runtime: string;
  readonly sourceMap: boolean;
}

type RegionOverrides = NonNullable<SettingsFile["regions"][WorkMailRegion]>;
type SharedSettings = Omit<SettingsFile, "regions" | "entry" | "packagePath" | "rollout" | "singleStack">;

export type RegionSettings = SharedSettings &
  RegionOverrides & {
    readonly region: WorkMailRegion;
    readonly environment?: string;
    readonly backend?: BackendSettings;
    /** All functions of the deployment. */
    readonly dashboardFunctions: readonly { readonly functionName: string; readonly region: string }[];
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

/** @throws SettingsError */
export function parseSettings(json: string, file: string): Settings {
  const { environment, error } = environmentOf(file);
  if (error !== undefined) {
    throw new SettingsError(file, [error]);
  }
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
  const faults = crossFaults(settings, rollout !== undefined);
  if (faults.length > 0) {
    throw new SettingsError(file, faults);
  }
  return settings;
}

/** Two environments in one account have functions of different names. */
function withEnvironment(settings: unknown, environment: string | undefined) {
  return environment !== undefined && typeof settings === "object" && settings !== null
    ? { functionName: `${DEFAULTS.functionName}-${environment}`, ...settings }
    : settings;
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
    // The message of objectOf lists the names that it knows.
    return `${at}: ${describeUnknown(String(issue.path?.at(-1)?.key), issue.message.split(", "))}`;
  }
  if (issue.type === "partial_check") {
    return `${at}: needs ${issue.message}`;
  }
  const mayBeSecret = at.includes("environmentVariables");
  return `${at}: ${mayBeSecret ? "" : `${given(issue.input)}; `}allowed: ${issue.message}`;
}
