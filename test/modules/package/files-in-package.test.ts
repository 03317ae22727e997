import { readFileSync, symlinkSync, utimesSync } from "node:fs";
import * as path from "node:path";
import { unzipSync } from "fflate";
import { startLocalLambda } from "../../../cli/local-lambda/local-lambda";
import { createFunctionPackage, FunctionPackageError } from "../../../modules/package/function-package";
import { readsBeside } from "../../../modules/package/reads-beside";
import { folderWith } from "../../support/folder";

/** Files beside the bundle, texts in it, and a handler that reads what is not there. */

const PLAIN = "export const handler = async () => 1;";

function build(folder: string, files: readonly string[] = []) {
  return createFunctionPackage({ entry: path.join(folder, "mail.ts"), files }, folderWith({}));
}

function contentsOf({ path: zip }: { readonly path: string }): Record<string, string> {
  const files = unzipSync(readFileSync(zip));
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]));
}

async function errorOf(built: Promise<unknown>): Promise<string> {
  const error: unknown = await built.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FunctionPackageError);
  return (error as Error).message;
}

/** Returns the result of a handler in the local Lambda runtime. */
async function returned(folder: string, files: readonly string[] = []): Promise<unknown> {
  const { path: zip } = await build(folder, files);
  const lambda = startLocalLambda({ zip });
  try {
    return (await lambda.invoke({})).payload;
  } finally {
    await lambda.stop();
  }
}

describe("files", () => {
  const TREE = {
    "mail.ts": PLAIN,
    "a.html": "A",
    "templates/b.html": "B",
    "templates/deep/c.html": "C",
    "templates/d.txt": "D",
    "node_modules/lib/e.html": "E",
    ".cache/f.html": "F",
    "templates/.g.html": "G",
  };

  it.each<[readonly string[], readonly string[]]>([
    [[], []],
    [["a.html"], ["a.html"]],
    [["./a.html"], ["a.html"]],
    [["*.html"], ["a.html"]],
    [["templates/*.html"], ["templates/b.html"]],
    [["templates/**/*.html"], ["templates/b.html", "templates/deep/c.html"]],
    [["**/*.html"], ["a.html", "templates/b.html", "templates/deep/c.html"]],
    [["templates/**"], ["templates/b.html", "templates/d.txt", "templates/deep/c.html"]],
    [
      ["*/d.txt", "a.html", "*.html"],
      ["a.html", "templates/d.txt"],
    ],
  ])("%j adds %j beside the bundle, with their contents", async (patterns, expected) => {
    const { "index.mjs": code, ...others } = contentsOf(await build(folderWith(TREE), patterns));
    expect(code).toContain("export");
    expect(others).toEqual(Object.fromEntries(expected.map((name) => [name, TREE[name as keyof typeof TREE]])));
  });

  it("gives the same bytes in another folder, at another time, in another order of patterns", async () => {
    const [one, other] = [folderWith(TREE), folderWith(TREE, "other ")];
    utimesSync(path.join(other, "a.html"), new Date(2001, 1, 1), new Date(2001, 1, 1));
    const zips = [await build(one, ["a.html", "templates/**"]), await build(other, ["templates/**", "a.html"])];
    expect(zips[0]!.sourceCodeHash).toBe(zips[1]!.sourceCodeHash);
    expect((await build(one)).sourceCodeHash).not.toBe(zips[0]!.sourceCodeHash);
  });

  it("follows a link to a file, and none to a folder", async () => {
    const folder = folderWith({ "mail.ts": PLAIN, "a/b.html": "B" });
    symlinkSync(path.join(folder, "a/b.html"), path.join(folder, "link.html"));
    symlinkSync(folder, path.join(folder, "a/loop"));
    expect(contentsOf(await build(folder, ["**/*.html"]))).toEqual({
      "a/b.html": "B",
      "link.html": "B",
      "index.mjs": expect.any(String) as string,
    });
  });

  it("is an error for each pattern that matches nothing, and for the bundle's own name", async () => {
    const folder = folderWith({ "mail.ts": PLAIN, "index.mjs": "" });
    const message = await errorOf(build(folder, ["b/*.html", "index.mjs", "../mail.ts"]));
    expect(message.split("\n").map((line) => line.replaceAll(folder, "FOLDER"))).toEqual([
      "files: b/*.html matches no file in the folder of FOLDER/mail.ts",
      "files: ../mail.ts matches no file in the folder of FOLDER/mail.ts",
      "files: index.mjs in the folder of FOLDER/mail.ts has the name of the bundle",
    ]);
  });
});

