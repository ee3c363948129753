import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { FileWatch, type Watched } from "./file-watch.ts";

/** A folder, and what the watch of (part of) it has told so far. */
function watching(t: TestContext, watched: (dir: string) => Watched) {
  const dir = mkdtempSync(join(tmpdir(), "st-"));
  mkdirSync(join(dir, "lib"));
  writeFileSync(join(dir, "settings.ini"), "");
  const told: string[] = [];
  const watch = new FileWatch(watched(dir), file => told.push(file.slice(dir.length + 1)));
  t.after(() => {
    watch.close();
    rmSync(dir, { recursive: true });
  });
  const next = async (): Promise<string | undefined> => {
    const before = told.length;
    while (told.length === before) await delay(10);
    return told.at(-1);
  };
  return { dir, watch, told, next };
}

test("many saves at once are told once", async t => {
  const { dir, told, next } = watching(t, folder => ({ folders: [folder], extra: [] }));
  for (let i = 0; i < 20; i++) writeFileSync(join(dir, "lib", `${i}.js`), "1");
  await next();
  assert.equal(told.length, 1);
});

test("a single extra file is followed through saves by rename", async t => {
  const { dir, next } = watching(t, folder => ({ folders: [], extra: [join(folder, "settings.ini")] }));
  for (let i = 0; i < 3; i++) {
    writeFileSync(join(dir, "settings.new"), String(i));
    renameSync(join(dir, "settings.new"), join(dir, "settings.ini"));
    assert.equal(await next(), "settings.ini");
  }
});

test("a folder that comes later is watched, and what is in it already counts", async t => {
  const { dir, next } = watching(t, folder => ({ folders: [folder], extra: [] }));
  mkdirSync(join(dir, "routes"));
  writeFileSync(join(dir, "routes", "a.ts"), "1");
  await next();
  writeFileSync(join(dir, "routes", "b.ts"), "1");
  assert.equal(await next(), "routes/b.ts");
});

test("a folder that a build removes and makes anew is watched anew", async t => {
  const { dir, next } = watching(t, folder => ({ folders: [folder], extra: [] }));
  mkdirSync(join(dir, "lib", "deep"));
  writeFileSync(join(dir, "lib", "deep", "a.js"), "1");
  await next();
  for (let i = 0; i < 3; i++) {
    rmSync(join(dir, "lib"), { recursive: true });
    mkdirSync(join(dir, "lib", "deep"), { recursive: true });
    writeFileSync(join(dir, "lib", "deep", "a.js"), "1");
    await next();
    writeFileSync(join(dir, "lib", "deep", "b.js"), String(i));
    assert.equal(await next(), "lib/deep/b.js");
  }
});

test("a link to a folder above is not followed: no circle", async t => {
  const { dir, next } = watching(t, folder => {
    symlinkSync(folder, join(folder, "lib", "up"));
    return { folders: [folder], extra: [] };
  });
  writeFileSync(join(dir, "lib", "x.js"), "1");
  assert.equal(await next(), "lib/x.js");
});

test("what is not there is a fault, and the rest is watched", async t => {
  const { dir, watch, next } = watching(t, folder => ({ folders: [folder, join(folder, "none")], extra: [] }));
  assert.match(watch.faults.join(), /none: ENOENT/);
  writeFileSync(join(dir, "x.js"), "1");
  assert.equal(await next(), "x.js");
});
