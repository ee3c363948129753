// The templates are Jinja2: Jinja2 itself renders what the pages rendered, from the same contexts, to the same HTML.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { embeddedFiles } from "@seatstack/shared/embedded";
import { applicationOf } from "./pages/addresses.ts";
import { openSite } from "./application.ts";
import { hostileSource } from "./testing/hostile-source.ts";
import { crawl } from "./testing/crawl.ts";
import { DemoSource } from "./sources/demo/source.ts";
import { formFor } from "./testing/request.ts";
import { contextIn, openTestSite } from "./testing/site.ts";

const PROGRAM = `
import json, sys
import jinja2
job = json.load(sys.stdin)
env = jinja2.Environment(loader=jinja2.FileSystemLoader(job["folder"]), autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
env.globals["asset"] = lambda name: job["assets"][name]
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
  const pages: Rendered[] = [];
  const render = (name: string, context: object): string => {
    const html = site.templates.render(name, context);
    pages.push({ name, context, html });
    return html;
  };
  const application = applicationOf({ ...site, templates: { ...site.templates, render } });
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
  const theirs = renderByJinja(pages, name => site.assets.url(name));
  for (const [index, page] of pages.entries()) assert.equal(alike(theirs[index] ?? ""), alike(page.html), page.name);
});

function renderByJinja(pages: readonly Rendered[], url: (name: string) => string): readonly string[] {
  const folder = join(import.meta.dirname, "../templates");
  const assets = Object.fromEntries(["app.css", "app.js", "favicon.svg"].map(name => [name, url(name)]));
  const input = JSON.stringify({ folder, assets, pages });
  const { stdout, stderr, status } = spawnSync("python3", ["-c", PROGRAM], {
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as string[];
}

/** Both escapes of a quote mean the same. */
function alike(html: string): string {
  return html.replaceAll("&#34;", "&quot;");
}
