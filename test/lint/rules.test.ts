import { copyFileSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { folderWith } from "../support/folder";
import { runCommand } from "../support/run-command";

const LONG = "// This comment has more characters than the limit of 120 allows. ".repeat(2);

/** Code that breaks a rule. The file is in scripts/ and has the rule's name, if none is given. */
const BROKEN: readonly (readonly [rule: string, code: string, file?: string])[] = [
  ["curly", "export function it(a: boolean) { if (a) return 1; return 2; }"],
  ["func-style", "export const it = function () { return 1; };"],
  ["project/function-declarations", "export const it = () => 1;"],
  [
    "project/function-declarations",
    "const a = {\n  b: 1,\n},\n  c: () => void = () => console.log(a);\nexport const it = c;",
    "scripts/second-constant.ts",
  ],
  ["project/sorted-exports", 'export { b } from "./b";\nexport { a } from "./a";'],
  ["project/max-len", `${LONG}\nexport const it = 1;`],
  ["max-lines-per-function", `export function it() {\n${"  console.log(1);\n".repeat(90)}}`],
  [
    "complexity",
    `export function it(a: number) {\n${Array.from({ length: 15 }, (_, i) => `  if (a === ${i}) { a++; }\n`).join("")}return a; }`,
  ],
  [
    "max-depth",
    "export function it(a: boolean) { if (a) { if (a) { if (a) { if (a) { if (a) { console.log(a); } } } } } }",
  ],
  ["constructor-super", "class A {}\nexport class B extends A { constructor() { console.log(1); } }"],
  ["for-direction", "export function it() { for (let i = 0; i < 10; i--) { console.log(i); } }"],
  ["getter-return", "export const it = { get a() { console.log(1); } };", "cli/q.mjs"],
  ["no-async-promise-executor", "export const it = new Promise(async (resolve) => { resolve(await 1); });"],
  [
    "no-case-declarations",
    "export function it(a: number) { switch (a) { case 1: const b = 1; return b; default: return a; } }",
  ],
  ["no-class-assign", "class A {}\nA = 1;\nexport const it = A;"],
  ["no-compare-neg-zero", "export function it(a: number) { return a === -0; }"],
  ["no-cond-assign", "export function it(a: number, b: number) { if (a = b) { return a; } return 2; }"],
  ["no-const-assign", "const a = 1;\na = 2;\nexport const it = a;"],
  ["no-constant-binary-expression", "export function it(a: number) { return {} === a; }"],
  ["no-constant-condition", "export function it() { if (1) { return 1; } return 2; }"],
  ["no-control-regex", "export const it = /\\x1f/;"],
  ["project/no-octal", "module.exports = 010;", "cli/o.js"],
  ["no-redeclare", "module.exports = function (a, a) { return a; };", "cli/p.js"],
  ["no-debugger", "export function it() { debugger; }"],
  ["no-delete-var", "const a = 1;\ndelete a;\nmodule.exports = a;", "cli/a.js"],
  ["no-dupe-class-members", "export class A { a() { return 1; } a() { return 2; } }", "cli/r.mjs"],
  [
    "no-dupe-else-if",
    "export function it(a: number) { if (a === 1) { return 1; } else if (a === 1) { return 2; } return 3; }",
  ],
  ["no-dupe-keys", "export const it = { a: 1, a: 2 };"],
  [
    "no-duplicate-case",
    "export function it(a: number) { switch (a) { case 1: return 1; case 1: return 2; default: return 3; } }",
  ],
  ["no-empty", "export function it(a: boolean) { if (a) {} }"],
  ["no-empty-character-class", "export const it = /a[]/;"],
  ["no-empty-pattern", "export function it(a: object) { const {} = a; return a; }"],
  ["no-empty-static-block", "export class A { static {} }"],
  ["no-ex-assign", "export function it() { try { return 1; } catch (a) { a = 2; return a; } }"],
  ["no-extra-boolean-cast", "export function it(a: number) { if (!!a) { return 1; } return 2; }"],
  [
    "no-fallthrough",
    "export function it(a: number) { switch (a) { case 1: console.log(1); case 2: return 2; default: return 3; } }",
  ],
  ["no-func-assign", "function a() { return 1; }\na = 2;\nexport const it = a;"],
  ["no-global-assign", "Object = 1;"],
  ["no-import-assign", 'import * as a from "node:fs";\na = 1;\nexport const it = a;'],
  ["no-invalid-regexp", 'export const it = new RegExp("[");'],
  ["no-irregular-whitespace", "export const it =\u00a01;"],
  ["no-loss-of-precision", "export const it = 9007199254740993;"],
  ["no-misleading-character-class", "export const it = /[👍]/;"],
  ["no-new-native-nonconstructor", "export const it = new Symbol();"],
  ["no-nonoctal-decimal-escape", 'module.exports = "\\8";', "cli/b.js"],
  ["no-obj-calls", "export const it = Math();"],
  ["no-prototype-builtins", 'export function it(a: object) { return a.hasOwnProperty("a"); }'],
  ["no-regex-spaces", "export const it = /a  b/;"],
  ["no-self-assign", "export function it(a: number) { a = a; return a; }"],
  ["no-setter-return", "export const it = { set a(b: number) { return b; } };"],
  ["no-shadow-restricted-names", "export function it(undefined: number) { return undefined; }"],
  ["no-sparse-arrays", "export const it = [1, , 2];"],
  ["no-this-before-super", "class A {}\nexport class B extends A { b; constructor() { this.b = 1; super(); } }"],
  ["no-unassigned-vars", "export function it() { let a; return a; }"],
  ["no-unreachable", "export function it() { return 1; console.log(1); }"],
  ["no-unsafe-finally", "export function it() { try { return 1; } finally { return 2; } }"],
  ["no-unsafe-negation", 'export function it(a: object) { return !"a" in a; }'],
  ["no-unsafe-optional-chaining", "export function it(a?: { b: { c: number } }) { return (a?.b).c; }"],
  ["no-unused-labels", "export function it() { a: for (const b of [1]) { console.log(b); } }"],
  ["no-unused-private-class-members", "export class A { #a = 1; }"],
  ["no-unused-vars", "export function it(a: number) { return 1; }"],
  ["no-useless-assignment", "export function it(a: number) { let b = 1; console.log(b); b = a; return a; }"],
  ["no-useless-backreference", "export const it = /\\1(a)/;"],
  ["no-useless-catch", 'export function it() { try { return JSON.parse(""); } catch (a) { throw a; } }'],
  ["no-useless-escape", 'export const it = "\\a";'],
  ["no-var", "export var it = 1;"],
  ["no-with", "with (module) { exports = 1; }", "cli/c.js"],
  ["prefer-const", "export function it() { let a = 1; return a; }"],
  ["prefer-rest-params", "export function it() { return arguments[0]; }"],
  ["prefer-spread", "export function it(a: number[]) { return Math.max.apply(Math, a); }"],
  ["preserve-caught-error", "export function it() { try { console.log(1); } catch (a) { throw new Error(`${a}`); } }"],
  ["require-yield", "export function* it() { return 1; }"],
  ["use-isnan", "export function it(a: number) { return a === NaN; }"],
  ["valid-typeof", 'export function it(a: unknown) { return typeof a === "strnig"; }'],
  ["no-restricted-imports", 'import * as a from "@cdktf/provider-aws";\nexport const it = a;'],
  ["no-array-constructor", "export const it = new Array(1, 2);"],
  ["no-unused-expressions", "export function it(a: number) { a + 1; }"],
  ["typescript/ban-ts-comment", "// @ts-ignore\nexport const it = 1;"],
  ["typescript/no-duplicate-enum-values", "export enum A { B = 1, C = 1 }"],
  ["typescript/no-empty-object-type", "export type A = {};"],
  ["typescript/no-explicit-any", "export type A = any;"],
  ["typescript/no-extra-non-null-assertion", "export function it(a?: { b: number }) { return a!!.b; }"],
  ["typescript/no-misused-new", "export interface A { new (): A }"],
  ["typescript/no-namespace", "export namespace A { export const b = 1; }"],
  ["typescript/no-non-null-asserted-optional-chain", "export function it(a?: { b: number }) { return a?.b!; }"],
  ["typescript/no-require-imports", 'export const it = require("node:fs");'],
  ["typescript/no-this-alias", "export class A { a() { const b = this; return b; } }"],
  ["typescript/no-unnecessary-type-constraint", "export type A<B extends unknown> = B[];"],
  ["typescript/no-unsafe-declaration-merging", "export interface A { a: number }\nexport class A { b = 1; }"],
  ["typescript/no-unsafe-function-type", "export type A = Function;"],
  ["typescript/no-wrapper-object-types", "export type A = String;"],
  ["typescript/prefer-as-const", 'export const it = "a" as "a";'],
  ["typescript/prefer-namespace-keyword", "declare module a { export const b: number; }"],
  ["typescript/triple-slash-reference", '/// <reference path="./a" />\nexport const it = 1;'],
  ["no-undef", "export const it = unknownHere;", "cli/d.mjs"],
  ["no-redeclare", "function a() {}\nfunction a() {}\nmodule.exports = a;", "cli/e.js"],
  ["no-console", "console.log(1);", "main.ts"],
  ["project/no-process-write", 'process.stdout.write("it");', "modules/it.ts"],
  ["project/max-lines-per-test", `it("works", () => {\n${"expect(1);\n".repeat(90)}});`, "test/lines-of-test.test.ts"],
  [
    "project/max-lines-per-test",
    `describe("it", () => {\n  it.each([\n    1,\n  ])("works", async (\n${Array.from({ length: 30 }, (_, i) => `    a${i},\n`).join("")}  ) => {\n${"    expect(a29);\n".repeat(62)}  });\n});`,
    "test/parameters.test.ts",
  ],
  ["project/no-sleep", "setTimeout(() => expect(1), 1);", "test/it.test.ts"],
  [
    "typescript/no-namespace",
    "declare module a { export const b: number; }",
    "scripts/typescript-prefer-namespace-keyword.ts",
  ],
  ["no-restricted-imports", 'import * as a from "../../modules/it";\nexport const it = a;', "function/src/it.ts"],
  [
    "no-restricted-imports",
    'import { setTimeout as a } from "node:timers/promises";\nexport const it = a;',
    "test/a.test.ts",
  ],
];

/** Code that would break a rule in another place. */
const ALLOWED: Readonly<Record<string, string>> = {
  "function/src/arrow.ts": "export const it = () => 1;",
  "modules/print.ts": 'process.stderr.write("it"); console.log(1);',
  "scripts/print.ts": 'process.stderr.write("it"); console.log(1);',
  "scripts/lines.ts": `// https://example.com/${"a".repeat(120)}\nexport const it = "${"a".repeat(120)}"; // a\n`,
  "test/lines.test.ts": `describe("it", () => {\n${"  it.todo(1);\n".repeat(90)}});`,
  "test/e2e/sleep.e2e.ts": "setTimeout(() => expect(1), 1);",
  "scripts/directive.ts": "// oxlint-disable-next-line typescript/no-explicit-any -- it\nexport type A = any;",
};

it("reports code that breaks a rule, and no other", async () => {
  const broken = BROKEN.map(([rule, code, file = `scripts/${rule.replace("/", "-")}.ts`]) => ({ rule, code, file }));
  const folder = folderWith({
    ...Object.fromEntries(broken.map(({ file, code }) => [file, `${code}\n`])),
    ...ALLOWED,
  });
  copyFileSync(".oxlintrc.json", path.join(folder, ".oxlintrc.json"));
  copyFileSync("scripts/lint-rules.mjs", path.join(folder, "scripts", "lint-rules.mjs"));
  const { stdout } = await runCommand(
    [process.execPath, path.resolve("node_modules/oxlint/bin/oxlint"), "--format=json"],
    {
      cwd: folder,
    },
  );
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code?: string; message: string; filename: string }[] };
  const found = diagnostics.map(
    ({ code, message, filename }) =>
      `${filename}: ${code?.replace(/^eslint\((.*)\)$/, "$1").replace(/^(.*)\((.*)\)$/, "$1/$2") ?? message}`,
  );
  const expected = broken.map(({ file, rule }) => `${file}: ${rule}`);
  expect([...new Set(found)].sort()).toEqual(expected.sort());
});

it("checks types, and the rules that need them, with the options of npm run lint", async () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  const [, options = ""] = /oxlint( [^&]+)/.exec(scripts["lint:code"] ?? "") ?? [];
  const folder = folderWith({
    "tsconfig.json": JSON.stringify({ compilerOptions: { strict: true, lib: ["es2023"], types: [] } }),
    ".oxlintrc.json": JSON.stringify({ rules: { "typescript/no-floating-promises": "error" } }),
    "type.ts": 'export const it: number = "text";\n',
    "promise.ts": "Promise.resolve();\nexport {};\n",
  });
  const { code, stdout } = await runCommand(
    [process.execPath, path.resolve("node_modules/oxlint/bin/oxlint"), ...options.trim().split(" "), "--format=unix"],
    { cwd: folder },
  );
  expect(code).toBe(1);
  expect(stdout).toMatch(/type\.ts:1:14: .*\[Error\/typescript\(TS2322\)\]/);
  expect(stdout).toMatch(/promise\.ts:1:1: .*\[Error\/typescript\(no-floating-promises\)\]/);
});
