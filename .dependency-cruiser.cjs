// Which folder may know which: the arrows of CONTRIBUTING.md, checked by `npm run lint`.
require("./test/support/compile-less");

/** The facts, names, errors, and steps that everybody may know. */
const KNOWN_TO_ALL = "^modules/(?!index\\.ts)[^/]+\\.ts$";
const OURS = "^(main\\.ts|function|modules|cli|scripts|bench|test)";

/** Lets a folder import from itself, from what is known to all, and from the folders named. */
function only(folder, ...others) {
  const from = `^${folder}/`;
  return {
    name: `${folder} knows only ${[...others, "the files at the top of modules"].join(", ")}`,
    severity: "error",
    from: { path: from },
    to: { path: OURS, pathNot: [from, KNOWN_TO_ALL, ...others.map((it) => `^${it}/`)] },
  };
}

/** Work on what is deployed: where this package is installed, CDKTF is an optional peer. */
const WITHOUT_CDKTF = "doctor event init instructions invoke logs migrate outputs redrive rollback verify".split(" ");

module.exports = {
  forbidden: [
    {
      name: "no circles",
      comment: "Of types alone there may be one: nothing of it is left when the code runs.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "function knows nothing of what deploys it",
      severity: "error",
      from: { path: "^function/" },
      to: { path: OURS, pathNot: "^function/" },
    },
    {
      name: "modules know no folder beside them",
      severity: "error",
      from: { path: "^modules/" },
      to: { path: OURS, pathNot: "^modules/" },
    },
    only("modules/settings"),
    only("modules/state"),
    only("modules/tokens"),
    only("modules/package", "modules/settings"),
    only("modules/constructs", "modules/tokens", "modules/settings"),
    only("modules/stacks", "modules/constructs", "modules/settings", "modules/state", "modules/package"),
    only("modules/terraform-module", "modules/constructs", "modules/settings", "modules/stacks", "modules/tokens"),
    only("cli/processes"),
    only("cli/terminal"),
    only("cli/aws"),
    only("cli/events", "function"),
    only("cli/terraform", "cli/processes", "modules/state"),
    only("cli/install", "cli/processes", "cli/aws", "cli/terraform"),
    only("cli/local-lambda", "cli/processes", "modules/package"),
    only("cli/deployments", "cli/terraform", "modules/settings"),
    only("cli/verification", "cli/aws", "cli/deployments", "cli/terraform"),
    only("cli/redrive", "cli/aws", "cli/deployments"),
    only("cli/rollout", "cli/verification", "cli/deployments", "cli/terraform", "modules/settings"),
    only("cli/leftovers", "cli/aws", "cli/terraform", "modules/stacks", "modules/state", "modules/settings"),
    {
      name: "a command knows no other command",
      severity: "error",
      from: { path: "^cli/commands/([^/]+)/" },
      to: { path: "^cli/commands/", pathNot: "^cli/commands/$1/" },
    },
    {
      name: "no folder below the commands knows them",
      severity: "error",
      from: { path: "^cli/[^/]+/", pathNot: "^cli/commands/" },
      to: { path: "^cli/(commands/|[^/]+$)" },
    },
    {
      name: "what works on what is deployed never reaches CDKTF",
      severity: "error",
      from: { path: `^cli/commands/(${WITHOUT_CDKTF.join("|")})/` },
      to: { path: "node_modules/(@?cdktf|@?cdktn|constructs)/", reachable: true },
    },
    {
      name: "what is shipped knows nothing of what is not",
      severity: "error",
      from: { path: "^(main\\.ts|function|modules|cli)" },
      to: { path: "^(scripts|bench|test)/" },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(bench/peers|examples)/" },
  },
};
