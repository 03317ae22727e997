// Makes the package fit for use outside this repository: `dist/` with an ES module, a CommonJS module and
// type declarations for both. Inside, the condition "source" leads to the TypeScript itself.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";

const root = import.meta.dirname;
const dist = join(root, "dist");
const ENTRIES = [
  "index",
  "deduplication",
  "message/index",
  "mime/index",
  "sources/index",
  "synchronous/index",
  "testing/index",
];
rmSync(dist, { recursive: true, force: true });

for (const [format, extension] of [
  ["esm", ".js"],
  ["cjs", ".cjs"],
]) {
  await build({
    entryPoints: ENTRIES.map((name) => join(root, "src", `${name}.ts`)),
    outbase: join(root, "src"),
    outdir: dist,
    outExtension: { ".js": extension },
    bundle: true,
    packages: "external",
    format,
    platform: "node",
    target: "node20",
  });
}

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc6");
execFileSync(process.execPath, [tsc, "--project", join(root, "tsconfig.build.json")], {
  stdio: "inherit",
});

// Node's resolution, unlike a bundler's, wants the file extension, and takes the module format from it.
for (const file of readdirSync(dist, { recursive: true }).filter((name) => name.endsWith(".d.ts"))) {
  const path = join(dist, file);
  const declarations = readFileSync(path, "utf8");
  const importing = (extension) => declarations.replace(/((?:from |import\()"\.{1,2}\/[\w/-]+)"/g, `$1.${extension}"`);
  writeFileSync(path.replace(/\.d\.ts$/, ".d.cts"), importing("cjs"));
  writeFileSync(path, importing("js"));
}
