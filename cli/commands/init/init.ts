import { existsSync } from "node:fs";
import * as path from "node:path";
import { ListOrganizationsCommand, WorkMailClient } from "@aws-sdk/client-workmail";
import { commandAgain, commandLine } from "../../../modules/command-line";
import { hasApp } from "../../../modules/own-app";
import { printLine, printNote } from "../../../modules/print";
import { replaceFile } from "../../../modules/replace-file";
import { DEFAULTS } from "../../../modules/settings/function-settings";
import { parseSettings } from "../../../modules/settings/settings";
import { SETTINGS_FILE } from "../../../modules/settings/settings-file";
import { UserError } from "../../../modules/user-error";
import { name } from "../../../package.json";
import { withAws } from "../../aws/clients";
import { EXIT } from "../../terminal/exit-codes";
import { printJson } from "../../terminal/output";
import {
  askAlarmEmail,
  askName,
  askOrganizations,
  askOverwrite,
  askRegions,
  askScaffold,
  type KnownOrganization,
  type Terminal,
} from "./questions";
import { HANDLER_FILE, scaffold } from "./scaffold";

/** The options of the command. */
export interface Options {
  readonly name?: string;
  readonly organization?: readonly (readonly [region: string, id: string])[];
  readonly anyOrganization?: readonly string[];
  readonly alarmEmail?: string;
  readonly file: string;
  readonly scaffold?: boolean;
  readonly force?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const SCHEMA = "workmail.schema.json";

type RegionChoice = { readonly organizationIds: readonly string[] } | { readonly allowAnyOrganization: true };

/**
 * Writes the settings file, whole or not at all.
 *
 * @param terminal where it asks @default - the terminal, where this process has one
 */
export async function init(options: Options, terminal?: Terminal): Promise<void> {
  const { file, force, json } = options;
  const canAsk = terminal !== undefined || process.stdin.isTTY === true;
  const asks = canAsk && !options.yes && !json;
  try {
    if (existsSync(file) && !force) {
      if (!asks) {
        throw new UserError(`${file} already exists. Use --force to overwrite it, or --file to choose another file.`);
      }
      if (!(await askOverwrite(file, terminal))) {
        printNote(`${file} stays as it is.`);
        printNote(`Next: ${commandLine([hasApp() ? "invoke" : "build"], { settings: settingsFrom(file) })}`);
        return;
      }
    }
    const given = await settingsOf(options, asks, terminal);
    const scaffolds = options.scaffold ?? (asks && (await offerScaffold(terminal)));
    writeAll({ ...given, ...(scaffolds && { entry: HANDLER_FILE }) }, scaffolds, options);
  } catch (error) {
    // Ctrl-C at a question.
    if ((error as Error).name !== "ExitPromptError") {
      throw error;
    }
    printNote(`Interrupted: nothing is written. Next: ${commandAgain("init")}`);
    process.exitCode = EXIT.interrupted;
  }
}

/** @throws SettingsError when the settings are not allowed: then nothing is written */
function writeAll(settings: object, scaffolds: boolean, { file, json }: Options): void {
  const text = `${JSON.stringify(settings, null, 2)}\n`;
  parseSettings(text, file);
  const scaffolded = scaffolds ? scaffold(".") : [];
  write(file, text);
  if (json) {
    printJson({ file, settings, ...(scaffolds && { scaffolded }) });
    return;
  }
  printLine([file, ...scaffolded].map((it) => `${it} is written.`).join("\n"));
  printNext(file, scaffolds);
}

async function settingsOf(options: Options, asks: boolean, terminal: Terminal): Promise<object> {
  const given = givenRegions(options);
  if (Object.keys(given).length === 0 && !asks) {
    throw new UserError(
      "No Region: name organizations (--organization REGION=ID) or let all of a Region's in (--any-organization REGION), or run it in a terminal to be asked.",
    );
  }
  const functionName = options.name ?? (asks ? await askName(terminal) : DEFAULTS.functionName);
  const regions = Object.keys(given).length > 0 ? given : await askForRegions(terminal);
  const alarmEmail = options.alarmEmail ?? (asks ? await askAlarmEmail(terminal) : undefined);
  return {
    ...(existsSync(path.join(path.dirname(options.file), SCHEMA)) && {
      $schema: `./${SCHEMA}`,
    }),
    // An environment's name is part of the default.
    ...(functionName !== DEFAULTS.functionName && { functionName }),
    ...(alarmEmail !== undefined && { alarmEmail }),
    regions,
  };
}

function givenRegions({ organization = [], anyOrganization = [] }: Options): Record<string, RegionChoice> {
  const regions: Record<string, RegionChoice> = {};
  for (const [region] of organization) {
    regions[region] = {
      organizationIds: organization.filter(([other]) => other === region).map(([, id]) => id),
    };
  }
  for (const region of anyOrganization) {
    regions[region] = { ...regions[region], allowAnyOrganization: true };
  }
  return regions;
}

async function askForRegions(terminal: Terminal): Promise<Record<string, RegionChoice>> {
  const regions: Record<string, RegionChoice> = {};
  for (const region of await askRegions(terminal)) {
    const known = await knownOrganizations(region).catch((error: Error) => {
      printNote(`No organizations to offer: ${error.message}`);
      return [];
    });
    regions[region] = {
      organizationIds: await askOrganizations(region, known, terminal),
    };
  }
  return regions;
}

/** The active organizations that the credentials show. */
export async function knownOrganizations(region: string): Promise<KnownOrganization[]> {
  return withAws(
    region,
    async (aws) => {
      const known: KnownOrganization[] = [];
      let NextToken: string | undefined;
      do {
        const page = await aws.ask("workmail:ListOrganizations", WorkMailClient, (workMail) =>
          workMail.send(new ListOrganizationsCommand({ NextToken })),
        );
        for (const { OrganizationId, Alias, State } of page.OrganizationSummaries ?? []) {
          if (OrganizationId !== undefined && State === "Active") {
            known.push({ id: OrganizationId, alias: Alias ?? "no alias" });
          }
        }
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return known;
    },
    { maxAttempts: 2 },
  );
}

function write(file: string, json: string): void {
  try {
    replaceFile(file, json);
  } catch (error) {
    throw new UserError(`${file}: ${(error as Error).message}`);
  }
}

/** Asks where there is no app, whose package has a handler. */
async function offerScaffold(terminal: Terminal): Promise<boolean> {
  return !hasApp() && !existsSync(HANDLER_FILE) && (await askScaffold(terminal));
}

/** Returns the settings file as commands need it; undefined for the one that they read by themselves. */
function settingsFrom(file: string): string | undefined {
  return path.normalize(file) === SETTINGS_FILE ? undefined : file;
}

function printNext(file: string, isScaffolded: boolean): void {
  const start = { isOwn: false, settings: settingsFrom(file) };
  if (hasApp()) {
    printLine(`Next: ${commandLine(["invoke"], start)}, then ${commandLine(["deploy"], start)}`);
    return;
  }
  const zip = path.join("dist", "workmail-function.zip");
  printLine(`
This folder has no app. To deploy, use one of these:
  the Terraform module, with the zip as package_path
  an app of your own, with the constructs of the package ${name}
  a clone of the project, which has an app

These commands need no app:
  ${commandLine(["build"], start)}: bundles the handler that the settings name as entry into ${zip}
  ${commandLine(["invoke", "--zip", zip], start)}: runs it with a sample event
  ${commandLine(["event"], start)}: prints an event of your own
  ${commandLine(["verify", "--outputs", "FILE"], start)}: compares a deployment with its outputs; instructions, logs, redrive, and rollback take them, too
  ${commandLine(["doctor"], start)}: checks this machine
`);
  printLine(
    isScaffolded
      ? `Next: npm install, then npm test, then ${commandLine(["build"], start)}`
      : `Next: write a handler and name it in ${file} as entry, or have one written: ${commandAgain("init", { add: ["--scaffold", "--force"] })}`,
  );
}
