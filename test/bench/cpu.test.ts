// Summing CPU time over a tree of processes.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { cpuSeconds, parseStat, sumTrees } from "./cpu.ts";

test("a process's name may hold spaces and parentheses", () => {
  const line = "42 (a) b (c) S 7 42 42 0 -1 4194304 1 0 0 0 150 25 0 0 20 0 1 0 100 1000 10";
  assert.deepEqual(parseStat(line), { pid: 42, parent: 7, ticks: 175 });
});

test("a tree is its root and all descendants, in whatever order they are listed", () => {
  const all = [
    { pid: 30, parent: 20, ticks: 1 },
    { pid: 20, parent: 10, ticks: 2 },
    { pid: 10, parent: 1, ticks: 4 },
    { pid: 11, parent: 1, ticks: 8 },
  ];
  assert.equal(sumTrees(all, [10]), 7);
  assert.equal(sumTrees(all, [20, 11]), 11);
});

test("a child's work is counted", async () => {
  const burn =
    "const end = process.cpuUsage().user + 3e5; while (process.cpuUsage().user < end); process.stdout.write('x')";
  const child = spawn(process.execPath, ["-e", `${burn}; setInterval(() => {}, 1e3)`]);
  await once(child.stdout, "data");
  const used = cpuSeconds([child.pid ?? 0]);
  child.kill("SIGKILL");
  await once(child, "exit");
  assert.ok(used >= 0.3 && used < 5, `${used} s`);
});
