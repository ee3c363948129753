// The templates are Jinja2: Jinja2 itself renders what the pages rendered, from the same contexts, to the same bytes.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { withSignature } from "@seatstack/jinja";
import type { UrlFor } from "@seatstack/jinja/flask";
import { embeddedFiles } from "@seatstack/shared/embedded";
import { applicationOf } from "./pages/addresses.ts";
import { openSite } from "./application.ts";
import { hostileSource } from "./testing/hostile-source.ts";
import { crawl } from "./testing/crawl.ts";
import { DemoSource } from "./sources/demo/source.ts";
import { formFor } from "./testing/request.ts";
import { contextIn, openTestSite } from "./testing/site.ts";
import { siteUrlFor } from "./pages/urls.ts";
import { createTemplates } from "./templates.ts";

const PROGRAM = `
import json, sys
import jinja2
job = json.load(sys.stdin)
env = jinja2.Environment(loader=jinja2.FileSystemLoader(job["folder"]), autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
env.globals["url_for"] = lambda endpoint, **values: job["urls"][json.dumps([endpoint, values], sort_keys=True)]
json.dump([env.get_template(page["name"]).render(page["context"]) for page in job["pages"]], sys.stdout)
`;

const hasJinja = spawnSync("python3", ["-c", "import jinja2"]).status === 0;
const skip = hasJinja ? false : "needs python3-jinja2: apt-get install python3-jinja2";

interface Rendered {
  readonly name: string;
  readonly context: object;
  readonly html: string;
}

test("Jinja2 renders every page alike", { skip }, async t => {
  const { dataDir } = await openTestSite(t, [new DemoSource(1), hostileSource]);
  const site = await openSite(contextIn(dataDir));
  const urls = new Map<string, string>();
  const templates = createTemplates({
    files: embeddedFiles("app/templates"),
    globals: { url_for: recording(siteUrlFor(site.assets), urls) },
  });
  const pages: Rendered[] = [];
  const render = (name: string, context: object): string => {
    const html = templates.render(name, context);
    pages.push({ name, context, html });
    return html;
  };
  const application = applicationOf({ ...site, templates: { ...templates, render } });
  t.after(() => application.close?.());
  await crawl(application, "/");
  for (const alone of ["/nowhere", "/u/x", "/section/1/watching", "/search?q=nothingofthekind&open=1"]) {
    await crawl(application, alone, 1);
  }
  await application.handle(formFor("/watch", { section: "1", email: `a"b<c>'` }));
  assert.deepEqual(
    [...new Set(pages.map(page => page.name))].toSorted(),
    embeddedFiles("app/templates")
      .list()
      .filter(name => /^(?!base)[a-z]+\.html$/.test(name)),
  );
  const theirs = renderByJinja(pages, urls);
  for (const [index, page] of pages.entries()) assert.equal(theirs[index], page.html, page.name);
});

/** What `url_for` answered to each call, by the call as Python's json writes it. */
function recording(urlFor: UrlFor, urls: Map<string, string>): UrlFor {
  const record: UrlFor = (endpoint, keywords) => {
    const url = urlFor(endpoint, keywords);
    const values = [...keywords].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const pairs = values.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
    urls.set(`[${JSON.stringify(endpoint)}, {${pairs.join(", ")}}]`, url);
    return url;
  };
  return withSignature(record, { parameters: ["endpoint"], required: 1, kwargs: true });
}

function renderByJinja(pages: readonly Rendered[], urls: ReadonlyMap<string, string>): readonly string[] {
  const folder = join(import.meta.dirname, "../templates");
  const input = JSON.stringify({ folder, urls: Object.fromEntries(urls), pages });
  const { stdout, stderr, status } = spawnSync("python3", ["-c", PROGRAM], {
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as string[];
}
