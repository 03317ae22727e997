import { readFileSync } from "node:fs";
import { applyEdits, modify } from "jsonc-parser";
import { commandAgain, commandLine } from "../../../modules/command-line";
import { hasApp } from "../../../modules/own-app";
import { printLine } from "../../../modules/print";
import { replaceFile } from "../../../modules/replace-file";
import { readSettings } from "../../../modules/settings/read-settings";
import { parseSettings, SettingsError } from "../../../modules/settings/settings";
import { UserError } from "../../../modules/user-error";
import { EXIT } from "../../terminal/exit-codes";
import { printJson } from "../../terminal/output";
import { handlerFiles } from "./handler-files";
import { type AddedSettings, type MigrationReport, reportOf } from "./report";

/** The options of the command. */
export interface Options {
  readonly ruleSet: string;
  readonly configurationSet?: string;
  readonly write?: boolean;
  readonly json?: boolean;
}

const WITHOUT_WORKMAIL = "WorkMail invokes the function in no Region of the settings: there is nothing to migrate.";

/** Prints how each rule continues with Amazon SES, and writes the settings for it. */
export async function migrate(options: Options): Promise<void> {
  const settings = readSettings();
  const { entry } = settings.package;
  const report = reportOf(settings, entry === undefined ? undefined : await handlerFiles(entry), options);
  if (options.write) {
    writeSettings(report, options);
  }
  if (options.json) {
    printJson(report);
  } else {
    print(report, options);
  }
  if (report.handler.length > 0 || report.rules.some(({ noSuccessor }) => noSuccessor.length > 0)) {
    process.exitCode = EXIT.attention;
  }
}

/**
 * Adds the settings to the file, and leaves the rest of it as it is.
 *
 * @throws UserError when nothing continues, a name is missing, or the settings do not go together
 */
function writeSettings({ file, settings, rules }: MigrationReport, { configurationSet }: Options): void {
  if (rules.length === 0) {
    throw new UserError(`${file}: nothing written. ${WITHOUT_WORKMAIL}`);
  }
  if (!continues(rules)) {
    throw new UserError(
      `${file}: nothing written. Amazon SES can call this function for none of its rules. Next: ${commandAgain("migrate", { without: ["--write"] })}, which prints the reasons`,
    );
  }
  const added = placesOf(settings);
  if (added.some(([path]) => path.at(-1) === "sesSendingEvents") && configurationSet === undefined) {
    throw new UserError("--write needs --configuration-set: the one with which SES sends outbound email.");
  }
  if (added.length === 0) {
    return;
  }
  const edited = withSettings(readFileSync(file, "utf8"), added);
  try {
    parseSettings(edited, file);
  } catch (error) {
    throw error instanceof SettingsError
      ? new UserError(`${file}: nothing written. With the settings for Amazon SES:\n${listed(error.errors)}`)
      : error;
  }
  replaceFile(file, Buffer.from(edited));
}

function listed(errors: readonly string[]): string {
  return errors.map((error) => `  ${error}`).join("\n");
}

function continues(rules: MigrationReport["rules"]): boolean {
  return rules.some((rule) => rule.continues.length > 0);
}

/** A value, and where it is in the settings. */
type Place = readonly [path: readonly string[], value: unknown];

function placesOf(settings: AddedSettings): Place[] {
  return "regions" in settings
    ? Object.entries(settings.regions).flatMap(([region, own]) =>
        Object.entries(own).map(([name, value]): Place => [["regions", region, name], value]),
      )
    : Object.entries(settings).map(([name, value]): Place => [[name], value]);
}

/** Returns the text of a settings file with further settings. Comments, indentation, and line ends stay. */
function withSettings(text: string, added: readonly Place[]): string {
  const [, mark = "", json = ""] = /^(\uFEFF?)([^]*)$/.exec(text)!;
  const indentation = /\n([ \t]+)"/.exec(json)?.[1] ?? "  ";
  const formattingOptions = {
    insertSpaces: !indentation.startsWith("\t"),
    tabSize: indentation.length,
    eol: json.includes("\r\n") ? "\r\n" : "\n",
  };
  return (
    mark +
    added.reduce((edited, [path, value]) => {
      return applyEdits(edited, modify(edited, [...path], value, { formattingOptions }));
    }, json)
  );
}

function print(report: MigrationReport, options: Options): void {
  const { file, rules, handler, settings } = report;
  for (const { region, name, direction, continues, noSuccessor } of rules) {
    printLine(`${region}  ${name ?? "email flow rule"} (${direction.toLowerCase()})`);
    continues.forEach((it) => printLine(`  continues: ${it}`));
    noSuccessor.forEach((it) => printLine(`  no successor: ${it}`));
    printLine();
  }
  handler.forEach((it) => printLine(it));
  if (Object.keys(settings).length > 0) {
    printLine(options.write ? `Written to ${file}:` : `Settings for ${file}, which --write adds:`);
    printLine(JSON.stringify(settings, null, 2));
  } else if (continues(rules)) {
    printLine(`${file} has the settings for Amazon SES already.`);
  }
  if (rules.length === 0) {
    printLine(WITHOUT_WORKMAIL);
  }
  printLine(`\nNext: ${nextStep(report, options)}`);
}

function nextStep({ rules, settings }: MigrationReport, { configurationSet, write }: Options): string {
  if (rules.length === 0) {
    return commandLine(["verify"]);
  }
  if (!continues(rules)) {
    return `remove what has no successor from the settings, or give it a function of its own, then ${commandAgain("migrate")}`;
  }
  const added = placesOf(settings);
  if (write || added.length === 0) {
    return hasApp() ? `${commandLine(["diff"])}, which shows what the settings change` : "deploy them where the app is";
  }
  const lacksName = configurationSet === undefined && added.some(([path]) => path.at(-1) === "sesSendingEvents");
  return commandAgain("migrate", { add: [...(lacksName ? ["--configuration-set", "NAME"] : []), "--write"] });
}
