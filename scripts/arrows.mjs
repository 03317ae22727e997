/** Checks which folder imports which: the arrows of CONTRIBUTING.md. `npm run lint` runs it. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { parseSync } from "oxc-parser";

const FOLDERS = ["main.ts", "function", "modules", "cli", "scripts", "bench"];
/** They have packages of their own. */
const NOT_OURS = /^(bench\/peers|examples|node_modules)\/|(^|\/)(dist|node_modules)\//;
const SOURCE = /\.([cm]?js|ts)$/;
const ENDINGS = ["", ".ts", ".js", ".mjs", ".cjs", "/index.ts", "/index.js"];

const OURS = /^(main\.ts|(function|modules|cli|scripts|bench|test)\/)/;
/** The facts, names, errors, and steps that everybody may know. */
const KNOWN_TO_ALL = /^modules\/(?!index\.ts)[^/]+\.ts$/;
/** Work on what is deployed: where this package is installed, CDKTF is an optional peer. */
const WITHOUT_CDKTF =
  /^cli\/commands\/(doctor|event|init|instructions|invoke|logs|migrate|outputs|redrive|rollback|verify)\//;
const CDKTF = /^node_modules\/(@?cdktf|@?cdktn|constructs)\//;

/** The folders that a folder may import, beside itself and what is known to all. */
const ARROWS = {
  "modules/settings": [],
  "modules/state": [],
  "modules/tokens": [],
  "modules/package": ["modules/settings"],
  "modules/constructs": ["modules/tokens", "modules/settings"],
  "modules/stacks": ["modules/constructs", "modules/settings", "modules/state", "modules/package"],
  "modules/terraform-module": ["modules/constructs", "modules/settings", "modules/stacks", "modules/tokens"],
  "cli/processes": [],
  "cli/terminal": [],
  "cli/aws": [],
  "cli/events": ["function"],
  "cli/terraform": ["cli/processes", "modules/state"],
  "cli/install": ["cli/processes", "cli/aws", "cli/terraform"],
  "cli/local-lambda": ["cli/processes", "modules/package"],
  "cli/deployments": ["cli/terraform", "modules/settings"],
  "cli/verification": ["cli/aws", "cli/deployments", "cli/terraform"],
  "cli/redrive": ["cli/aws", "cli/deployments"],
  "cli/rollout": ["cli/verification", "cli/deployments", "cli/terraform", "modules/settings"],
  "cli/leftovers": ["cli/aws", "cli/terraform", "modules/stacks", "modules/state", "modules/settings"],
};

/** Rules on a single import of a file of ours. */
const RULES = [
  ["function knows nothing of what deploys it", (from, to) => isIn("function", from) && !isIn("function", to)],
  ["modules know no folder beside them", (from, to) => isIn("modules", from) && !isIn("modules", to)],
  ...Object.entries(ARROWS).map(([folder, others]) => [
    `${folder} knows only ${[...others, "the files at the top of modules"].join(", ")}`,
    (from, to) => isIn(folder, from) && !KNOWN_TO_ALL.test(to) && ![folder, ...others].some((it) => isIn(it, to)),
  ]),
  [
    "a command knows no other command",
    (from, to) => {
      const [command, other] = [from, to].map((file) => /^cli\/commands\/[^/]+\//.exec(file)?.[0]);
      return command !== undefined && isIn("cli/commands", to) && command !== other;
    },
  ],
  [
    "no folder below the commands knows them",
    (from, to) => /^cli\/(?!commands\/)[^/]+\//.test(from) && /^cli\/(commands\/|[^/]+$)/.test(to),
  ],
  [
    "what is shipped knows nothing of what is not",
    (from, to) => /^(main\.ts$|(function|modules|cli)\/)/.test(from) && /^(scripts|bench|test)\//.test(to),
  ],
];

function isIn(folder, file) {
  return file.startsWith(`${folder}/`);
}

/** Returns what each file imports: another file, or `node_modules/NAME/` of a package. */
function readImports(folders) {
  const imports = new Map();
  const files = folders
    .filter(existsSync)
    .flatMap((it) => (statSync(it).isFile() ? [it] : filesBelow(it)))
    .sort();
  // Those that these files import, too.
  for (const file of files) {
    if (!imports.has(file) && SOURCE.test(file) && !NOT_OURS.test(file)) {
      imports.set(file, importsOf(file));
      files.push(...imports.get(file).map(({ to }) => to));
    }
  }
  return imports;
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    return NOT_OURS.test(`${file}/`) ? [] : entry.isDirectory() ? filesBelow(file) : [file];
  });
}

