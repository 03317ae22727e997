import { readdirSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "vitepress";
import { linkTo, PAGES, resolveLink, ROOT, sidebar } from "../pages.mjs";

const { GITHUB_SERVER_URL = "https://github.com", GITHUB_REPOSITORY, SITE_BASE = "/" } = process.env;

/** The repository on the web, if this runs in a workflow: forks then link to themselves. */
const repository = GITHUB_REPOSITORY && `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`;

const ENVELOPE =
  "data:image/svg+xml," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#5672cd" stroke-width="3">' +
      '<rect x="2.5" y="6.5" width="27" height="19" rx="3"/><path d="m3 9 13 9 13-9"/></svg>',
  );

export default defineConfig({
  title: "WorkMail Lambda",
  description: "Run AWS Lambda on Amazon WorkMail email flow rules, with Terraform or CDK for Terraform",
  lang: "en-US",
  base: SITE_BASE.replace(/\/*$/, "/"),
  srcDir: ROOT,
  srcExclude: notPages(),
  rewrites: Object.fromEntries(PAGES),
  cleanUrls: true,
  metaChunk: true,
  head: [["link", { rel: "icon", href: ENVELOPE }]],
  markdown: {
    config(md) {
      md.core.ruler.push("links", ({ tokens, env }) => resolveLinks(tokens, pageOf(env)));
      drawDiagrams(md);
    },
  },
  vite: {
    // Mermaid, which loads only where there is a diagram.
    build: { chunkSizeWarningLimit: 3000 },
    plugins: [packagesOfSite()],
  },
  transformPageData(page) {
    if (page.filePath === "README.md") {
      page.title = "Home";
      page.frontmatter.layout = "home";
      page.frontmatter.hero = {
        name: "Run Lambda on",
        text: "Amazon WorkMail email flow rules",
        tagline: "A TypeScript handler, the permission for WorkMail, and the Terraform that deploys both.",
        actions: [
          { theme: "brand", text: "Start with Terraform", link: linkTo("docs/start/terraform.md") },
          { theme: "alt", text: "Write a handler", link: linkTo("docs/guides/handler.md") },
        ],
      };
    }
  },
  themeConfig: {
    logo: { src: ENVELOPE, alt: "" },
    nav: sidebar()
      .slice(0, 4)
      .map(({ text, items }) => ({ text, link: items[0].link, activeMatch: `^/${text.toLowerCase()}/` })),
    sidebar: sidebar(),
    outline: [2, 3],
    search: {
      provider: "local",
      options: {
        detailedView: true,
        miniSearch: {
          options: {
            // A name such as organization_ids or live-alias is found as a whole, and by its parts.
            tokenize: (text) => {
              const names = text.match(/[\p{L}\p{N}]+(?:[_-][\p{L}\p{N}]+)+/gu) ?? [];
              return [...names, ...text.split(/[\n\r\p{Z}\p{P}]+/u)];
            },
          },
          searchOptions: { combineWith: "AND", fuzzy: 0.1, prefix: true },
        },
      },
    },
    ...(repository
      ? {
          socialLinks: [{ icon: "github", link: repository }],
          editLink: { pattern: `${repository}/edit/HEAD/:path` },
        }
      : {}),
  },
});

/** The pages are outside this folder, and their compiled form imports Vue, which is installed only in it. */
function packagesOfSite() {
  return {
    name: "packages-of-site",
    enforce: "pre",
    resolveId(name, importer) {
      return name.startsWith("vue") && importer?.endsWith(".md")
        ? this.resolve(name, import.meta.filename, { skipSelf: true })
        : undefined;
    },
  };
}

/** Returns patterns for everything in the repository that is not a page. */
function notPages() {
  const folders = new Set([...PAGES.keys()].map((file) => file.split("/")[0]));
  const others = readdirSync(ROOT, { withFileTypes: true }).filter(({ name }) => !folders.has(name));
  const files = ["modules", "function", "examples"]
    .flatMap((folder) => readdirSync(path.join(ROOT, folder), { recursive: true }).map((it) => `${folder}/${it}`))
    .filter((file) => file.endsWith(".md") && !PAGES.has(file));
  return [...others.map((entry) => (entry.isDirectory() ? `${entry.name}/**` : entry.name)), ...files];
}

function pageOf({ path: file, realPath }) {
  return path.relative(ROOT, realPath ?? file).replaceAll(path.sep, "/");
}

/** Has relative links lead to pages of the site, and those to other files to the repository. */
function resolveLinks(tokens, page) {
  for (const { children } of tokens) {
    const open = [];
    for (const token of children ?? []) {
      if (token.type === "link_open") {
        resolveHref(token, page);
        open.push(token);
      } else if (token.type === "link_close" && open.pop().tag === "span") {
        token.tag = "span";
      }
    }
  }
}

function resolveHref(token, page) {
  const href = token.attrGet("href");
  if (/^([a-z]+:|#|\/)/.test(href)) {
    return;
  }
  const resolved = resolveLink(href, page, repository);
  if (resolved === undefined) {
    token.type = "text_open";
    token.tag = "span";
    token.attrs = [["title", `${href}, in the repository`]];
  } else {
    token.attrSet("href", resolved);
  }
}

/** Renders the code blocks of the language mermaid as diagrams, in the browser. */
function drawDiagrams(md) {
  const { fence } = md.renderer.rules;
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info, content } = tokens[index];
    return info.trim() === "mermaid"
      ? `<Diagram source="${encodeURIComponent(content)}" />\n`
      : fence(tokens, index, ...rest);
  };
}
