import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { Command } from "commander";
import ts from "typescript";
import { program } from "../../cli/program";
import { commandAgain, commandLine } from "../../modules/command-line";
import { syntaxOf } from "../support/code-words";
import { workmailLambdaHere } from "../support/command";
import { folderWith } from "../support/folder";
import { wordsOf as shellWords } from "../support/shell-words";

/** Every command that a message names: one function writes each, and the program's own parser takes it. */

const FUNCTIONS = ["commandLine", "commandAgain"];
const FUNCTIONS_OF_OTHERS = ["awsCommandLine", "terraformCommandLine"];

/** The values of the parts of a command that are not literals, by their source. */
const VALUES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  // Of the functions that check a command before it runs.
  command: [["deploy"], ["destroy"], ["diff"]],
  "...command": [
    ["destroy", "--removed"],
    ["destroy", "workmail-eu-west-1"],
  ],
  "...names": [[], ["workmail-eu-west-1", "workmail-us-east-1"]],
  // Of a change to approve.
  change: [["deploy"], ["destroy"]],
  name: [["workmail-eu-west-1"]],
  region: [["eu-west-1"]],
  function_name: [["workmail-email-events"]],
  file: [["workmail.test.json"]],
  zip: [["dist/workmail-function.zip"]],
};

/** Commands in words, each with the reason why no function writes it. */
const IN_WORDS: Readonly<Record<string, string>> = {
  "cli/commands/init/scaffold.ts": "a comment in a file that is written into a repository, for everybody who reads it",
  "cli/terraform/synthesize.ts": "an example of the command that runs the user's app",
  "modules/constructs/alarms.ts": "an alarm's description, which people read far from this machine",
  "modules/settings/deployment-settings.ts": "the documentation of a setting",
};

const commands = program().commands;
const names = commands.map((it) => it.name()).join("|");
const COMMAND_IN_WORDS = new RegExp(
  `\\b(npm run|npx)\\b|\\bworkmail-lambda "?(${names})\\b|\\b(run|use|again:) "?(${names})\\b|\\bthen "?(${names})\\b(?=$|[,.;:)]| --| again)|\\b(${names}) --[a-z]|\\baws [a-z0-9]+ [a-z]+-?[a-z]* --|\\bterraform -chdir`,
);

interface Source {
  readonly file: string;
  readonly tree: ts.SourceFile;
}

const sources: readonly Source[] = ["cli", "modules"]
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => path.posix.join(folder, file)),
  )
  .filter((file) => file.endsWith(".ts") && file !== "modules/command-line.ts")
  .map((file) => ({ file, tree: syntaxOf(file, readFileSync(file, "utf8"), { setParentNodes: true }) }));

/** Help is tested with the commands that it shows. */
const messages = sources.filter(({ file }) => !/\/command\.ts$|^cli\/(program|terminal\/options)\.ts$/.test(file));

function nodesIn<Node extends ts.Node>(node: ts.Node, is: (it: ts.Node) => it is Node): Node[] {
  const found: Node[] = is(node) ? [node] : [];
  ts.forEachChild(node, (child) => void found.push(...nodesIn(child, is)));
  return found;
}

function isText(node: ts.Node): node is ts.StringLiteralLike | ts.TemplateLiteralLikeNode {
  return (ts.isStringLiteralLike(node) && !ts.isImportDeclaration(node.parent)) || ts.isTemplateLiteralToken(node);
}

function isCallOf(functions: readonly string[]) {
  return (node: ts.Node): node is ts.CallExpression =>
    ts.isCallExpression(node) && functions.includes(node.expression.getText());
}

