import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { isVictim, OomWatch, systemSources } from "./oom.ts";

const LOG =
  "6,1024,98765,-;Memory cgroup out of memory: Killed process 4711 (node) total-vm:1203420kB, anon-rss:510000kB\n";

test("a kill that the kernel counted since is one for memory; each counts once", () => {
  let kills = 3;
  const watch = new OomWatch({ kills: () => kills, kernelLog: () => undefined });
  assert.equal(watch.killed(10), false);
  kills = 4;
  assert.equal(watch.killed(11), true);
  assert.equal(watch.killed(12), false);
});

test("where the kernel's log can be read it names the victim", () => {
  let kills = 0;
  const watch = new OomWatch({ kills: () => kills, kernelLog: () => LOG });
  kills = 1;
  assert.equal(watch.killed(471), false);
  assert.equal(watch.killed(4711), true);
});

test("nothing tells: nothing is claimed", () => {
  assert.equal(new OomWatch({ kills: () => undefined, kernelLog: () => undefined }).killed(1), undefined);
});

test("both of the kernel's ways to say it are known", () => {
  assert.ok(isVictim(LOG, 4711));
  assert.ok(isVictim("3,1,1,-;Out of memory: Killed process 12 (node) total-vm:1kB", 12));
  assert.ok(!isVictim(LOG, 47));
});

test("our control group's own counter goes before the machine's", t => {
  const dir = mkdtempSync(join(tmpdir(), "st-"));
  t.after(() => rmSync(dir, { recursive: true }));
  mkdirSync(join(dir, "self"));
  mkdirSync(join(dir, "group"));
  writeFileSync(join(dir, "self/cgroup"), "0::/group\n");
  writeFileSync(join(dir, "vmstat"), "pgfault 5\noom_kill 9\n");
  const sources = systemSources(dir, dir);
  assert.equal(sources.kills(), 9);
  writeFileSync(join(dir, "group/memory.events"), "oom 1\noom_kill 2\noom_group_kill 0\n");
  assert.equal(sources.kills(), 2);
});