describe("a file that the handler reads", () => {
  const read = (expression: string) =>
    `import { readFileSync } from "node:fs"; import * as path from "node:path";
     export const handler = async () => readFileSync(${expression}, "utf8");`;

  it.each([
    'new URL("./t/a.html", import.meta.url)',
    'path.join(__dirname, "t", "a.html")',
    'path.resolve(import.meta.dirname, "t/a.html")',
    'import.meta.dirname + "/t/a.html"',
    "`${__dirname}/t/a.html`",
  ])("is found in Lambda with %s if files puts it into the zip", async (expression) => {
    const folder = folderWith({ "mail.ts": read(expression), "t/a.html": "<p>Hello</p>" });
    expect(await returned(folder, ["t/*"])).toBe("<p>Hello</p>");
  });

  it("is an error with its place if it is not in the zip, all of them at once", async () => {
    const folder = folderWith({
      "mail.ts": `import { more } from "./lib/more";\nexport { more };\n${read('new URL("./a.html", import.meta.url)')}`,
      "lib/more.ts": 'import * as path from "node:path";\n\nexport const more = path.join(__dirname, "b.html");',
      "lib/b.html": "",
      "c.html": "",
    });
    const lines = (await errorOf(build(folder, ["c.html", "lib/*.html"]))).split("\n");
    const allowed = `allowed: c.html, index.mjs, lib/b.html, and what the setting files adds from the folder of ${folder}/mail.ts`;
    expect(lines.map((line) => line.replace(/^\S+\/(?=(lib|mail))/, ""))).toEqual([
      `lib/more.ts:3: reads b.html beside the bundle, and the zip has no such file; ${allowed}`,
      `mail.ts:4: reads a.html beside the bundle, and the zip has no such file; ${allowed}`,
    ]);
  });

  it("counts neither in a package nor in code that is left out", async () => {
    const folder = folderWith({
      "mail.ts": `import { used } from "lib"; import { unused } from "./unused"; export const handler = async () => used;`,
      "unused.ts": 'export const unused = () => new URL("./a.html", import.meta.url);',
      "node_modules/lib/package.json": '{"name":"lib","main":"lib.mjs","sideEffects":false}',
      "node_modules/lib/lib.mjs": 'export const used = new URL("./b.html", import.meta.url).pathname;',
    });
    expect(Object.keys(contentsOf(await build(folder)))).toEqual(["index.mjs"]);
  });

  it.each<[string, readonly string[]]>([
    ['new URL("./a.html", import.meta.url)', ["a.html"]],
    ["new URL('a/b.html',import.meta.url)", ["a/b.html"]],
    ["new URL(`./a.html`, import.meta.url)", ["a.html"]],
    ['new URL("../a.html", import.meta.url)', ["../a.html"]],
    ['new URL("./templates/", import.meta.url)', ["templates"]],
    ['join(__dirname, "..", "a.html")', ["../a.html"]],
    ['path.join(\n  __dirname,\n  "a",\n  "b.html",\n)', ["a/b.html"]],
    ['const a = "http://x"; new URL("./a.html", import.meta.url)', ["a.html"]],
    ['import.meta.dirname + "/a.html"', ["a.html"]],
    ["__dirname + '/t/../a.html'", ["a.html"]],
    ["`${import.meta.dirname}/t/a.html`", ["t/a.html"]],
    ["`${__dirname}/${name}.html`", []],
    ['__dirname + "/" + name', []],
    ['__dirname + "-old/a.html"', []],
    ["'`${__dirname}/a.html`'", []],
    ['// new URL("./a.html", import.meta.url)', []],
    ['/* join(__dirname, "a.html") */', []],
    ["const text = 'new URL(\"./a.html\", import.meta.url)'", []],
    ["new URL(`./${name}.html`, import.meta.url)", []],
    ["new URL(name, import.meta.url)", []],
    ['new URL("https://example.com/a", import.meta.url)', []],
    ['new URL("/srv/a", import.meta.url)', []],
    ['path.resolve(__dirname, "/srv/a")', []],
    ["path.join(__dirname, name)", []],
    ['new URL(".", import.meta.url)', []],
  ])("is recognized in %j: %j", (source, names) => {
    expect(readsBeside(source).map(({ name }) => name)).toEqual(names);
  });
});

