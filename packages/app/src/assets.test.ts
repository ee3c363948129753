import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { embeddedFiles } from "@seatstack/shared/embedded";
import { loadAssets } from "./assets.ts";

const assets = loadAssets(embeddedFiles("app/assets"));

async function folder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "assets-"));
  t.after(() => rm(dir, { recursive: true }));
  return dir;
}

test("a name leads to its fingerprinted file", () => {
  const url = assets.url("app.css");
  assert.match(url, /^\/assets\/app\.[0-9a-f]{10}\.css$/);
  assert.equal(assets.find(url.slice("/assets/".length))?.type, "text/css; charset=utf-8");
  assert.equal(assets.find("app.css"), undefined);
  assert.throws(() => assets.url("nothing.css"), { code: "ASSET_MISSING" });
});

test("many workers publish at once, whole files and nothing else", async t => {
  const dir = await folder(t);
  await Promise.all(Array.from({ length: 8 }, () => assets.publish(dir)));
  const files = await readdir(join(dir, "assets"));
  assert.ok(files.length >= 3);
  for (const file of files) {
    assert.deepEqual(await readFile(join(dir, "assets", file)), assets.find(file)?.content, file);
  }
});

test("a file cut short by a crash is replaced, a foreign one is left alone", async t => {
  const dir = await folder(t);
  await assets.publish(dir);
  const file = assets.url("app.js").slice("/assets/".length);
  await writeFile(join(dir, "assets", file), "cut");
  await writeFile(join(dir, "assets", "app.0000000000.css"), "of an older version");
  await assets.publish(dir);
  assert.deepEqual(await readFile(join(dir, "assets", file)), assets.find(file)?.content);
  assert.equal(await readFile(join(dir, "assets", "app.0000000000.css"), "utf8"), "of an older version");
});

test("nothing that we ship asks another host", () => {
  for (const name of ["app.css", "app.js"]) {
    const content = assets.find(assets.url(name).slice("/assets/".length))?.content.toString("utf8") ?? "";
    assert.notEqual(content, "");
    assert.doesNotMatch(content, /https?:\/\/|url\(|@import/);
  }
});
