import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { Command } from "commander";
import { program } from "../cli/program";
import { parseWorkMailEvent } from "../function/src";
import { OUTPUTS } from "../modules/constructs/outputs";
import { parseSettings } from "../modules/settings/settings";
import { MODULE_VARIABLES } from "../modules/terraform-module/variables";
import { anchorsOf, type Block, blocksOf, PAGES, proseOf } from "./support/markdown-pages";
import { runCommand } from "./support/run-command";
import { wordsOf } from "./support/shell-words";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

const BLOCKS = PAGES.flatMap(blocksOf);

/** Blocks of these languages show what a program prints, or are drawn when the site is built. */
const SHOWN = ["text", "mermaid", "console"];

function blocks(...infos: string[]): Block[] {
  return BLOCKS.filter(({ info }) => infos.includes(info));
}

describe("README.md", () => {
  const readme = readFileSync("README.md", "utf8");

  it("has at most 200 lines and 12 KB", () => {
    expect(readme.split("\n").length).toBeLessThanOrEqual(200);
    expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(12 * 1024);
  });

  it("says on its first screen when support for WorkMail ends", () => {
    expect(readme.split("\n").slice(0, 8).join("\n")).toContain("March 31, 2027");
  });
});

describe("docs", () => {
  it("links every page from its index", () => {
    const index = readFileSync("docs/README.md", "utf8");
    const pages = PAGES.filter((page) => /^docs\/(start|guides|reference|explanation)\//.test(page));
    expect(pages.filter((page) => !index.includes(`](${path.posix.relative("docs", page)})`))).toEqual([]);
  });

  it.each(PAGES.filter((page) => /^docs\/(start|guides)\//.test(page)))(
    "begins %s with the question that it answers",
    (page) => {
      expect(readFileSync(page, "utf8").split("\n")[2]).toMatch(/^(How|What|Why|Which)\b[^.?]*\?/);
    },
  );
});

describe("examples", () => {
  it.each(readdirSync("examples"))("begins the page of %s with what it is", (example) => {
    expect(readFileSync(path.join("examples", example, "README.md"), "utf8")).toMatch(/^# .+\n\n(This|Each) /);
  });
});

describe("every page", () => {
  const links = PAGES.flatMap((page) =>
    [...proseOf(page).matchAll(/\]\((?!https?:|mailto:)([^)]+)\)/g)].map(([, target = ""]) => ({ page, target })),
  );

  it("links to files that exist", () => {
    const missing = links.filter(({ page, target }) => !existsSync(fileOf(page, target)));
    expect(missing).toEqual([]);
  });

  it("links to headings that exist", () => {
    const missing = links.filter(({ page, target }) => {
      const [, anchor] = target.split("#");
      const file = fileOf(page, target);
      return anchor !== undefined && file.endsWith(".md") && !anchorsOf(file).includes(anchor);
    });
    expect(missing).toEqual([]);
  });

  it("describes its pictures", () => {
    const pictures = PAGES.flatMap((page) =>
      [...proseOf(page).matchAll(/!\[([^\]]*)\]/g)].map(([, alt]) => [page, alt]),
    );
    expect(pictures.length).toBeGreaterThan(5);
    expect(pictures.filter(([, alt]) => alt === "")).toEqual([]);
  });

  it("marks the language of each block", () => {
    const known = [...SHOWN, "sh", "ts", "hcl", "json", "json event", "json policy"];
    expect(BLOCKS.filter(({ info }) => !known.includes(info))).toEqual([]);
  });

  it("names commands that exist in its text", () => {
    const wrong = PAGES.flatMap((page) =>
      [...proseOf(page).matchAll(/`((?:npm run|npx workmail-lambda|workmail-lambda) [^`]+)`/g)].flatMap(
        ([, line = ""]) => errorsOf(line, page),
      ),
    );
    expect(wrong).toEqual([]);
  });

  /** Returns the file that a link of a page leads to. */
  function fileOf(page: string, target: string): string {
    const [file = ""] = target.split("#");
    return file === "" ? page : path.posix.join(path.posix.dirname(page), decodeURI(file));
  }
});

describe("shell commands", () => {
  const lines = blocks("sh").flatMap(({ place, code }) =>
    code.split("\n").map((line) => [place, line.replace(/ +#.*$/, "")] as const),
  );

  it("are of programs that exist, with options that they know", () => {
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.flatMap(([place, line]) => errorsOf(line, place))).toEqual([]);
  });
});

describe("settings", () => {
  const example = JSON.parse(readFileSync("workmail.example.json", "utf8")) as Settings;

  it.each(blocks("json"))("at $place are allowed", ({ code }) => {
    const shown = JSON.parse(code) as Settings;
    const regions = Object.fromEntries(
      Object.keys({ ...example.regions, ...shown.regions }).map((region) => {
        const own = shown.regions?.[region] ?? {};
        return [region, "workMail" in own ? own : { ...example.regions[region], ...own }];
      }),
    );
    expect(() => parseSettings(JSON.stringify({ ...example, ...shown, regions }), "workmail.json")).not.toThrow();
  });

  interface Settings {
    readonly regions: Record<string, object>;
  }
});

it.each(blocks("json event"))("the event at $place is one", ({ code }) => {
  expect(() => parseWorkMailEvent(JSON.parse(code))).not.toThrow();
});

describe("TypeScript", () => {
  it("compiles", async () => {
    expect(await typeErrors(blocks("ts"))).toEqual([]);
  });

  /** Returns the errors of blocks that are compiled together, each as if it were in the folder of the project. */
  async function typeErrors(code: readonly Block[]): Promise<string[]> {
    mkdirSync("dist", { recursive: true });
    // Below the project, whose packages they import.
    const folder = mkdtempSync(path.resolve("dist", "blocks-"));
    try {
      const files = code.map((_, index) => `block-${index}.ts`);
      files.forEach((file, index) => writeFileSync(path.join(folder, file), code[index]!.code));
      const compilerOptions = { rootDirs: [process.cwd(), folder], types: ["node"] };
      writeFileSync(
        path.join(folder, "tsconfig.json"),
        JSON.stringify({ extends: path.resolve("tsconfig.json"), compilerOptions, files }),
      );
      const compiler = path.resolve("node_modules/typescript-7/bin/tsc");
      // It ends too soon for a collection of memory to pay.
      const env = { ...process.env, GOGC: "off" };
      const args = ["--pretty", "false", "--singleThreaded", "--project", folder];
      const { stdout } = await runCommand([process.execPath, compiler, ...args], { env });
      return stdout
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => line.replace(/^.*block-(\d+)\.ts\(.+?\)/, (_, index: string) => code[Number(index)]!.place));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
});

describe("Terraform", () => {
  const configurations = blocks("hcl");
  const module = readdirSync("modules/terraform")
    .filter((file) => file.endsWith(".tf"))
    .map((file) => readFileSync(path.join("modules", "terraform", file), "utf8"))
    .join("\n");

  it("gives the module variables that it has", () => {
    const known = [
      "source",
      "version",
      "providers",
      "count",
      "for_each",
      "depends_on",
      ...MODULE_VARIABLES.map(({ name }) => name),
    ];
    const given = configurations.flatMap(({ place, code }) =>
      [...code.matchAll(/^module "\w+" \{\n([^]*?)^\}/gm)].flatMap(([, body = ""]) =>
        [...body.matchAll(/^ {2}(\w+) +=/gm)].map(([, name = ""]) => ({ place, name })),
      ),
    );
    expect(given.length).toBeGreaterThan(5);
    expect(given.filter(({ name }) => !known.includes(name))).toEqual([]);
  });

  it("uses outputs that the module has", () => {
    const known = OUTPUTS.map(({ name }) => name);
    const used = configurations.flatMap(({ place, code }) =>
      [...code.matchAll(/value += module\.\w+\.(\w+)/g)].map(([, name = ""]) => ({ place, name })),
    );
    expect(used.filter(({ name }) => !known.includes(name))).toEqual([]);
  });

  it("moves and imports resources that the module has", () => {
    const text = BLOCKS.map(({ code }) => code).join("\n");
    const named = [...text.matchAll(/module\.workmail\.(aws_\w+)\.(\w+)/g)];
    expect(named.length).toBeGreaterThan(2);
    for (const [, type, name] of named) {
      expect(module).toContain(`resource "${type}" "${name}"`);
    }
  });
});

describe("docs/reference/troubleshooting.md", () => {
  const page = readFileSync("docs/reference/troubleshooting.md", "utf8");
  const [own = ""] = page.split("\n## Messages of Terraform, AWS, and other tools\n");
  const code = ["cli", "modules", "function/src"].flatMap(sourcesIn).join("\n");
  const messages = [...own.matchAll(/^### `(.+)`$/gm)].map(([, message = ""]) => message);

  it("has messages of the code", () => {
    expect(messages.length).toBeGreaterThan(10);
  });

  it.each(messages)("quotes %j from the code", (message) => {
    // `workmail.json` is a constant in the code, and a command depends on how the program is installed.
    const parts = message.split(/workmail\.json|npm run [a-z-]+(?: -- --[a-z-]+)*/).filter((part) => part !== "");
    expect(parts.filter((part) => !code.includes(part))).toEqual([]);
  });

  function sourcesIn(folder: string): string[] {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(ts|tf)$/.test(file) && !file.includes("node_modules"))
      .map((file) => readFileSync(path.join(folder, file), "utf8"));
  }
});

/** Returns why a line of shell commands would not run as it is shown. */
function errorsOf(line: string, place: string): string[] {
  return line
    .split(/ \| | && /)
    .map((command) => wordsOf(command))
    .filter((words) => words.length > 0)
    .flatMap((words) => errorOf(words) ?? [])
    .map((error) => `${place}: ${line}: ${error}`);
}

/** The subcommands of other programs that pages show, each checked by who wrote it. */
const OTHER_PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  aws: ["lambda remove-permission", "lambda list-versions-by-function", "ses describe-active-receipt-rule-set"],
  dig: ["+noall +answer MX"],
  terraform: ["init", "plan", "apply", "output", "import", "test"],
  git: ["clone"],
  npx: ["cdktf deploy", "cdktn deploy", "tsx bench/cost.ts"],
};

function errorOf([program = "", ...args]: readonly string[]): string | undefined {
  if (/^[A-Z_]+=/.test(program)) {
    return errorOf(args);
  }
  if (program === "workmail-lambda") {
    return usageError(args);
  }
  if (program === "npx" && args[0] === "workmail-lambda") {
    return usageError(args.slice(1));
  }
  if (program === "npm") {
    return npmError(args);
  }
  if (["bash", "cd", "cp", "node"].includes(program)) {
    const file = args.find((word) => !/^-|^tsx$/.test(word))!;
    return existsSync(file) ? undefined : `there is no ${file}`;
  }
  const words = args.filter((word) => !word.startsWith("-")).join(" ");
  const known = OTHER_PROGRAMS[program]?.some((start) => words.startsWith(start));
  return known === true ? undefined : `nobody checks ${program}`;
}

function npmError([verb = "", ...args]: readonly string[]): string | undefined {
  if (["ci", "install", "uninstall", "test"].includes(verb)) {
    return undefined;
  }
  const [name = "", ...rest] = args.filter((word) => word !== "--silent");
  const script = scripts[name];
  if (verb !== "run" || script === undefined) {
    return `there is no script ${name}`;
  }
  const [, command] = /^node cli\/workmail-lambda\.js (\S+)$/.exec(script) ?? [];
  const [separator, ...given] = rest;
  if (separator !== undefined && separator !== "--") {
    return "options need -- before them";
  }
  return command === undefined ? undefined : usageError([command, ...given]);
}

/** Returns the error of the command line for these arguments, without running a command. */
function usageError(args: readonly string[]): string | undefined {
  const root = program();
  let error = "";
  const silence = (command: Command) => {
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: (text) => (error += text) });
    command.action(() => {});
    command.commands.forEach(silence);
  };
  root.commands.forEach(silence);
  root.exitOverride().configureOutput({ writeOut: () => {}, writeErr: (text) => (error += text) });
  try {
    // In prose, COMMAND stands for any of them.
    root.parse(args[0] === "COMMAND" ? ["init", ...args.slice(1)] : [...args], { from: "user" });
  } catch (thrown) {
    return (thrown as { exitCode?: number }).exitCode === 0 ? undefined : error.trim() || String(thrown);
  }
  return undefined;
}
