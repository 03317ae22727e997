import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Comment, DeclarationReflection } from "typedoc";
import { UserError } from "../../modules/user-error";

const FOLDER = path.join("docs", "reference", "api");

/** The exports of the package, by the module that has them, which is how TypeDoc names them. */
const EXPORTS: Readonly<Record<string, { readonly entry: string; readonly page: string; readonly name: string }>> = {
  modules: { entry: "modules/index.ts", page: "constructs", name: "terraform-aws-workmail-lambda" },
  "modules/package/function-package": {
    entry: "modules/package/function-package.ts",
    page: "function-package",
    name: "terraform-aws-workmail-lambda/function-package",
  },
  "function/src": {
    entry: "function/src/index.ts",
    page: "function",
    name: "terraform-aws-workmail-lambda/function",
  },
  "function/src/deduplication": {
    entry: "function/src/deduplication.ts",
    page: "deduplication",
    name: "terraform-aws-workmail-lambda/function/deduplication",
  },
  "function/src/synchronous": {
    entry: "function/src/synchronous/index.ts",
    page: "synchronous",
    name: "terraform-aws-workmail-lambda/function/synchronous",
  },
  "function/src/message": {
    entry: "function/src/message/index.ts",
    page: "message",
    name: "terraform-aws-workmail-lambda/function/message",
  },
  "function/src/mime": {
    entry: "function/src/mime/index.ts",
    page: "mime",
    name: "terraform-aws-workmail-lambda/function/mime",
  },
  "function/src/sources": {
    entry: "function/src/sources/index.ts",
    page: "sources",
    name: "terraform-aws-workmail-lambda/function/sources",
  },
  "function/src/testing": {
    entry: "function/src/testing/index.ts",
    page: "testing",
    name: "terraform-aws-workmail-lambda/function/testing",
  },
};

/**
 * Returns the pages of the API reference, by their paths.
 *
 * @throws UserError that lists every public symbol without a description, every option without a default, and every
 * page with a type that is not known
 */
export async function apiReference(): Promise<Record<string, string>> {
  // An ES module, which only this function needs.
  const { Application, Converter, LogLevel, ReflectionKind } = await import("typedoc");
  const folder = mkdtempSync(path.join(os.tmpdir(), "api-reference-"));
  try {
    const app = await Application.bootstrapWithPlugins(options(folder));
    const problems: string[] = [];
    app.logger.log = (message, level) => {
      if (level >= LogLevel.Warn) {
        problems.push(stripVTControlCharacters(message));
      }
    };
    const { converter } = app;
    // TypeDoc infers the types of private members before it leaves them out.
    const isIgnored = converter.shouldIgnore.bind(converter);
    converter.shouldIgnore = (symbol, checker) => symbol.name.startsWith("#") || isIgnored(symbol, checker);
    converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
      for (const entry of project.getChildrenByKind(ReflectionKind.Module)) {
        entry.name = pageOf(entry);
      }
    });
    const project = await app.convert();
    if (project !== undefined) {
      const members = project.getReflectionsByKind(ReflectionKind.Property) as DeclarationReflection[];
      problems.push(...members.filter(lacksDefault).map((it) => `${it.getFullName()} has no @default.`));
      members.forEach(({ comment }) => showWords(comment));
      app.validate(project);
      await app.generateOutputs(project);
    }
    const pages = pagesIn(folder);
    const unknown = Object.keys(pages).filter((page) => pages[page]!.includes("`any`"));
    problems.push(...unknown.map((page) => `${page} has the type any. Is its package in api-reference.tsconfig.json?`));
    if (problems.length > 0) {
      throw new UserError(`The API reference is incomplete:\n${problems.join("\n")}`);
    }
    return pages;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function options(folder: string) {
  return {
    entryPoints: Object.values(EXPORTS).map(({ entry }) => entry),
    tsconfig: path.join("scripts", "generate", "api-reference.tsconfig.json"),
    // tsc has checked them.
    skipErrorChecking: true,
    plugin: ["typedoc-plugin-markdown"],
    outputs: [{ name: "markdown", path: folder }],
    readme: "none",
    logLevel: "Warn" as const,
    excludePrivate: true,
    excludeProtected: true,
    excludeInternal: true,
    excludeExternals: true,
    disableSources: true,
    sort: ["source-order" as const],
    packagesRequiringDocumentation: ["terraform-aws-workmail-lambda", "terraform-aws-workmail-lambda-function"],
    // Of Node.js: see node.d.ts.
    intentionallyNotExported: ["AbortSignal"],
    validation: { notExported: true, notDocumented: true, invalidLink: true, rewrittenLink: true },
    outputFileStrategy: "modules",
    entryFileName: "index",
    pageTitleTemplates: {
      index: () => "API",
      module: ({ name }: { name: string }) => nameOf(name),
    },
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    classPropertiesFormat: "table",
    typeDeclarationFormat: "table",
    tableColumnSettings: { hideInherited: true, hideOverrides: true, hideSources: true, hideModifiers: true },
  };
}

function pageOf({ name }: { readonly name: string }): string {
  return EXPORTS[name]?.page ?? name;
}

function nameOf(page: string): string {
  return Object.values(EXPORTS).find((it) => it.page === page)?.name ?? page;
}

/** Returns whether an option does not say what happens without it. */
function lacksDefault({ name, flags, comment, parent }: DeclarationReflection): boolean {
  const isOption = flags.isOptional && /(Props|Options)$/.test(parent?.name ?? "") && !name.startsWith("__");
  return isOption && comment?.getTag("@defaultValue") === undefined && comment?.getTag("@default") === undefined;
}

/** Shows a default as text where it is a sentence and not a value: "- the provider's Region". */
function showWords(comment: Comment | undefined): void {
  for (const { tag, content } of comment?.blockTags ?? []) {
    const [, words] = /^```ts\n(?:.*?)- ([^]*)\n```$/.exec(content[0]?.text ?? "") ?? [];
    if (tag.startsWith("@default") && words !== undefined) {
      content.splice(0, content.length, { kind: "text", text: words });
    }
  }
}

function pagesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
  return Object.fromEntries(
    names.map((name) => [path.join(FOLDER, name), readFileSync(path.join(folder, name), "utf8")]),
  );
}