function placeOf({ file, tree }: Source, node: ts.Node): string {
  return `${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

/** Returns every sequence of words that an element of a command can be. */
function wordsOf(element: ts.Expression): readonly (readonly string[])[] {
  if (ts.isStringLiteralLike(element)) {
    return [[element.text]];
  }
  if (ts.isArrayLiteralExpression(element)) {
    return sequencesOf(element.elements.map(wordsOf));
  }
  if (ts.isConditionalExpression(element)) {
    return [...wordsOf(element.whenTrue), ...wordsOf(element.whenFalse)];
  }
  if (ts.isParenthesizedExpression(element)) {
    return wordsOf(element.expression);
  }
  const known = VALUES[element.getText()];
  if (known !== undefined) {
    return known;
  }
  if (ts.isSpreadElement(element)) {
    return wordsOf(element.expression);
  }
  throw new Error(`The values of ${element.getText()} in a command are not known: add them to VALUES.`);
}

function sequencesOf(parts: readonly (readonly (readonly string[])[])[]): readonly (readonly string[])[] {
  return parts.reduce<readonly (readonly string[])[]>(
    (before, alternatives) => before.flatMap((words) => alternatives.map((more) => [...words, ...more])),
    [[]],
  );
}

function propertyOf(call: ts.CallExpression, name: string): ts.Expression | undefined {
  const [, given] = call.arguments;
  const properties =
    given && ts.isObjectLiteralExpression(given) ? given.properties.filter(ts.isPropertyAssignment) : [];
  return properties.find((it) => it.name.getText() === name)?.initializer;
}

/** Returns the command lines that a call can write. */
function linesOf(call: ts.CallExpression): readonly (readonly string[])[] {
  const [first] = call.arguments;
  const added = propertyOf(call, "add");
  return sequencesOf([wordsOf(first!), added === undefined ? [[]] : wordsOf(added)]);
}

/** Parses a command line with the program's own parser, and runs nothing. */
async function parsed(words: readonly string[]) {
  const main = program();
  const result: { name?: string; operands?: readonly string[]; options?: Readonly<Record<string, unknown>> } = {};
  const { env } = process;
  process.env = { ...env };
  try {
    for (const command of [main, ...main.commands]) {
      command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
    }
    for (const command of main.commands) {
      command.action(() => {
        Object.assign(result, { name: command.name(), operands: command.args, options: command.opts() });
      });
    }
    await main.parseAsync([...words], { from: "user" });
    return result;
  } finally {
    process.env = env;
  }
}

const calls = sources.flatMap((source) =>
  nodesIn(source.tree, isCallOf(FUNCTIONS)).map((call) => ({ place: placeOf(source, call), call })),
);

it("finds the commands that messages name", () => {
  expect(calls.length).toBeGreaterThan(60);
});

it.each(calls)("parses each command at $place", async ({ call }) => {
  for (const words of linesOf(call)) {
    expect(await parsed(words)).toMatchObject({ name: words[0] });
  }
});

it.each(calls.filter(({ call }) => propertyOf(call, "without") !== undefined))(
  "leaves out only options that the command at $place has",
  ({ call }) => {
    const flags = wordsOf(propertyOf(call, "without")!).flat();
    for (const [name] of linesOf(call)) {
      const known = commands.find((it) => it.name() === name)!.options.map(({ long }) => long);
      expect(known).toEqual(expect.arrayContaining(flags));
    }
  },
);

it("ends each command in a sentence with a punctuation mark, so that it can be copied", () => {
  const glued = sources.flatMap((source) =>
    nodesIn(source.tree, ts.isTemplateSpan)
      .filter(({ expression }) => isCallOf([...FUNCTIONS, ...FUNCTIONS_OF_OTHERS])(expression))
      .filter(({ literal }) => !/^($|[,;:)"\n])/.test(literal.text))
      .map((span) => `${placeOf(source, span)}: ${span.literal.text}`),
  );
  expect(glued).toEqual([]);
});

it("writes no command in words", () => {
  const found = messages
    .filter(({ file }) => IN_WORDS[file] === undefined)
    .flatMap((source) =>
      nodesIn(source.tree, isText)
        .filter(({ text }) => COMMAND_IN_WORDS.test(text))
        .map((node) => `${placeOf(source, node)}: ${node.text}`),
    );
  // The demo's emulator has credentials of its own.
  expect(found.filter((it) => !it.includes("aws lambda get-policy --region "))).toEqual([]);
});

it.each(Object.keys(IN_WORDS))("names in the words of %s a command that exists", (file) => {
  const { tree } = sources.find((it) => it.file === file)!;
  const found = nodesIn(tree, isText).flatMap(({ text }) => [...text.matchAll(/\bworkmail-lambda ([a-z-]+)/g)]);
  expect(nodesIn(tree, isText).some(({ text }) => COMMAND_IN_WORDS.test(text))).toBe(true);
  expect(commands.map((it) => it.name())).toEqual(expect.arrayContaining(found.map(([, name]) => name)));
});

it.each(commands.map((command) => [command.name(), command] as const))(
  "names in the messages of %s only options that it has",
  (name, command) => {
    const own = messages.filter(({ file }) => path.dirname(file) === `cli/commands/${name}`);
    const isOfCall = (node: ts.Node): boolean =>
      isCallOf([...FUNCTIONS, ...FUNCTIONS_OF_OTHERS])(node) || (node.parent !== undefined && isOfCall(node.parent));
    const flags = own
      .filter(({ file }) => !file.endsWith("/scaffold.ts"))
      .flatMap(({ tree }) => nodesIn(tree, isText))
      .filter(
        (node) => !isOfCall(node) && !node.text.includes("aws lambda") && !node.text.includes(" --function-name "),
      )
      .flatMap(({ text }) => text.match(/(?<![\w-])--[a-z][a-z-]+/g) ?? []);
    const known = command.options.map(({ long }) => long);
    expect(flags.filter((it) => !known.includes(it))).toEqual([]);
  },
);

describe("after a command with options", () => {
  const project = process.cwd();
  // The next commands depend on what is in the working folder.
  beforeAll(() => process.chdir(folderWith({ "cdktf.json": "{}", "workmail.json": "{}" })));
  afterAll(() => process.chdir(project));

  /** Makes the program keep what is typed, as when it runs. */
  async function type(...words: string[]): Promise<void> {
    expect(await parsed(words)).toMatchObject({ name: words[0] });
  }

  const has = (command: Command, flag: string) => command.options.find(({ long }) => long === flag);
  const CARRIED = { "--outputs": "my outputs.json", "--region": "eu-west-1", "--profile": "my profile" };
  const typedTo = (command: Command) => Object.entries(CARRIED).filter(([flag]) => has(command, flag) !== undefined);
  const pairs = commands
    .filter((it) => typedTo(it).length > 0)
    .flatMap((from) => commands.map((to) => ({ from, to, name: from.name(), next: to.name() })));

  it.each(pairs)("$name, $next is about the same outputs, Region, and profile", async ({ from, to }) => {
    const typed = typedTo(from);
    await type(from.name(), ...typed.flat());
    const operands = to.registeredArguments.some(({ required }) => required) ? ["bash"] : [];
    const line = commandLine([to.name(), ...operands], { isClone: false, env: {} });
    const expected = Object.fromEntries(
      typed.flatMap(([flag, value]) => {
        const option = has(to, flag);
        return option === undefined ? [] : [[option.attributeName(), option.variadic ? [value] : value]];
      }),
    );
    const words = shellWords(line);
    expect(words.slice(0, 2)).toEqual(["workmail-lambda", to.name()]);
    expect((await parsed(words.slice(1))).options).toMatchObject(expected);
  });

  it("keeps every Region of a list", async () => {
    await type("verify", "--region", "eu-west-1", "us-west-2", "--json");
    expect(commandLine(["logs"], { isClone: true })).toBe("npx workmail-lambda logs --region eu-west-1 us-west-2");
    // It takes one.
    expect(commandLine(["invoke"], { isClone: true })).toBe("npx workmail-lambda invoke");
  });

  it("quotes a word as a shell takes it", async () => {
    const word = `it's $HOME "\\ \``;
    await type("verify", "--profile", word);
    const line = commandLine(["logs"], { isClone: false, env: {} });
    expect(execFileSync("sh", ["-c", `printf '%s\n' ${line}`], { encoding: "utf8" })).toBe(
      `workmail-lambda\nlogs\n--profile\n${word}\n`,
    );
  });

  it("repeats the command as it was typed, but for what changes", async () => {
    await type("redrive", "--queue", "https://a/b", "--region", "eu-west-1", "--function", "one", "--dry-run");
    expect(commandAgain("redrive", { without: ["--dry-run"] })).toBe(
      "npm run redrive -- --queue https://a/b --region eu-west-1 --function one",
    );
    await type("logs", "--since", "2h", "--filter", `{ $.a = "it's" }`, "--profile", "p");
    expect(commandAgain("logs", { without: ["--since"], add: ["--follow"] })).toBe(
      `npx workmail-lambda logs --filter '{ $.a = "it'\\''s" }' --profile p --follow`,
    );
    await type("deploy", "workmail-eu-west-1", "--json");
    expect(commandAgain("deploy", { add: ["--auto-approve"] })).toBe(
      "npm run deploy -- workmail-eu-west-1 --json --auto-approve",
    );
  });
});

it.each([["verify", "--nonsense"], ["verify", "--outputs"], ["event", "extra"], ["completion"], ["nonsense"]])(
  "says how to find out what is allowed instead of %s %s",
  async (...words) => {
    const { code, stderr } = await workmailLambdaHere(folderWith({}), words);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: .*\nNext: add --help, which shows the options and examples\.\n$/);
  },
);
