import { readFileSync } from "node:fs";
import { applyEdits, modify } from "jsonc-parser";
import { commandAgain, commandLine } from "../../../modules/command-line";
import { hasApp } from "../../../modules/own-app";
import { printLine } from "../../../modules/print";
import { readJson } from "../../../modules/read-json";
import { replaceFile } from "../../../modules/replace-file";
import { readSettings } from "../../../modules/settings/read-settings";
import { parseSettings } from "../../../modules/settings/settings";
import { UserError } from "../../../modules/user-error";
import { EXIT } from "../../terminal/exit-codes";
import { printJson } from "../../terminal/output";
import { handlerFiles } from "./handler-files";
import { type MigrationReport, reportOf, type SesSettings } from "./report";

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
 * @throws UserError when there is nothing to add, or a name is missing
 */
function writeSettings({ file, settings, rules }: MigrationReport, { configurationSet }: Options): void {
  if (rules.length === 0) {
    throw new UserError(`${file}: nothing written. ${WITHOUT_WORKMAIL}`);
  }
  if (Object.keys(settings).length === 0) {
    const names = rules.filter(({ noSuccessor }) => noSuccessor.length > 0).map(({ name }) => name);
    throw new UserError(
      `${file}: nothing written. SES waits for no answer about outbound email, and replaces no content, so that the function needs to be without a synchronous rule: ${names.join(", ")}.`,
    );
  }
  if (settings.sesSendingEvents && configurationSet === undefined) {
    throw new UserError("--write needs --configuration-set: the one with which SES sends outbound email.");
  }
  const json = readFileSync(file, "utf8");
  const edited = withSettings(json, settings);
  parseSettings(edited, file);
  replaceFile(file, Buffer.from(edited));
}

/** Returns the text of a settings file with the settings that it does not have yet. */
export function withSettings(json: string, settings: SesSettings): string {
  const written = readJson(json).value as Record<string, unknown>;
  const formattingOptions = { insertSpaces: true, tabSize: /\n( +)"/.exec(json)?.[1]?.length ?? 2 };
  return Object.entries(settings)
    .filter(([name]) => written[name] === undefined)
    .reduce((text, [name, value]) => applyEdits(text, modify(text, [name], value, { formattingOptions })), json);
}

function print({ file, rules, handler, settings }: MigrationReport, options: Options): void {
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
  }
  if (rules.length === 0) {
    printLine(WITHOUT_WORKMAIL);
  }
  printLine(`\n${rules.length === 0 ? `Next: ${commandLine(["verify"])}` : nextStep(settings, options)}`);
}

function nextStep(settings: SesSettings, { write, configurationSet }: Options): string {
  if (Object.keys(settings).length === 0) {
    return `Next: remove the synchronous rules from the settings, then ${commandAgain("migrate")}`;
  }
  return write
    ? hasApp()
      ? `Next: ${commandLine(["diff"])}, which shows what the settings change`
      : `Next: deploy them where the app is`
    : `Next: ${commandAgain("migrate", { add: [...(configurationSet === undefined ? ["--configuration-set", "NAME"] : []), "--write"] })}`;
}
