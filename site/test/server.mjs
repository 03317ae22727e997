import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";

const DIST = path.resolve(import.meta.dirname, "../.vitepress/dist");

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/** Serves the built site below a base path, with addresses as on GitHub Pages. */
export async function serve(base) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const file = pathname.startsWith(base) ? fileOf(decodeURI(pathname.slice(base.length))) : undefined;
    response.writeHead(file === undefined ? 404 : 200, { "content-type": TYPES[path.extname(file ?? "")] ?? "" });
    response.end(file === undefined ? "Not found" : readFileSync(file));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Returns the address of every page, relative to the base path. */
export function builtPages() {
  return readdirSync(DIST, { recursive: true })
    .filter((name) => name.endsWith(".html") && name !== "404.html")
    .map((name) => name.replaceAll(path.sep, "/").replace(/(index)?\.html$/, ""))
    .sort();
}

function fileOf(name) {
  return [name, `${name}.html`, path.join(name, "index.html")]
    .map((it) => path.join(DIST, it))
    .find((it) => it.startsWith(DIST) && existsSync(it) && statSync(it).isFile());
}
