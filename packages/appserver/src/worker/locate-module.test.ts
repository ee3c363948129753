import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { locateModule } from "./locate-module.ts";

const folder = mkdtempSync(join(tmpdir(), "st-"));
after(() => rmSync(folder, { recursive: true }));

/** A folder with these files; each has no contents but a package.json that is given. */
function make(name: string, files: readonly string[], packageFile?: object): string {
  const dir = join(folder, name);
  for (const file of files) {
    mkdirSync(join(dir, file, ".."), { recursive: true });
    writeFileSync(join(dir, file), "");
  }
  if (packageFile) writeFileSync(join(dir, "package.json"), JSON.stringify(packageFile));
  return dir;
}

const url = (path: string): string => pathToFileURL(path).href;

test("a file, with or without its extension", () => {
  const dir = make("file", ["app.js", "typed.ts", "a b#c.mjs"]);
  assert.equal(locateModule(join(dir, "app.js")), url(join(dir, "app.js")));
  assert.equal(locateModule(join(dir, "app")), url(join(dir, "app.js")));
  assert.equal(locateModule(join(dir, "typed")), url(join(dir, "typed.ts")));
  assert.match(locateModule(join(dir, "a b#c.mjs")) ?? "", /a%20b%23c\.mjs$/);
});

test("a folder means what its package.json names: exports, then main, else the index file", () => {
  const exporting = { main: "./wrong.js", exports: { ".": { types: "./x.d.ts", import: "./dist/app.mjs" } } };
  const conditions = { exports: { require: "./a.cjs", default: { node: "./dist/app.mjs" } } };
  const cases: readonly (readonly [string, object | undefined, string])[] = [
    ["exports", exporting, "dist/app.mjs"],
    ["conditions", conditions, "dist/app.mjs"],
    ["string", { exports: "./dist/app.mjs" }, "dist/app.mjs"],
    ["main", { main: "dist/app.mjs" }, "dist/app.mjs"],
    ["main-folder", { main: "dist" }, "dist/index.js"],
    ["stale-main", { main: "gone.js" }, "index.ts"],
    ["none", undefined, "index.ts"],
  ];
  for (const [name, packageFile, entry] of cases) {
    const dir = make(name, ["dist/app.mjs", "dist/index.js", "index.ts", "a.cjs"], packageFile);
    assert.equal(locateModule(dir), url(join(dir, entry)), name);
  }
});

test("what is not there is nothing", () => {
  assert.equal(locateModule("./gone.js"), undefined);
  assert.equal(locateModule(join(folder, "gone")), undefined);
  assert.equal(locateModule(make("empty", ["readme.md"])), undefined);
});
