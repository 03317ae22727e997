import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { unzipSync } from "fflate";
import { createFunctionPackage, type FunctionPackageProps } from "../../../modules/package/function-package";
import { folderWith } from "../../support/folder";

/** Returns the folder that Lambda would run, of a package with these sources. */
async function packageOf(files: Record<string, string>, props: FunctionPackageProps = {}): Promise<string> {
  const folder = folderWith(files);
  const { path: zip } = await createFunctionPackage(
    { ...props, entry: path.join(folder, props.entry ?? "handler.ts") },
    path.join(folder, "dist"),
  );
  return folderWith(unzipSync(readFileSync(zip)));
}

/** Runs handlers, each of a package of its own, in a process that has nothing of jest's. */
const RUNNER = `process.on("message", async ({ folder, module, name }) => {
  process.chdir(folder);
  try {
    const { [name]: handler } = await import(folder + "/" + module);
    const result = await Promise.resolve().then(() => handler({})).catch((error) => ({ threw: error.name }));
    process.send({ result });
  } catch ({ stack }) {
    process.send({ stack });
  }
});`;
let runner: ChildProcess;

beforeAll(() => {
  runner = spawn(process.execPath, ["--input-type=module", "--eval", RUNNER], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
});

afterAll(() => runner.kill());

/** Returns what the handler of a package returns, or the name of the error that it throws. */
async function run(folder: string, module = "index.mjs", name = "handler"): Promise<unknown> {
  runner.send({ folder, module, name });
  const [answer] = (await once(runner, "message")) as [{ result?: unknown; stack?: string }];
  expect(answer.stack).toBeUndefined();
  return answer.result;
}

async function refusalOf(files: Record<string, string>, props: FunctionPackageProps = {}): Promise<string> {
  const error: unknown = await packageOf(files, props).catch((error: unknown) => error);
  return (error as Error).message.replace(/\S*\/workmail-\w+\//g, "");
}

function packageNamed(name: string, code: string, more: object = {}): Record<string, string> {
  return {
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: "1.0.0", main: "index.js", ...more }),
    [`node_modules/${name}/index.js`]: code,
  };
}

