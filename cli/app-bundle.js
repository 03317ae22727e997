// How main.ts is bundled with CDKTF, so that a synth spends its time on the stacks.
// Plain JavaScript, since this is what loads TypeScript.

const { readFileSync } = require("node:fs");
const path = require("node:path");

/** Code that is added to modules of CDKTF, by the ends of their paths. The output stays the same. */
const ADDITIONS = {
  // CDKTF notes for every token where it was created, to print it if the token cannot be resolved: a fifth of the time
  // of many stacks, for positions in a bundle. The function has another name in CDK Terrain.
  "tokens/private/stack-trace.js":
    'for (const name of ["captureStackTrace", "captureCreationStack"]) if (exports[name]) exports[name] = () => [];',
  // CDKTF resolves every value three times, and most hold no token.
  "tokens/private/resolve.js": `resolve = exports.resolve = require(${JSON.stringify(path.join(__dirname, "fast-resolve.js"))}).fastResolve(resolve);`,
};

const cdktfAdditions = {
  name: "cdktf-additions",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]lib[\\/]tokens[\\/]private[\\/](stack-trace|resolve)\.js$/ }, ({ path: file }) => {
      const [, addition] = Object.entries(ADDITIONS).find(([end]) => file.replaceAll("\\", "/").endsWith(end));
      return { contents: `${readFileSync(file, "utf8")}\n${addition}` };
    });
  },
};

/**
 * Loads modules when something of them is used: the classes of resources, of which most functions need a third, and
 * what CDKTF compares Terraform's version with, for a resource that is moved. A module without exports takes the place
 * of each, and its prototype loads that one.
 */
const lazyModules = {
  name: "lazy-modules",
  setup({ onLoad, onResolve }) {
    // Not resolved by esbuild, which would read the folder of all classes again for each of them.
    const resolve = ({ path: name, resolveDir }) => ({
      path: require.resolve(name, { paths: [resolveDir] }),
      namespace: lazyModules.name,
    });
    onResolve({ filter: /^@cdk(tf|tn)\/provider-aws\/lib\// }, resolve);
    onResolve({ filter: /^semver$/ }, (module) =>
      /[\\/]node_modules[\\/]cdkt[fn][\\/]lib[\\/]/.test(module.importer) ? resolve(module) : undefined,
    );
    onLoad({ filter: /.*/, namespace: lazyModules.name }, ({ path: file }) => ({
      resolveDir: path.dirname(file),
      contents: `module.exports = Object.create(
        new Proxy({}, { get: (_, name) => name === "__esModule" || require(${JSON.stringify(file)})[name] }),
      );`,
    }));
  },
};

/** Options of esbuild, with the project as its working directory. */
const APP_BUNDLE = {
  // The names of classes stay as they are, because error messages contain them. keepNames would define the name of a
  // function each time that one is created, which CDKTF does for every value that it resolves.
  minifyWhitespace: true,
  minifySyntax: true,
  external: ["esbuild"],
  // runBundle needs it: packages that are not bundled are required.
  supported: { "dynamic-import": false },
  // CDKTF loads it only for AssetType.ARCHIVE, whose zips differ from machine
  // to machine: a third of the start-up for what must not be used.
  // That of fflate loads worker threads on Node.js, which no zip of ours needs.
  alias: { archiver: "./cli/archiver-stub.js", fflate: "fflate/browser" },
  plugins: [cdktfAdditions, lazyModules],
};

module.exports = { APP_BUNDLE };
