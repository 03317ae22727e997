// How main.ts is bundled with CDKTF, so that a synth spends its time on the stacks.
// Plain JavaScript, since this is what loads TypeScript.

const { readFileSync } = require("node:fs");

/**
 * CDKTF notes for every token where it was created, to print it if the token cannot be resolved: a fifth of the time of
 * many stacks, for positions in a bundle.
 */
const withoutCreationStacks = {
  name: "without-creation-stacks",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]lib[\\/]tokens[\\/]private[\\/]stack-trace\.js$/ }, ({ path }) => ({
      contents: `${readFileSync(path, "utf8")}\n${WITHOUT_STACK}`,
    }));
  },
};

/** The function has another name in CDK Terrain. */
const WITHOUT_STACK =
  'for (const name of ["captureStackTrace", "captureCreationStack"]) if (exports[name]) exports[name] = () => [];';

/** Options of esbuild, with the project as its working directory. */
const APP_BUNDLE = {
  // The names of classes stay as they are, because error messages contain them. keepNames would define the name of a
  // function each time that one is created, which CDKTF does for every value that it resolves.
  minifyWhitespace: true,
  minifySyntax: true,
  external: ["esbuild"],
  // CDKTF loads it only for AssetType.ARCHIVE, whose zips differ from machine
  // to machine: a third of the start-up for what must not be used.
  alias: { archiver: "./cli/archiver-stub.js" },
  plugins: [withoutCreationStacks],
};

module.exports = { APP_BUNDLE };