describe("a bundle", () => {
  const printed = jest.spyOn(console, "error").mockImplementation();

  beforeEach(() => printed.mockClear());
  afterAll(() => printed.mockRestore());

  describe("of CommonJS sources", () => {
    it.each(["__dirname", "__filename"])("has %s where a package uses it", async (name) => {
      const folder = await packageOf({
        "handler.ts": 'import { at } from "old"; export const handler = () => at;',
        ...packageNamed("old", `exports.at = ${name};`),
      });
      expect(await run(folder)).toBe(name === "__dirname" ? folder : path.join(folder, "index.mjs"));
    });

    it.each([
      ["indirectly", "exports.load = (name) => require(name);"],
      ["by a name that is computed", "exports.load = (name) => require(['node', name].join(':'));"],
      ["beside __dirname", "exports.at = __dirname; exports.load = (name) => require(name);"],
    ])("requires Node.js's modules %s", async (_, code) => {
      const folder = await packageOf({
        "handler.ts": 'import { load } from "lazy"; export const handler = () => load("os").EOL;',
        ...packageNamed("lazy", code),
      });
      expect(await run(folder)).toBe("\n");
    });

    it("keeps a __dirname that a source defines", async () => {
      const folder = await packageOf({
        "handler.ts": `import * as path from "node:path"; import { fileURLToPath } from "node:url"; import { at } from "old";
          const __dirname = path.dirname(fileURLToPath(import.meta.url)) + "/own";
          export const handler = () => [__dirname, at];`,
        ...packageNamed("old", "exports.at = __dirname;"),
      });
      expect(await run(folder)).toEqual([`${folder}/own`, folder]);
    });

    it.each([
      ["exports.handler", "handler.js", "exports.handler = async () => require('os').EOL;"],
      ["module.exports.handler", "handler.js", "module.exports.handler = async () => '\\n';"],
      ["an object", "handler.cjs", "const handler = async () => '\\n'; module.exports = { handler };"],
      ["a computed object", "handler.js", "module.exports = Object.fromEntries([['handler', () => '\\n']]);"],
      ["another file", "handler.js", "module.exports = require('./other');"],
      ["TypeScript's output", "handler.js", typeScriptOutput()],
      ["a TypeScript source", "handler.cts", "export const handler = async (): Promise<string> => '\\n';"],
      ["an assigned TypeScript source", "handler.ts", "export = { handler: async (): Promise<string> => '\\n' };"],
    ])("takes a handler of %s", async (_, entry, code) => {
      const folder = await packageOf({ [entry]: code, "other.js": "exports.handler = () => '\\n';" }, { entry });
      expect(await run(folder)).toBe("\n");
    });

    it.each([
      ["exports.main = 1;", "it exports main"],
      ["module.exports = { main, other }; var main, other;", "it exports main, other"],
      ["require('node:os');", "it exports nothing"],
      ["module.exports = require('./other');", "it exports main"],
    ])("refuses %s", async (code, found) => {
      expect(await refusalOf({ "handler.js": code, "other.js": "exports.main = 1;" }, { entry: "handler.js" })).toBe(
        `handler.js: exports no handler, which the handler index.handler names; ${found}`,
      );
    });
  });

  describe("of error classes", () => {
    it.each([
      ["its own", "class Quota extends Error { constructor() { super(); this.name = this.constructor.name; } }"],
      [
        "derived",
        "class Base extends Error { constructor() { super(); this.name = new.target.name; } } class Quota extends Base {}",
      ],
      [
        "a class with a comment in its head",
        "class Quota /* of a mailbox */ extends // as any\n Error { constructor() { super(); this.name = this.constructor.name; } }",
      ],
      [
        "a constructor function",
        "function Quota() { const error = Reflect.construct(Error, [], new.target); error.name = new.target.name; return error; }",
      ],
      ["a constant", "const Quota = class extends Error { constructor() { super(); this.name = new.target.name; } };"],
    ])("keeps the names of %s", async (_, classes) => {
      const folder = await packageOf({
        "handler.ts": `${classes} export const handler = () => { throw new Quota(); };`,
      });
      expect(await run(folder)).toEqual({ threw: "Quota" });
    });

    it("keeps a name that is not in ASCII", async () => {
      const classes = "class Überlauf extends Error { constructor() { super(); this.name = new.target.name; } }";
      const code = `${classes} export const handler = () => { throw new Überlauf(); };`;
      expect(await run(await packageOf({ "handler.ts": code }))).toEqual({ threw: "Überlauf" });
    });

    it("keeps the names of a package", async () => {
      const folder = await packageOf({
        "handler.ts": 'import { fail } from "failing"; export const handler = fail;',
        ...packageNamed(
          "failing",
          "class LimitError extends Error { constructor() { super(); this.name = this.constructor.name; } } exports.fail = () => { throw new LimitError(); };",
        ),
      });
      expect(await run(folder)).toEqual({ threw: "LimitError" });
    });

    it("keeps the name of the class, which Lambda logs, where the error has a name", async () => {
      const code = `class Quota extends Error { override name = "QuotaError"; }
        export const handler = () => new Quota().constructor.name;`;
      expect(await run(await packageOf({ "handler.ts": code }))).toBe("Quota");
    });

    it.each([
      ["there is no error class", "handler.ts", "export class Thing {} export const handler = () => 1;"],
      ["the classes of the function package state their names", "", ""],
    ])("keeps no names where %s", async (_, file, code) => {
      const folder = await (file === ""
        ? packageOf({ "handler.ts": `export { handler } from "${path.resolve("function/src/handler")}";` })
        : packageOf({ [file]: code }));
      expect(readFileSync(path.join(folder, "index.mjs"), "utf8")).not.toContain('"name",{value');
    });
  });

  describe("of packages that export their sources", () => {
    const handler = 'import { v } from "dual"; export const handler = () => v;';

    it.each([
      ["are not published", {}],
      [
        "need other tools",
        { "node_modules/dual/src/index.jsx": 'import css from "./style.scss"; export const v = css;' },
      ],
    ])("takes what is built where these %s", async (_, sources) => {
      const folder = await packageOf({
        "handler.ts": handler,
        ...packageNamed("dual", "", { exports: { ".": { source: "./src/index.jsx", import: "./dist.mjs" } } }),
        "node_modules/dual/dist.mjs": 'export const v = "built";',
        ...sources,
      });
      expect(await run(folder)).toBe("built");
    });

    it("takes the sources of this package", async () => {
      const folder = folderWith({
        "handler.ts":
          'export { domainsOf } from "terraform-aws-workmail-lambda/deep"; export { handler } from "terraform-aws-workmail-lambda/function";',
        "node_modules/terraform-aws-workmail-lambda/package.json": JSON.stringify({
          exports: {
            "./package.json": "./package.json",
            "./function": { source: "./function/src/handler.ts", default: "./no/such.js" },
            "./deep": "./deep.js",
          },
        }),
        "node_modules/terraform-aws-workmail-lambda/deep.js": "export const domainsOf = 1;",
      });
      cpSync("function/src", path.join(folder, "node_modules/terraform-aws-workmail-lambda/function/src"), {
        recursive: true,
      });
      const { sources } = await createFunctionPackage({ entry: path.join(folder, "handler.ts") }, folder);
      expect(Object.keys(sources!).some((it) => it.endsWith("function/src/handler.ts"))).toBe(true);
    });
  });

  describe("of a file beside the handler", () => {
    it.each([".html", ".txt", ".md", ".eml", ".css", ".HTML", ".Txt"])(
      "contains an imported %s as text",
      async (ending) => {
        const folder = await packageOf({
          "handler.ts": `import text from "./notice${ending}"; export const handler = () => text;`,
          [`notice${ending}`]: "Dear {{name}}",
        });
        expect(await run(folder)).toBe("Dear {{name}}");
      },
    );

    it("is an error with the allowed endings if it can be neither code nor text", async () => {
      expect(
        await refusalOf({
          "handler.ts": 'import logo from "./logo.png"; export const handler = () => logo;',
          "logo.png": "",
        }),
      ).toMatch(
        /handler\.ts:1:17: No loader is configured for "\.png" files: \S+; allowed: JavaScript, TypeScript, JSON, and as text \.css, .*\. Another file is put into the zip by the setting files\n/,
      );
    });
  });

  it("prints esbuild's warnings with their place, once", async () => {
    await packageOf({
      "handler.ts": 'import { load } from "lazy";\nexport const handler = () => [load, { a: 1, a: 2 }];',
      ...packageNamed("lazy", "exports.load = (name) => require(name);"),
      "tsconfig.json": '{ // comment\n "extends": "./base.json" }',
    });
    const lines = printed.mock.calls.flat().map(String);
    expect(lines.filter((it) => it.includes('Cannot find base config file "./base.json"'))).toHaveLength(1);
    expect(lines.join("\n")).toMatch(/^Warning: \S+handler\.ts:2:44: Duplicate key "a"/m);
  });

  it.each([
    ["src/index.handler", "src/index.mjs", "handler"],
    ["a/b-c/mail.onEmail", "a/b-c/mail.mjs", "onEmail"],
    ["./index.handler", "index.mjs", "handler"],
    ["index.api.handler", "index.mjs", "api"],
    ["/opt/nodejs/wrapper.handler", "index.mjs", "handler"],
  ])("has the file of the handler %s", async (handler, file, name) => {
    const folder = await packageOf({ "handler.ts": `export const ${name} = () => 1;` }, { handler });
    expect(await run(folder, file, name)).toBe(1);
  });

  it("has the file of a CommonJS handler in a folder", async () => {
    const props = { entry: "handler.js", handler: "src/index.handler" };
    expect(await run(await packageOf({ "handler.js": "exports.handler = () => 1;" }, props), "src/index.mjs")).toBe(1);
  });

  it.each(["handler.JS", "Handler.TS", "handler.json", "handler.html"])(
    "refuses the entry %s, which cannot be code",
    async (entry) => {
      expect(await refusalOf({ [entry]: '{"handler": 1}' }, { entry })).toBe(
        `${entry}: the setting entry names a file in JavaScript or TypeScript; allowed: .js, .mjs, .cjs, .jsx, .ts, .mts, .cts, or .tsx at its end, in lower case`,
      );
    },
  );

  it("refuses an entry that is a folder", async () => {
    expect(await refusalOf({ "src/handler.ts": "" }, { entry: "src" })).toBe(
      "src: is a folder; the setting entry names the file that exports the handler",
    );
  });
});

/** Returns what TypeScript writes for `module: CommonJS`. */
function typeScriptOutput(): string {
  return `"use strict"; Object.defineProperty(exports, "__esModule", { value: true }); exports.handler = void 0;
    const handler = async () => "\\n"; exports.handler = handler;`;
}
