// Who waits for a reload hears of its end once, and why it failed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReloadWatch } from "./reload-watch.ts";

test("resolves at the first look that finds no reload under way", async () => {
  const watch = new ReloadWatch();
  const first = watch.end();
  watch.note("reloading", undefined);
  const second = watch.end();
  let early = true;
  void first.then(() => (early = false));
  await Promise.resolve();
  assert.equal(early, true);
  watch.note("running", undefined);
  assert.deepEqual(await Promise.all([first, second]), [undefined, undefined]);
});

test("says why the old workers stayed, or that the tier stops", async () => {
  const watch = new ReloadWatch();
  const failed = watch.end();
  watch.note("running", "no such table");
  const error = await failed;
  assert.equal(error?.code, "RELOAD_FAILED");
  assert.equal(error?.message, "reload failed: no such table");
  assert.match(error?.fix ?? "", /old workers keep serving/);
  const stopped = watch.end();
  watch.note("stopping", undefined);
  assert.equal((await stopped)?.code, "STOPPING");
});
