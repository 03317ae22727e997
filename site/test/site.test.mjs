import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startChromium } from "./chromium.mjs";
import { builtPages, serve } from "./server.mjs";

/** Below which the site was built: GitHub Pages has one, too. */
const BASE = "/docs/";
const PHONE = { width: 375, height: 812 };

describe("the site", { timeout: 300_000 }, () => {
  let server;
  let browser;
  /** @type {Map<string, Awaited<ReturnType<typeof look>>>} what is on each page, by its address */
  const pages = new Map();

  before(async () => {
    browser = await startChromium();
    server = await serve(BASE);
    const tab = await browser.newPage({ viewport: PHONE });
    for (const page of builtPages()) {
      const address = new URL(BASE + page, server.origin).href;
      pages.set(address, await look(tab, address));
    }
    await tab.close();
  });

  after(async () => {
    await browser?.close();
    server?.close();
  });

  it("has pages in all groups", () => {
    const groups = [...pages.keys()].map((address) => new URL(address).pathname.slice(BASE.length).split("/")[0]);
    for (const group of ["start", "guides", "reference", "explanation"]) {
      assert.ok(groups.includes(group), `no page in ${group}`);
    }
  });

  it("opens every page without an error, and without asking another server", () => {
    assert.deepEqual(
      collect(({ errors }) => errors),
      [],
    );
  });

  it("has only links that lead somewhere, with their anchors", () => {
    const dead = collect(({ links }) =>
      links.filter((link) => {
        const { origin, pathname, hash } = new URL(link);
        const target = pages.get(origin + pathname);
        const anchor = decodeURIComponent(hash.slice(1));
        return origin === server.origin && (target === undefined || (anchor !== "" && !target.ids.includes(anchor)));
      }),
    );
    assert.deepEqual(dead, []);
  });

  it("describes every picture and diagram", () => {
    assert.deepEqual(
      collect(({ undescribed }) => undescribed),
      [],
    );
    assert.ok(collect(({ diagrams }) => Array(diagrams).fill("diagram")).length > 0, "no page has a diagram");
  });

  it("fits on a phone without scrolling sideways", () => {
    assert.deepEqual(
      collect(({ width }) => (width > PHONE.width ? [`${width} pixels`] : [])),
      [],
    );
  });

  for (const word of ["organization_ids", "rollback"]) {
    it(`finds ${word}`, async () => {
      const tab = await browser.newPage();
      await tab.goto(server.origin + BASE);
      await tab.getByRole("button", { name: "Search" }).click();
      await tab.getByRole("searchbox").fill(word);
      const first = tab.locator(".VPLocalSearchBox .result").first();
      await first.waitFor({ timeout: 20_000 });
      assert.ok((await first.textContent()).includes(word));
      await first.click();
      await tab.waitForURL((url) => url.pathname !== BASE);
      assert.ok((await tab.locator(".vp-doc").textContent()).includes(word));
      await tab.close();
    });
  }

  /** Returns what is wrong on all pages, with the page's address. */
  function collect(problemsOf) {
    return [...pages].flatMap(([address, page]) => problemsOf(page).map((problem) => `${address}: ${problem}`));
  }
});

/** Opens a page, and returns what a test wants to know of it. */
async function look(tab, address) {
  const errors = [];
  const onConsole = (message) => ["error", "warning"].includes(message.type()) && errors.push(message.text());
  const onError = (error) => errors.push(error.message);
  const onRequest = (request) =>
    /^(data:|blob:)/.test(request.url()) || sameOrigin(request.url()) || errors.push(request.url());
  const onResponse = (response) => response.status() >= 400 && errors.push(`${response.status()} ${response.url()}`);
  const sameOrigin = (url) => new URL(url).origin === new URL(address).origin;
  const listeners = { console: onConsole, pageerror: onError, request: onRequest, response: onResponse };
  Object.entries(listeners).forEach(([event, listener]) => tab.on(event, listener));
  await tab.goto(address, { waitUntil: "networkidle" });
  await tab.waitForFunction(() => [...document.querySelectorAll(".diagram")].every((it) => it.querySelector("svg")));
  const seen = await tab.evaluate(() => ({
    links: [...document.querySelectorAll("a[href]")].map((it) => it.href),
    ids: [...document.querySelectorAll("[id]")].map((it) => it.id),
    diagrams: document.querySelectorAll(".diagram").length,
    undescribed: [
      ...[...document.querySelectorAll("#VPContent img")].filter((it) => !it.alt),
      ...[...document.querySelectorAll(".diagram svg")].filter((it) => !it.querySelector("title")),
    ].map((it) => it.outerHTML.slice(0, 100)),
    width: document.documentElement.scrollWidth,
  }));
  Object.entries(listeners).forEach(([event, listener]) => tab.off(event, listener));
  return { ...seen, errors };
}
