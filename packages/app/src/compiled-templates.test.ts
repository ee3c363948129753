import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { DictLoader, precompile } from "@seatstack/jinja";
import { embeddedFiles } from "@seatstack/shared/embedded";
import { createTemplates, readSources, templateEnvironment } from "./templates.ts";

const VIEW = { here: "error", title: "A <b>", text: "x", reference: "r" };
const urlFor = (): string => "/";

test("what the build compiles renders alike, where no code may be made from text", t => {
  const files = embeddedFiles("app/templates");
  const { code } = precompile(templateEnvironment(new DictLoader(readSources(files))));
  const folder = mkdtempSync(join(tmpdir(), "templates-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "templates.mjs"), code);
  const program = `
    import { loaderOf, readSources, templateEnvironment } from ${JSON.stringify(import.meta.resolve("./templates.ts"))};
    import { embeddedFiles } from ${JSON.stringify(import.meta.resolve("@seatstack/shared/embedded"))};
    import { templates } from "./templates.mjs";
    const environment = templateEnvironment(loaderOf(readSources(embeddedFiles("app/templates")), templates));
    environment.addGlobal("url_for", () => "/");
    for (const name of environment.listTemplates()) environment.getTemplate(name);
    process.stdout.write(environment.render("error.html", ${JSON.stringify(VIEW)}));
    environment.addGlobal("url_for", null);
    try {
      environment.render("error.html");
    } catch (error) {
      process.stderr.write(error.stack);
    }
  `;
  writeFileSync(join(folder, "program.mjs"), program);
  const args = ["--no-warnings", "--disallow-code-generation-from-strings", join(folder, "program.mjs")];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  assert.match(stderr, /in "base\.html", line 10[^]*<link rel="icon" href="\{\{ url_for/, "errors show the source");
  assert.equal(stdout, createTemplates({ files, globals: { url_for: urlFor } }).render("error.html", VIEW));
});
