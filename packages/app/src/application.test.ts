import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import type { Application, AppResponse } from "@seatstack/appserver/application";
import { crawl, linksOf, missingFragments } from "./testing/crawl.ts";
import { ATTACK, hostileSource } from "./testing/hostile-source.ts";
import { type RequestOptions, bodyOf, formFor, headerOf, requestFor } from "./testing/request.ts";
import { openTestSite } from "./testing/site.ts";

/** The recommended and accessibility rules; off is only what is a matter of taste or of the client. */
const validator = new HtmlValidate(
  new StaticConfigLoader({
    extends: ["html-validate:recommended", "html-validate:a11y"],
    rules: {
      "doctype-style": ["error", { style: "lowercase" }],
      "void-style": "off",
      "no-trailing-whitespace": "off",
      "long-title": "off",
      "svg-focusable": "off",
    },
  }),
);

function get(application: Application, target: string, options: RequestOptions = {}): Promise<AppResponse> {
  return Promise.resolve(application.handle(requestFor(target, options)));
}

function assertSound(path: string, html: string): void {
  const { results } = validator.validateStringSync(html);
  const faults = results
    .flatMap(({ messages }) => messages)
    .map(({ ruleId, message, line }) => `${ruleId} line ${line}: ${message}`);
  assert.deepEqual(faults, [], path);
  assert.doesNotMatch(html, /\sstyle=|<style|<script(?! src="\/assets\/)|\son[a-z]+="/, path);
  assert.doesNotMatch(html, />\s*(?:None|undefined|null|NaN|\[object)|="(?:undefined|null|NaN|None)/, path);
  assert.deepEqual(missingFragments(html), [], path);
}

test("every page reached from the first is sound HTML, and every link leads somewhere", async t => {
  const { application } = await openTestSite(t);
  const visits = await crawl(application, "/");
  assert.ok(visits.length > 200, `${visits.length} pages`);
  for (const { path, response, body, isHtml } of visits) {
    assert.equal(response.status, 200, path);
    assert.ok(path.startsWith("/") && !path.startsWith("//"), path);
    if (isHtml && !path.startsWith("/section/")) assertSound(path, body);
    if (isHtml) assert.match(headerOf(response, "content-security-policy") ?? "", /^default-src 'self'/);
  }
  const sections = visits.filter(({ path }) => /^\/section\/\d+$/.test(path));
  assert.ok(sections.length > 100);
  for (const { path, body } of sections.slice(0, 10)) assertSound(path, body);
});

test("hostile texts of a registrar stay texts, on every page", async t => {
  const { application } = await openTestSite(t, [hostileSource]);
  const visits = await crawl(application, "/");
  const pages = visits.filter(({ isHtml }) => isHtml);
  assert.ok(pages.some(({ path }) => /^\/section\/\d+$/.test(path)));
  assert.ok(pages.some(({ path }) => path.startsWith("/t/")));
  for (const { path, response, body } of [...pages, ...(await searchFor(application, ATTACK))]) {
    assert.equal(response.status, 200, path);
    assert.doesNotMatch(body, /<script>|<img|49<!--/, path);
    assertSound(path, body);
    for (const link of linksOf(body)) assert.match(link, /^\/(?!\/)/, path);
  }
});

async function searchFor(application: Application, text: string) {
  const path = `/search?q=${encodeURIComponent(text)}&term=${encodeURIComponent(text)}`;
  const response = await get(application, path);
  return [{ path, response, body: bodyOf(response) }];
}

test("an empty database has pages too", async t => {
  const { application } = await openTestSite(t, []);
  for (const path of ["/", "/search", "/terms", "/status"]) {
    const response = await get(application, path);
    assert.equal(response.status, 200);
    assertSound(path, bodyOf(response));
    assert.match(bodyOf(response), /No sections yet|Nothing found|No terms yet|No source has been read yet/);
  }
});

test("search narrows by words, term and open seats", async t => {
  const { application, database } = await openTestSite(t);
  const rows = async (path: string): Promise<number> =>
    bodyOf(await get(application, path)).split("<tr id=").length - 1;
  const all = await rows("/search");
  const some = await rows("/search?q=cs+2500");
  assert.ok(some > 0 && some < all);
  assert.equal(await rows("/search?q=nothingofthekind"), 0);
  assert.equal(await rows("/search?q=cs+2500&term=nosuchterm"), 0);
  const { crn } = await database.kysely
    .selectFrom("section")
    .select("crn")
    .where("id", "=", 1)
    .executeTakeFirstOrThrow();
  assert.equal(await rows(`/search?q=${crn}`), 1);
  const open = bodyOf(await get(application, "/search?open=1"));
  assert.match(open, /class="badge open"/);
  assert.doesNotMatch(open, /class="badge closed"/);
  assert.match(open, /name="open" value="1" checked/);
  const wild = await get(application, "/search?q=%00%ff%&q=2&term=&open=yes&%zz");
  assert.equal(wild.status, 200);
  assert.match(bodyOf(await get(application, `/search?q=${"x".repeat(5000)}`)), /value="x{100}"/);
});

test("a page that has not changed is 304, one that has is sent", async t => {
  const { application, database } = await openTestSite(t);
  const first = await get(application, "/section/1");
  const tag = headerOf(first, "etag") ?? "";
  assert.match(tag, /^W\/"[\w-]{16}"$/);
  assert.equal(headerOf(first, "cache-control"), "public, no-cache");
  for (const value of [tag, `"other", ${tag}`, tag.slice(2), "*"]) {
    const again = await get(application, "/section/1", { headers: { "if-none-match": value } });
    assert.equal(again.status, 304);
    assert.equal(again.body, null);
    assert.equal(headerOf(again, "etag"), tag);
  }
  await database.kysely
    .updateTable("section_state")
    .set({ open: 7, status: "open" })
    .where("section_id", "=", 1)
    .execute();
  const changed = await untilStatus(application, "/section/1", tag, 200);
  assert.match(bodyOf(changed), /<span class="count">7<\/span>/);
});

/** The views are remembered for a fraction of a second after a write. */
async function untilStatus(application: Application, path: string, tag: string, status: number): Promise<AppResponse> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const response = await get(application, path, { headers: { "if-none-match": tag } });
    if (response.status === status || performance.now() > deadline) return response;
    await new Promise(resolve => void setTimeout(resolve, 20));
  }
}

test("a form with a fault and the pages of links are sound HTML", async t => {
  const { application } = await openTestSite(t);
  const pages = [
    formFor("/watch", { section: "1", email: "x" }),
    requestFor("/section/1/watching"),
    requestFor("/u/x"),
  ];
  for (const request of pages) assertSound(request.target, bodyOf(await application.handle(request)));
});

test("old counts are called old", async t => {
  const { application, database } = await openTestSite(t);
  assert.doesNotMatch(bodyOf(await get(application, "/")), /these counts are old/);
  await database.kysely
    .updateTable("source_state")
    .set({ last_success_at: Date.now() - 3_600_000, failures: 3 })
    .execute();
  const status = bodyOf(await get(application, "/status"));
  assert.match(status, /Stale/);
  assert.match(status, /The last 3 readings failed/);
  const landing = await untilStatus(application, "/", headerOf(await get(application, "/"), "etag") ?? "", 200);
  assert.match(bodyOf(landing), /these counts are old/);
});

test("programs get what they ask for", async t => {
  const { application, publicDir } = await openTestSite(t);
  assert.equal(bodyOf(await get(application, "/health")), "ok\n");
  assert.equal(bodyOf(await get(application, "/healthz")), "ok\n");
  assert.match(bodyOf(await get(application, "/robots.txt")), /Sitemap: https:\/\/localhost:8443\/sitemap\.xml/);
  const sitemap = await get(application, "/sitemap.xml");
  assert.equal(headerOf(sitemap, "content-type"), "application/xml; charset=utf-8");
  const locations = [...bodyOf(sitemap).matchAll(/<loc>https:\/\/localhost:8443([^<]*)<\/loc>/g)];
  assert.ok(locations.length > 30);
  for (const [, path = ""] of locations) assert.equal((await get(application, path)).status, 200, path);
  const history = JSON.parse(bodyOf(await get(application, "/section/1/history.json"))) as {
    points: unknown[];
    id: number;
  };
  assert.equal(history.id, 1);
  assert.ok(history.points.length > 0);
  const { subjects } = JSON.parse(bodyOf(await get(application, "/api/subjects/search?q=c"))) as {
    subjects: { subject: string }[];
  };
  assert.ok(subjects.length > 0 && subjects.every(({ subject }) => subject.startsWith("C")));
  assert.deepEqual((await readdir(join(publicDir, "assets"))).length, 3);
});

test("what does not exist is 404, friendly to people and plain to programs", async t => {
  const { application } = await openTestSite(t);
  for (const path of [
    "/nowhere",
    "/section/0",
    "/section/abc",
    "/section/999999",
    "/section/1e3",
    "/t/x",
    "/t/x/y",
    "/assets/app.css",
  ]) {
    const response = await get(application, path);
    assert.equal(response.status, 404, path);
    assertSound(path, bodyOf(response));
    assert.equal(headerOf(response, "cache-control"), "private, no-store");
  }
  for (const path of ["/api/nothing", "/section/999999/history.json"]) {
    const response = await get(application, path);
    assert.equal(headerOf(response, "content-type"), "application/problem+json");
    assert.equal((JSON.parse(bodyOf(response)) as { status: number }).status, 404);
  }
  const head = await get(application, "/nowhere", { method: "HEAD" });
  assert.equal(head.status, 404);
  assert.equal(head.body, null);
});

test("a page that breaks says sorry without a stack, a path or a message of ours", async t => {
  const { application, database } = await openTestSite(t);
  await database.kysely.schema.dropTable("course").execute();
  const response = await get(application, "/search?q=anything");
  assert.equal(response.status, 500);
  assert.match(bodyOf(response), /That was our fault/);
  assert.match(bodyOf(response), /test-request/);
  assert.doesNotMatch(bodyOf(response), /no such table|sqlite|\.ts\b|at \w+ \(/i);
  assertSound("/search", bodyOf(response));
});
