import { existsSync } from "node:fs";
import * as path from "node:path";
import { hasApp, isOwnApp } from "./own-app";
import { EXAMPLE_SETTINGS_FILE, hasSettings, SETTINGS_FILE, SETTINGS_VARIABLE } from "./settings/settings-file";

/** The commands that package.json has a script for. */
const SCRIPTS = ["build", "synth", "diff", "deploy", "destroy", "move-states", "demo", "outputs", "redrive"];

/** The commands that change stacks: in a CDKTF app of your own, the CDKTF CLI has them. */
const OF_CDKTF = ["deploy", "destroy"];

/** The commands that read no settings file. */
const WITHOUT_SETTINGS = ["init", "demo", "completion"];

/** The commands that refuse the example settings: their organizations exist nowhere but on an emulator. */
const OF_OWN_SETTINGS = ["diff", "deploy"];

const OUTPUTS = "--outputs";
const PROFILE = "--profile";

/** The options that choose what a command works on: the next command is about the same. */
const CARRIED = [OUTPUTS, "--region", PROFILE];

/** Whether this is a clone of the project: the npm package does not contain this source. */
export const IS_CLONE = existsSync(path.join(__dirname, "..", "cli", "main.ts"));

/** An option that the user typed. */
export interface TypedOption {
  /** With its hyphens. */
  readonly flag: string;
  readonly values: readonly string[];
}

/** The command that the user typed. */
export interface Typed {
  readonly name?: string;
  readonly operands: readonly string[];
  readonly options: readonly TypedOption[];
  /** Whether another command takes this option. */
  readonly accepts: (name: string, option: TypedOption) => boolean;
}

const NOTHING: Typed = { operands: [], options: [], accepts: () => false };

let typed = NOTHING;

/** Keeps what the user typed, for the commands that are named as the next ones. */
export function rememberTyped(command: Typed = NOTHING): void {
  typed = command;
}

/** How this program was started, and where from. */
interface Start {
  /** @default - whether the sources are here */
  readonly isClone?: boolean;
  /** @default - that of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** @default - whether the working folder has a CDKTF app of your own */
  readonly isOwn?: boolean;
  /** The settings file, unless it is workmail.json. @default - the one that the environment names */
  readonly settings?: string;
}

/**
 * Returns a command of workmail-lambda as you type it here, about what the command that was typed is about: with the
 * same outputs, Regions, profile, and settings file. In a clone of the project it is the npm script, otherwise the
 * program, with npx if npm started it; in a CDKTF app of your own, the CDKTF CLI for what that does.
 *
 * @param command the command and its arguments
 */
export function commandLine(command: readonly [string, ...string[]], start: Start = {}): string {
  const [name, ...args] = command;
  const carried = carriedTo(name).filter(({ flag }) => !args.includes(flag));
  const line = lineOf(name, [...args, ...carried.flatMap(wordsOf)], start);
  return OF_OWN_SETTINGS.includes(name) && hasOnlyExample(start) ? `${lineOf("init", [], start)}, then ${line}` : line;
}

/** Returns the command that the user typed, as it was, with some options changed. */
export function commandAgain(
  name: string,
  { without = [], add = [] }: { readonly without?: readonly string[]; readonly add?: readonly string[] } = {},
): string {
  const { operands, options } = typed.name === name ? typed : NOTHING;
  const kept = options.filter(({ flag }) => !without.includes(flag) && !add.includes(flag));
  return lineOf(name, [...operands, ...kept.flatMap(wordsOf), ...add]);
}

/** Returns the command that the user typed, whichever it was. */
export function sameCommand(): string {
  return typed.name === undefined ? "run the same command again" : commandAgain(typed.name);
}

/** Returns a command of the AWS CLI, for a Region and the profile at hand. */
export function awsCommandLine(command: readonly [string, string, ...string[]], region?: string): string {
  const [service, action, ...args] = command;
  const place = region === undefined ? [] : ["--region", region];
  return ["aws", service, action, ...place, ...args, ...typedProfile().flatMap(wordsOf)].map(quoted).join(" ");
}

/** Returns a command of Terraform for a stack, with the program and the profile at hand. */
export function terraformCommandLine(stack: string, ...args: readonly string[]): string {
  const program = process.env.TERRAFORM_BINARY_NAME || "terraform";
  return [...profileVariable(), ...[program, `-chdir=cdktf.out/stacks/${stack}`, ...args].map(quoted)].join(" ");
}

/** Whether the only settings are those of the example, and no emulator is named. */
function hasOnlyExample({ env = process.env, settings }: Start): boolean {
  return !settings && !hasSettings() && existsSync(EXAMPLE_SETTINGS_FILE) && !env.AWS_ENDPOINT_URL;
}

/** Returns the typed options that another command takes. Without an app, it needs a file with the outputs. */
function carriedTo(name: string): TypedOption[] {
  const carried = typed.options.filter((it) => CARRIED.includes(it.flag) && typed.accepts(name, it));
  const outputs = { flag: OUTPUTS, values: ["FILE"] };
  const needsOutputs = !hasApp() && typed.accepts(name, outputs) && !carried.some(({ flag }) => flag === OUTPUTS);
  return [...(needsOutputs ? [outputs] : []), ...carried];
}

function lineOf(
  name: string,
  args: readonly string[],
  { isClone = IS_CLONE, env = process.env, isOwn = isOwnApp(), settings = env[SETTINGS_VARIABLE] }: Start = {},
): string {
  const words = args.map(quoted);
  if (isOwn && OF_CDKTF.includes(name)) {
    return lineOfCdktf(name, words);
  }
  const variables = WITHOUT_SETTINGS.includes(name) ? [] : settingsVariable(settings);
  if (isClone && SCRIPTS.includes(name)) {
    return [...variables, "npm run", name, ...["--", ...words].slice(words.length > 0 ? 0 : 1)].join(" ");
  }
  const npx = isClone || env.npm_lifecycle_event !== undefined ? ["npx"] : [];
  return [...variables, ...npx, "workmail-lambda", name, ...words].join(" ");
}

function settingsVariable(file: string | undefined): string[] {
  return file && path.normalize(file) !== SETTINGS_FILE ? [`${SETTINGS_VARIABLE}=${quoted(file)}`] : [];
}

function lineOfCdktf(name: string, words: readonly string[]): string {
  const profile = words.indexOf(PROFILE);
  const ofCdktf = profile === -1 ? words : words.toSpliced(profile, 2);
  const program = existsSync(path.join("node_modules", "cdktn")) ? "cdktn" : "cdktf";
  return [...profileVariable(), "npx", program, name, ...ofCdktf].join(" ");
}

function wordsOf({ flag, values }: TypedOption): string[] {
  return [flag, ...values];
}

function typedProfile(): TypedOption[] {
  return typed.options.filter(({ flag }) => flag === PROFILE);
}

/** Returns the profile for a program that has no option for it. */
function profileVariable(): string[] {
  return typedProfile().map(({ values: [name = ""] }) => `AWS_PROFILE=${quoted(name)}`);
}

/** Returns a word as a shell takes it. */
function quoted(word: string): string {
  const isSafe = path.sep === "\\" ? /^[\w@%+=:,./\\-]+$/ : /^[\w@%+=:,./-]+$/;
  return isSafe.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
