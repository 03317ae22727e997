import { existsSync, readFileSync } from "node:fs";
import { replaceFile } from "../../../modules/replace-file";
import { parseSettings } from "../../../modules/settings/settings";
import { settingsFile } from "../../../modules/settings/settings-file";
import { UserError } from "../../../modules/user-error";
import { withAws } from "../../aws/clients";
import { goLive, type LiveVersions, readLiveVersions, versionToGoTo } from "../../aws/live-versions";
import { type DeploymentsOptions, readDeployments } from "../../deployments/deployments";
import { EXIT, interruptionSignal, printJson } from "../../terminal/command-line";
import { withLiveVersions } from "./settings-edit";

/** What the command line says. */
export interface Options extends DeploymentsOptions {
  readonly to?: string;
  readonly latest?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What is to be done in a Region. */
interface Step {
  readonly region: string;
  readonly functionName: string;
  readonly from: string;
  readonly to: string;
  /** Whether another version has a share of the events. */
  readonly shared: boolean;
}

/** Points the alias of each Region to another version, and says so in the settings. */
export async function rollback(options: Options): Promise<void> {
  const signal = interruptionSignal();
  const steps = await stepsOf(options);
  const file = settingsFile();
  // What cannot be written must not be done.
  checkOwner(file, steps);
  withVersions(file, steps, options);
  const done: Step[] = [];
  try {
    for (const step of options.dryRun ? [] : steps) {
      if (signal.aborted) {
        break;
      }
      await take(step);
      done.push(step);
      if (!options.json) {
        console.log(wayOf(step));
      }
    }
  } finally {
    // Also of what was done before a fault or an interruption.
    const settings = withVersions(file, done, options);
    const written = settings !== undefined && done.length > 0;
    if (written) {
      replaceFile(file, settings);
    }
    report(steps, done, written ? file : null, options);
  }
  if (signal.aborted) {
    process.exitCode = EXIT.interrupted;
  }
}

function take(step: Step): Promise<void> {
  return withAws(step.region, (aws) => goLive(aws, step.functionName, step.to, step));
}

async function stepsOf(options: Options): Promise<Step[]> {
  const { to, latest } = options;
  const deployments = await readDeployments(options);
  const wanted = latest ? "latest" : (to ?? "before");
  const faults: string[] = [];
  const steps: Step[] = [];
  for (const { region, function_name, live_version } of deployments) {
    if (live_version === undefined) {
      faults.push(`${region}: no alias; it needs the setting liveAlias`);
      continue;
    }
    const versions = await withAws(region, (aws) => readLiveVersions(aws, function_name));
    const version = versionToGoTo(versions, wanted);
    if (version === undefined) {
      faults.push(`${region}: ${noSuchVersion(versions, wanted)}`);
    } else {
      steps.push({
        region,
        functionName: function_name,
        from: versions.live,
        to: version,
        shared: versions.shared,
      });
    }
  }
  if (faults.length > 0) {
    throw new UserError(["Nothing is changed:", ...faults.map((it) => `  ${it}`)].join("\n"));
  }
  return steps;
}

function noSuchVersion({ live, published }: LiveVersions, wanted: string): string {
  const versions = published.join(", ") || "none";
  return wanted === "before"
    ? `no version before ${live}, which is live; published: ${versions}`
    : `no version ${wanted}; published: ${versions}`;
}

/** @throws UserError when the settings are those of other functions */
function checkOwner(file: string, steps: readonly Step[]): void {
  if (!existsSync(file)) {
    return;
  }
  const { regions } = parseSettings(readFileSync(file, "utf8"), file);
  const faults = steps.flatMap(({ region, functionName }) => {
    const own = regions.find((it) => it.region === region)?.functionName;
    return own === functionName
      ? []
      : [`  ${region}: ${functionName} is deployed; ${file} has ${own ?? "no function there"}`];
  });
  if (faults.length > 0) {
    throw new UserError(["Nothing is changed: these are not the settings of it.", ...faults].join("\n"));
  }
}

/** The settings with the versions in them; undefined without a settings file. */
function withVersions(file: string, steps: readonly Step[], { latest }: Options): string | undefined {
  if (!existsSync(file)) {
    return undefined;
  }
  return withLiveVersions(
    readFileSync(file, "utf8"),
    file,
    Object.fromEntries(steps.map(({ region, to }) => [region, latest ? null : to])),
  );
}

function wayOf({ region, from, to, shared }: Step): string {
  return `${region}: version ${from} -> ${to}${shared ? ", which has all events now" : ""}`;
}

function report(
  steps: readonly Step[],
  done: readonly Step[],
  written: string | null,
  { dryRun = false, json, latest }: Options,
): void {
  if (json) {
    const regions = steps.map((it) => ({ ...it, changed: done.includes(it) }));
    printJson({ dryRun, regions, settings: written });
    return;
  }
  if (dryRun) {
    for (const step of steps) {
      console.log(`${wayOf(step)}, were it no dry run`);
    }
    return;
  }
  for (const { region, from } of steps.filter((it) => !done.includes(it))) {
    console.log(`${region}: stays at version ${from}`);
  }
  if (done.length === 0) {
    return;
  }
  const what = latest ? "no liveVersion" : "liveVersion";
  const where = `${what} for ${done.map(({ region }) => region).join(", ")}`;
  console.log(
    written === null
      ? `There is no settings file here: enter ${where} where your settings are, or the next deployment goes elsewhere.`
      : `${written} has ${where} now: keep it, or the next deployment goes elsewhere.\nNext: workmail-lambda verify`,
  );
}
