import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import * as path from "node:path";
import { unzipSync, type ZipOptions, zipSync } from "fflate";
import { createFunctionPackage, FunctionPackageError } from "../../../modules/package/function-package";
import { folderWith } from "../../support/folder";

const handler = 'export const handler = async () => "done";';

async function messageOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((error: unknown) => error);
  expect(error).toBeInstanceOf(FunctionPackageError);
  return (error as Error).message;
}

function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function filesIn(zip: string): string[] {
  return Object.keys(unzipSync(readFileSync(zip)));
}

describe("createFunctionPackage", () => {
  it("bundles the handler into a zip and keeps the source map beside it", async () => {
    const folder = folderWith({ "handler.ts": handler });
    const built = await createFunctionPackage({ entry: path.join(folder, "handler.ts") }, path.join(folder, "dist"));
    const own = path.join(folder, "dist", sha256(readFileSync(built.path)));
    expect(built.path).toBe(path.join(own, "workmail-function.zip"));
    expect(filesIn(built.path)).toEqual(["index.mjs"]);
    expect(built.size).toBe(readFileSync(built.path).length);
    expect(existsSync(path.join(own, "workmail-function.mjs.map"))).toBe(true);
  });

  it("keeps a copy of the last zip, and of its map, under a fixed name", async () => {
    const folder = folderWith({ "handler.ts": handler, "other.ts": `${handler}\nconsole.log("other");` });
    for (const entry of ["handler.ts", "other.ts"]) {
      const built = await createFunctionPackage({ entry: path.join(folder, entry) }, folder);
      for (const file of ["workmail-function.zip", "workmail-function.mjs.map"]) {
        expect(readFileSync(path.join(folder, file))).toEqual(readFileSync(path.join(path.dirname(built.path), file)));
      }
    }
  });

  it("returns the hash that Lambda will show", async () => {
    const folder = folderWith({ "handler.ts": handler });
    const { path: zip, sourceCodeHash } = await createFunctionPackage(
      { entry: path.join(folder, "handler.ts") },
      folder,
    );
    const sha256 = createHash("sha256").update(readFileSync(zip));
    expect(sourceCodeHash).toBe(sha256.digest("base64"));
  });

  it("gives the same bytes in another folder, for another user, mode and time", async () => {
    const sources = path.resolve("function/src");
    const one = folderWith({});
    const other = folderWith({}, "work mail -");
    cpSync(sources, path.join(one, "src"), { recursive: true });
    cpSync(sources, path.join(other, "deeper/src"), { recursive: true });
    for (const name of readdirSync(path.join(other, "deeper/src"))) {
      const file = path.join(other, "deeper/src", name);
      chmodSync(file, 0o600);
      utimesSync(file, new Date(2001, 1, 1), new Date(2001, 1, 1));
    }
    const build = (folder: string, entry: string, sourceMap: boolean) =>
      createFunctionPackage({ entry: path.join(folder, entry), sourceMap }, path.join(folder, "dist"));
    const umask = process.umask(0o077);
    try {
      for (const sourceMap of [false, true]) {
        const first = await build(one, "src/handler.ts", sourceMap);
        process.umask(0o002);
        const second = await build(other, "deeper/src/handler.ts", sourceMap);
        expect(readFileSync(second.path)).toEqual(readFileSync(first.path));
      }
    } finally {
      process.umask(umask);
    }
  });

  it("gives other bytes for another handler", async () => {
    const folder = folderWith({
      "one.ts": handler,
      "two.ts": handler.replace("done", "DONE"),
    });
    const [one, two] = await Promise.all(
      ["one", "two"].map((name) =>
        createFunctionPackage({ entry: path.join(folder, `${name}.ts`) }, path.join(folder, name)),
      ),
    );
    expect(one?.sourceCodeHash).not.toBe(two?.sourceCodeHash);
  });

  it("puts the source map inside when asked", async () => {
    const folder = folderWith({ "handler.ts": handler });
    const built = await createFunctionPackage({ entry: path.join(folder, "handler.ts"), sourceMap: true }, folder);
    expect(filesIn(built.path)).toEqual(["index.mjs", "index.mjs.map"]);
  });

  it("names the file after the handler string", async () => {
    const folder = folderWith({
      "mail.ts": "export const onEmail = () => undefined;",
    });
    const built = await createFunctionPackage({ entry: path.join(folder, "mail.ts"), handler: "mail.onEmail" }, folder);
    expect(filesIn(built.path)).toEqual(["mail.mjs"]);
  });

  it("lets CommonJS packages require Node's modules inside the ES module", async () => {
    const folder = folderWith({
      "handler.ts": 'import { up } from "./old.cjs"; export const handler = () => up;',
      "old.cjs": 'exports.up = require("node:os").EOL;',
    });
    const built = await createFunctionPackage({ entry: path.join(folder, "handler.ts") }, folder);
    const code = unzipSync(readFileSync(built.path))["index.mjs"];
    const run = folderWith({ "index.mjs": code ?? "" });
    const printed = execFileSync(process.execPath, [
      "--input-type=module",
      "--eval",
      `const { handler } = await import(${JSON.stringify(path.join(run, "index.mjs"))}); process.stdout.write(JSON.stringify(handler()));`,
    ]);
    expect(printed.toString()).toBe(JSON.stringify("\n"));
  });

  describe("refuses", () => {
    it("an entry that is missing", async () => {
      expect(await messageOf(createFunctionPackage({ entry: "no/such.ts" }, "dist"))).toBe(
        "no/such.ts: no such file, which the setting entry names",
      );
    });

    it("an entry that does not compile, with file and line", async () => {
      const folder = folderWith({
        "handler.ts": "export const one = 1;\nexport const handler = (;",
      });
      const entry = path.join(folder, "handler.ts");
      expect(await messageOf(createFunctionPackage({ entry }, folder))).toMatch(
        /handler\.ts:2:24: Unexpected ";"\n {4}export const handler = \(;$/,
      );
    });

    it("an entry that exports another name", async () => {
      const folder = folderWith({ "handler.ts": "export const main = 1;" });
      const entry = path.join(folder, "handler.ts");
      expect(await messageOf(createFunctionPackage({ entry }, folder))).toBe(
        `${entry}: exports no handler, which the handler index.handler names; it exports main`,
      );
    });

    it("an entry that exports nothing", async () => {
      const folder = folderWith({ "handler.ts": "console.log(1);" });
      const entry = path.join(folder, "handler.ts");
      expect(await messageOf(createFunctionPackage({ entry }, folder))).toBe(
        `${entry}: exports no handler, which the handler index.handler names; it exports nothing`,
      );
    });

    it("a zip that is missing", async () => {
      expect(await messageOf(createFunctionPackage({ packagePath: "no/such.zip" }, "dist"))).toBe(
        "no/such.zip: no such file; the setting packagePath names a zip",
      );
    });

    it("a folder in place of a zip", async () => {
      expect(await messageOf(createFunctionPackage({ packagePath: "modules" }, "dist"))).toBe(
        "modules: is a folder; the setting packagePath names a zip",
      );
    });

    it("a file that is not a zip", async () => {
      const folder = folderWith({ "code.zip": "not a zip" });
      const packagePath = path.join(folder, "code.zip");
      expect(await messageOf(createFunctionPackage({ packagePath }, folder))).toBe(
        `${packagePath} is not a zip archive (it has no central directory).`,
      );
    });

    it.each([
      ["nowhere.js", { "real.js": new Uint8Array() }, true],
      ["real.js", { "real.js": new Uint8Array() }, false],
      ["lib/index.js", { "lib/index.js": new Uint8Array() }, false],
    ])("a zip whose handler is a link to %s, in %j: %s", async (to, files, isRefused) => {
      const link: [Uint8Array, ZipOptions] = [Buffer.from(to), { os: 3, attrs: (0o120777 << 16) >>> 0 }];
      const folder = folderWith({ "code.zip": zipSync({ "index.js": link, ...files }) });
      const packagePath = path.join(folder, "code.zip");
      const created = createFunctionPackage({ packagePath }, folder);
      await (isRefused
        ? expect(created).rejects.toThrow(
            `${packagePath}: index.js is a link to ${JSON.stringify(to)}, which is not in the zip`,
          )
        : expect(created).resolves.toBeDefined());
    });

    it("a zip without the handler's file", async () => {
      const folder = folderWith({
        "code.zip": zipSync({ "main.py": new Uint8Array() }),
      });
      const packagePath = path.join(folder, "code.zip");
      expect(await messageOf(createFunctionPackage({ packagePath }, folder))).toBe(
        `${packagePath}: the handler index.handler needs one of index.js, index.mjs, index.cjs in the zip; it contains main.py`,
      );
    });
  });

  it("takes a copy of a zip that is already built, so that replacing it changes nothing", async () => {
    const zip = zipSync({ "index.js": new Uint8Array([1]) });
    const folder = folderWith({ "code.zip": zip });
    const given = await createFunctionPackage(
      { packagePath: path.join(folder, "code.zip") },
      path.join(folder, "dist"),
    );
    expect(given).toEqual({
      path: path.join(folder, "dist", sha256(zip), "code.zip"),
      size: zip.length,
      sourceCodeHash: createHash("sha256").update(zip).digest("base64"),
    });
    writeFileSync(path.join(folder, "code.zip"), "another");
    expect(readFileSync(given.path)).toEqual(Buffer.from(zip));
  });

  it("replaces a zip that was cut short", async () => {
    const folder = folderWith({ "handler.ts": handler });
    const build = () => createFunctionPackage({ entry: path.join(folder, "handler.ts") }, path.join(folder, "dist"));
    const { path: zip, size } = await build();
    truncateSync(zip, 10);
    expect((await build()).path).toBe(zip);
    expect(readFileSync(zip)).toHaveLength(size);
  });

  it("takes the last zip if it is of the same files, and zips other files", async () => {
    const folder = folderWith({ "handler.ts": handler });
    const dist = path.join(folder, "dist");
    const build = async () =>
      readFileSync((await createFunctionPackage({ entry: path.join(folder, "handler.ts") }, dist)).path);
    const built = await build();
    const marked = Buffer.from(zipSync({ "index.mjs": Buffer.from("of another run") }));
    const [fingerprint, copy] = ["workmail-function.fingerprint", "workmail-function.zip"];
    const record = path.join(dist, sha256(marked), fingerprint);
    mkdirSync(path.dirname(record));
    cpSync(path.join(dist, sha256(built), fingerprint), record);
    writeFileSync(path.join(dist, copy), marked);
    expect((await build()).equals(marked)).toBe(true);

    writeFileSync(path.join(folder, "handler.ts"), handler.replace("done", "other"));
    expect(String(Buffer.from(unzipSync(await build())["index.mjs"]!))).toContain("other");
    writeFileSync(path.join(folder, "handler.ts"), handler);
    expect((await build()).equals(built)).toBe(true);

    writeFileSync(path.join(dist, copy), marked);
    writeFileSync(record, "");
    expect((await build()).equals(built)).toBe(true);
  });

  it("deletes zips that were last used over a week ago, and nothing else", async () => {
    const folder = folderWith({ "handler.ts": handler });
    const dist = path.join(folder, "dist");
    const build = () => createFunctionPackage({ entry: path.join(folder, "handler.ts") }, dist);
    const own = path.basename(path.dirname((await build()).path));
    const names = { old: "0".repeat(64), recent: "1".repeat(64), others: "handlers" };
    const daysAgo = { [names.old]: 8, [names.recent]: 6, [names.others]: 100, [own]: 100 };
    for (const [name, days] of Object.entries(daysAgo)) {
      mkdirSync(path.join(dist, name), { recursive: true });
      const time = new Date(Date.now() - days * 86_400_000);
      utimesSync(path.join(dist, name), time, time);
    }
    await build();
    const copies = ["workmail-function.mjs.map", "workmail-function.zip"];
    expect(readdirSync(dist).sort()).toEqual([names.recent, names.others, own, ...copies].sort());
  });
});
