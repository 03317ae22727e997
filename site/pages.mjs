import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The root of the repository, in which all pages are. */
export const ROOT = path.resolve(import.meta.dirname, "..");

/** The files outside docs/ that are pages, too. */
const OTHER_PAGES = ["README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "modules/terraform/README.md"];

const GROUPS = ["start", "guides", "reference", "explanation"];

/** Every page: its file in the repository, and its path on the site. */
export const PAGES = new Map(
  [...OTHER_PAGES, ...markdownIn("docs"), ...markdownIn("examples"), ...markdownIn("function/events")].map((file) => [
    file,
    pathOf(file),
  ]),
);

/** Returns the pages of the four groups, in the order in which docs/README.md lists them. */
export function sidebar() {
  const overview = readFileSync(path.join(ROOT, "docs/README.md"), "utf8");
  const listed = [...overview.matchAll(/\]\(([^)#]+\.md)\)/g)].map(([, link]) => path.posix.join("docs", link));
  const rank = (file) => (listed.includes(file) ? listed.indexOf(file) : listed.length);
  const itemsIn = (folder) =>
    [...PAGES.keys()]
      .filter((file) => path.posix.dirname(file) === folder)
      .sort((one, other) => rank(one) - rank(other) || one.localeCompare(other))
      .map((file) => ({ text: titleOf(file), link: linkTo(file) }));
  return [
    ...GROUPS.map((group) => ({
      text: group[0].toUpperCase() + group.slice(1),
      items: [
        ...itemsIn(`docs/${group}`),
        ...foldersIn(`docs/${group}`)
          .map((folder) => ({ text: titleOfFolder(folder), collapsed: true, items: itemsIn(folder) }))
          .filter(({ items }) => items.length > 0),
      ],
    })),
    {
      text: "Project",
      items: ["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"].map((file) => ({
        text: titleOf(file),
        link: linkTo(file),
      })),
    },
  ];
}

/** Returns the address of a page, from the root of the site. */
export function linkTo(file) {
  return `/${PAGES.get(file)
    .replace(/\.md$/, "")
    .replace(/(^|\/)index$/, "$1")}`;
}

/**
 * Returns where a link of a page leads on the site: to another page, or to a file in the repository on the web.
 *
 * @returns undefined for a file, if the repository's address is not known
 * @throws Error if the link leads nowhere
 */
export function resolveLink(link, page, repository) {
  const [target, anchor] = link.split("#");
  const file = path.posix.join(path.posix.dirname(page), decodeURI(target)).replace(/\/$/, "");
  const readme = path.posix.join(file, "README.md");
  const found = [file, readme].find((it) => PAGES.has(it));
  if (found !== undefined) {
    return linkTo(found) + (anchor === undefined ? "" : `#${anchor}`);
  }
  if (!existsSync(path.join(ROOT, file))) {
    throw new Error(`${page}: the link to ${link} leads nowhere.`);
  }
  return repository && `${repository}/blob/HEAD/${file}`;
}

/** Returns the file's path on the site: docs/ is its root, and README.md is the page of its folder. */
function pathOf(file) {
  if (file === "README.md") {
    return "index.md";
  }
  if (file === "docs/README.md") {
    return "overview.md";
  }
  return file
    .replace(/^docs\//, "")
    .replace(/\/README\.md$/, ".md")
    .toLowerCase();
}

function markdownIn(folder) {
  return readdirSync(path.join(ROOT, folder), { recursive: true })
    .map((name) => path.posix.join(folder, name.replaceAll(path.sep, "/")))
    .filter((file) => file.endsWith(".md") && !file.includes("/node_modules/"))
    .sort();
}

function foldersIn(folder) {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => path.posix.join(folder, name));
}

function titleOfFolder(folder) {
  const name = path.posix.basename(folder);
  return name === "api" ? "API" : name[0].toUpperCase() + name.slice(1);
}

function titleOf(file) {
  return /^# (.+)$/m.exec(readFileSync(path.join(ROOT, file), "utf8"))?.[1].replaceAll("`", "") ?? file;
}
