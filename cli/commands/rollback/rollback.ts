import { existsSync, readFileSync } from "node:fs";
import { commandAgain, commandLine } from "../../../modules/command-line";
import { printLine } from "../../../modules/print";
import { type PreparedFile, prepareFile } from "../../../modules/replace-file";
import { readSettings } from "../../../modules/settings/read-settings";
import type { Settings } from "../../../modules/settings/settings";
import { settingsFile } from "../../../modules/settings/settings-file";
import { UserError } from "../../../modules/user-error";
import { withAws } from "../../aws/clients";
import { goLive, type LiveVersions, readLiveVersions, versionToGoTo } from "../../aws/live-versions";
import { type DeploymentsOptions, readDeployments } from "../../deployments/deployments";
import { interruptible, interruptionSignal } from "../../terminal/interruption";
import { printJson } from "../../terminal/output";
import { withLiveVersions } from "./settings-edit";

/** The options of the command. */
export interface Options extends DeploymentsOptions {
  readonly to?: string;
  readonly latest?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** The change in a Region. */
interface Step {
  readonly region: string;
  readonly functionName: string;
  readonly from: string;
  readonly to: string;
  /** Whether another version has a share of the events. */
  readonly shared: boolean;
}

/** The completed changes. */
interface Progress {
  /** The aliases that were moved. */
  readonly done: Step[];
  /** Those of them that the settings file has. */
  readonly written: Step[];
}

/** Points the alias of each Region to another version, and writes that into the settings. */
export async function rollback(options: Options): Promise<void> {
  const signal = interruptionSignal();
  await interruptible(signal, () => rollBack(options, signal));
}

async function rollBack(options: Options, signal: AbortSignal): Promise<void> {
  const file = settingsFile();
  const settings = existsSync(file) ? readSettings() : undefined;
  const steps = await stepsOf(options);
  checkOwner(settings, steps);
  const prepared = prepareSettings(file, steps, options);
  const discard = () => prepared.forEach((it) => it.discard());
  // Also when a second interruption ends this process.
  process.once("exit", discard);
  const progress: Progress = { done: [], written: [] };
  try {
    for (const [index, step] of options.dryRun ? [] : steps.entries()) {
      if (signal.aborted) {
        break;
      }
      await take(step);
      progress.done.push(step);
      if (!options.json) {
        printLine(wayOf(step));
      }
      if (prepared[index] !== undefined) {
        replace(prepared[index], file);
        progress.written.push(step);
      }
    }
  } finally {
    discard();
    report(steps, progress, prepared.length > 0 ? file : undefined, options);
  }
}

/**
 * Writes the settings as they are to be after each step, beside the file: what
 * cannot be written must not be done.
 *
 * @returns none without a settings file
 * @throws UserError when they cannot be written, or would not be allowed
 */
function prepareSettings(file: string, steps: readonly Step[], options: Options): PreparedFile[] {
  const prepared: PreparedFile[] = [];
  if (!existsSync(file)) {
    return prepared;
  }
  const contents = steps.map((_, index) => withVersions(file, steps.slice(0, index + 1), options));
  if (options.dryRun) {
    return prepared;
  }
  try {
    for (const content of contents) {
      prepared.push(prepareFile(file, content));
    }
    return prepared;
  } catch (error) {
    prepared.forEach((it) => it.discard());
    throw new UserError(
      `Nothing is changed: ${file} cannot be written (${(error as Error).message}). Next: make it and its folder writable, or run this where there is no settings file, with --outputs.`,
    );
  }
}

function replace(prepared: PreparedFile, file: string): void {
  try {
    prepared.replace();
  } catch (error) {
    throw new UserError(`${file} could not be written (${(error as Error).message}).`);
  }
}

function take(step: Step): Promise<void> {
  return withAws(step.region, (aws) => goLive(aws, step.functionName, step.to, step));
}

async function stepsOf(options: Options): Promise<Step[]> {
  const { to, latest } = options;
  const deployments = await readDeployments(options);
  const wanted = latest ? "latest" : (to ?? "before");
  const errors: string[] = [];
  const steps: Step[] = [];
  for (const { region, function_name, live_version } of deployments) {
    if (live_version === undefined) {
      errors.push(`${region}: no alias; it needs the setting liveAlias`);
      continue;
    }
    const versions = await withAws(region, (aws) => readLiveVersions(aws, function_name));
    const version = versionToGoTo(versions, wanted);
    if (version === undefined) {
      errors.push(`${region}: ${noSuchVersion(versions, wanted)}`);
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
  if (errors.length > 0) {
    throw new UserError(["Nothing is changed:", ...errors.map((it) => `  ${it}`)].join("\n"));
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
function checkOwner(settings: Settings | undefined, steps: readonly Step[]): void {
  if (settings === undefined) {
    return;
  }
  const { regions, file } = settings;
  const errors = steps.flatMap(({ region, functionName }) => {
    const own = regions.find((it) => it.region === region)?.functionName;
    return own === functionName
      ? []
      : [`  ${region}: ${functionName} is deployed; ${file} has ${own ?? "no function there"}`];
  });
  if (errors.length > 0) {
    throw new UserError(["Nothing is changed: these are not the settings of it.", ...errors].join("\n"));
  }
}

function withVersions(file: string, steps: readonly Step[], { latest }: Options): string {
  return withLiveVersions(
    readFileSync(file, "utf8"),
    file,
    Object.fromEntries(steps.map(({ region, to }) => [region, latest ? null : to])),
  );
}

function wayOf({ region, from, to, shared }: Step): string {
  return `${region}: version ${from} -> ${to}${shared ? ", which has all events now" : ""}`;
}

/** @param file the settings file; undefined when there is none */
function report(
  steps: readonly Step[],
  { done, written }: Progress,
  file: string | undefined,
  { dryRun = false, json, latest }: Options,
): void {
  const isWritten = file !== undefined && done.length > 0 && written.length === done.length;
  if (json) {
    const regions = steps.map((it) => ({ ...it, changed: done.includes(it) }));
    printJson({ dryRun, regions, settings: isWritten ? file : null });
    return;
  }
  if (dryRun) {
    for (const step of steps) {
      printLine(`${wayOf(step)}, were it no dry run`);
    }
    printLine(`Next: ${commandAgain("rollback", { without: ["--dry-run"] })}`);
    return;
  }
  for (const { region, from } of steps.filter((it) => !done.includes(it))) {
    printLine(`${region}: stays at version ${from}`);
  }
  const whereOf = (some: readonly Step[]) =>
    `${latest ? "no liveVersion" : "liveVersion"} for ${some.map(({ region }) => region).join(", ")}`;
  if (written.length > 0) {
    printLine(`${file} has ${whereOf(written)} now: keep it, or the next deployment goes elsewhere.`);
  }
  const missing = done.filter((it) => !written.includes(it));
  if (missing.length > 0) {
    const versions = latest ? "" : ` (${missing.map(({ region, to }) => `${region}: "${to}"`).join(", ")})`;
    printLine(
      `${file === undefined ? "There is no settings file here" : `${file} could not be written`}: enter ${whereOf(missing)}${versions} where your settings are, or the next deployment goes elsewhere.`,
    );
  }
  if (done.length > 0) {
    printLine(`Next: ${isWritten ? "" : "enter it, then "}${commandLine(["verify"])}`);
  }
}
