import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { embeddedFiles } from "@seatstack/shared/embedded";
import { createLogger } from "@seatstack/shared/logger";
import { openSite } from "../application.ts";
import { createTemplates } from "../templates.ts";
import { bodyOf, requestFor } from "../testing/request.ts";
import { contextIn, openTestSite } from "../testing/site.ts";
import { applicationOf } from "./addresses.ts";
import { siteUrlFor } from "./urls.ts";

test("a template that fails goes to the log with its place, and the visitor sees a plain page", async t => {
  const { dataDir } = await openTestSite(t);
  const logFile = join(dataDir, "app.log");
  const site = await openSite({ ...contextIn(dataDir), log: createLogger("error", { tier: "app" }, logFile) });
  const shipped = embeddedFiles("app/templates");
  const broken = "{% macro row(section) %}\n<td>{{ section.nobody.knows }}</td>{% endmacro %}";
  const templates = createTemplates({
    globals: { url_for: siteUrlFor(site.assets) },
    files: {
      list: () => [...shipped.list(), "rows.html"],
      read: name => {
        if (name === "rows.html") return Buffer.from(broken);
        if (name === "terms.html") return Buffer.from('{% from "rows.html" import row %}\n{{ row(terms[0]) }}');
        return shipped.read(name);
      },
    },
  });
  const application = applicationOf({ ...site, templates });
  t.after(() => application.close?.());
  const answer = await application.handle(requestFor("/terms"));
  assert.equal(answer.status, 500);
  assert.match(bodyOf(answer), /That was our fault/);
  assert.doesNotMatch(bodyOf(answer), /nobody|rows\.html|line 2|at root/);
  const { err, request } = JSON.parse(readFileSync(logFile, "utf8")) as { err: { stack: string }; request: string };
  assert.equal(request, "test-request");
  assert.match(err.stack, /'nobody'/);
  assert.match(err.stack, /rows\.html", line 2.*macro row[^]*section\.nobody\.knows[^]*\^[^]*terms\.html", line 2/);
});