function importsOf(file) {
  const text = readFileSync(file, "utf8");
  const { staticImports, staticExports, dynamicImports } = parseSync(file, text).module;
  const folder = path.posix.dirname(file);
  const of = (name, isTypeOnly) => ({ to: resolve(folder, name), isTypeOnly });
  const quoted = (pattern) => [...text.matchAll(pattern)].map(([, name]) => name);
  const dynamic = dynamicImports.flatMap(
    ({ moduleRequest: { start, end } }) => /^"(.+)"$/.exec(text.slice(start, end))?.slice(1) ?? [],
  );
  return [
    ...staticImports.map(({ moduleRequest, entries }) =>
      of(moduleRequest.value, entries.length > 0 && entries.every(({ isType }) => isType)),
    ),
    ...staticExports.flatMap(({ entries }) =>
      entries.filter((it) => it.moduleRequest).map((it) => of(it.moduleRequest.value, it.isType)),
    ),
    ...[...dynamic, ...quoted(/\brequire\("([^"\n]+)"\)/g)].map((name) => of(name, false)),
    ...quoted(/\bimport\("([^"\n]+)"\)/g)
      .filter((name) => !dynamic.includes(name))
      .map((name) => of(name, true)),
  ];
}

function resolve(folder, name) {
  if (!name.startsWith(".")) {
    return `node_modules/${name}/`;
  }
  const file = path.posix.join(folder, name);
  const ending = ENDINGS.find((it) => statSync(file + it, { throwIfNoEntry: false })?.isFile());
  return file + (ending ?? "");
}

/** Returns each import against the rules on a single import. */
function againstArrows(imports) {
  return [...imports].flatMap(([from, its]) =>
    its
      .filter(({ to }) => OURS.test(to))
      .flatMap(({ to }) =>
        RULES.filter(([, isForbidden]) => isForbidden(from, to)).map(([rule]) => ({ rule, files: [from, to] })),
      ),
  );
}

/** Returns the circles of imports. One that only types make is allowed: nothing of it is left when the code runs. */
function circles(imports) {
  const found = [];
  const done = new Set();
  const visit = (file, way) => {
    if (way.includes(file)) {
      found.push({ rule: "no circles", files: [...way.slice(way.indexOf(file)), file] });
    } else if (!done.has(file)) {
      for (const { to, isTypeOnly } of imports.get(file) ?? []) {
        if (!isTypeOnly) {
          visit(to, [...way, file]);
        }
      }
      done.add(file);
    }
  };
  for (const file of imports.keys()) {
    visit(file, []);
  }
  return found;
}

/** Returns a shortest way to CDKTF of each file that may not reach it. */
function waysToCdktf(imports) {
  const found = [];
  for (const start of [...imports.keys()].filter((file) => WITHOUT_CDKTF.test(file))) {
    const ways = new Map([[start, [start]]]);
    for (const [file, way] of ways) {
      for (const { to } of imports.get(file) ?? []) {
        ways.set(to, ways.get(to) ?? [...way, to]);
      }
    }
    const files = [...ways.values()].find((way) => CDKTF.test(way.at(-1)));
    if (files !== undefined) {
      found.push({ rule: "what works on what is deployed never reaches CDKTF", files });
    }
  }
  return found;
}

const imports = readImports(FOLDERS);
const found = [...againstArrows(imports), ...circles(imports), ...waysToCdktf(imports)];
for (const { rule, files } of found) {
  console.error(`${files.join(" -> ")}: ${rule}`);
}
console.log(`Found ${found.length} imports against the arrows in ${imports.size} files.`);
process.exitCode = found.length > 0 ? 1 : 0;