it("imports texts as strings", async () => {
  const folder = folderWith({
    "mail.ts": `import html from "./a.html"; import text from "./b.txt"; import message from "./c.eml";
      export const handler = async () => [html, text, message];`,
    "a.html": "<p>é</p>",
    "b.txt": "text\n",
    "c.eml": "Subject: x\r\n\r\nbody",
  });
  expect(await returned(folder)).toEqual(["<p>é</p>", "text\n", "Subject: x\r\n\r\nbody"]);
});

describe("a package that names a file beside itself", () => {
  const LIBRARY = "node_modules/library";
  const READS = `export const words = () => readFileSync(join(__dirname, "words.json"), "utf8");`;

  /** Builds a handler that uses a package, and returns the warnings. */
  async function warningsOf(source: string, files: Readonly<Record<string, string>>, patterns: readonly string[] = []) {
    const folder = folderWith({
      "mail.ts": `import { words } from "library"; export const handler = async () => words();`,
      [`${LIBRARY}/package.json`]: JSON.stringify({ name: "library", main: "index.js", sideEffects: false }),
      [`${LIBRARY}/index.js`]: `import { readFileSync } from "node:fs"; import { join } from "node:path";\n${source}`,
      ...files,
    });
    const note = jest.spyOn(console, "error").mockReturnValue();
    try {
      await build(folder, patterns);
      return note.mock.calls.map(([text]) => String(text).replaceAll(path.relative("", folder), "APP"));
    } finally {
      note.mockRestore();
    }
  }

  it("is reported with the package's line, the file, and the setting that adds it", async () => {
    expect(await warningsOf(READS, { [`${LIBRARY}/words.json`]: "[]" })).toEqual([
      expect.stringMatching(
        /^Warning: APP\/node_modules\/library\/index\.js:2: names APP\/node_modules\/library\/words\.json, which is not in the zip\. If your handler needs it, copy APP\/node_modules\/library\/words\.json to \S+\/words\.json, and add "words\.json" to the setting files$/,
      ),
    ]);
  });

  it("is reported with another way out where the file is outside of the zip's folder", async () => {
    const source = READS.replace("words.json", "../data/words.json");
    expect(await warningsOf(source, { "node_modules/data/words.json": "[]" })).toEqual([
      expect.stringMatching(
        /If your handler needs it, build the zip with this file yourself, and name it in packagePath$/,
      ),
    ]);
  });

  it.each<[string, string, Readonly<Record<string, string>>, readonly string[]]>([
    ["is in the zip", READS, { [`${LIBRARY}/words.json`]: "[]", "words.json": "[]" }, ["words.json"]],
    ["does not exist", READS, {}, []],
    ["is a folder", READS.replace("words.json", "words"), { [`${LIBRARY}/words/one.json`]: "[]" }, []],
    ["is a source", READS.replace("words.json", "worker.js"), { [`${LIBRARY}/worker.js`]: "" }, []],
    [
      "belongs to what the handler does not use",
      `export const words = () => []; ${READS.replace("words =", "others =")}`,
      { [`${LIBRARY}/words.json`]: "[]" },
      [],
    ],
  ])("is not reported where the file %s", async (_, source, files, patterns) => {
    expect(await warningsOf(source, files, patterns)).toEqual([]);
  });
});
