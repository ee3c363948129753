// Threads that die are replaced, with patience, and what they held is given back.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { setMainFile } from "@seatstack/shared/launch";
import { createLogger } from "@seatstack/shared/logger";
import type { ThreadBoot } from "./thread-protocol.ts";
import { Threads } from "./threads.ts";

test("a thread that dies is given back and started again; a graceful stop waits for all", async t => {
  const dir = mkdtempSync(join(tmpdir(), "threads-"));
  t.after(() => rmSync(dir, { recursive: true }));
  const log = join(dir, "log");
  writeFileSync(log, "");
  // The first thread 1 dies after it listened; every other lives until it is told to stop.
  writeFileSync(
    join(dir, "thread.mjs"),
    `import { appendFileSync, readFileSync } from "node:fs";
     import { parentPort, workerData } from "node:worker_threads";
     const { thread } = workerData.data;
     const first = !readFileSync(${JSON.stringify(log)}, "utf8").includes("start " + thread);
     appendFileSync(${JSON.stringify(log)}, "start " + thread + "\\n");
     parentPort.postMessage({ type: "listening" });
     parentPort.on("message", message => {
       appendFileSync(${JSON.stringify(log)}, message.type + " " + thread + "\\n");
       if (message.type === "stop") setTimeout(() => process.exit(0), 50);
     });
     if (thread === 1 && first) setTimeout(() => { throw new Error("died"); }, 50);`,
  );
  setMainFile(join(dir, "thread.mjs"));
  const dead: number[] = [];
  const threads = new Threads({
    count: 2,
    log: createLogger("silent", { tier: "edge" }),
    bootOf: thread => ({ thread }) as ThreadBoot,
    onDead: thread => dead.push(thread),
  });
  await threads.start();
  const lines = () => readFileSync(log, "utf8").split("\n");
  while (lines().filter(line => line === "start 1").length < 2) await after(10);
  assert.deepEqual(dead, [1]);
  assert.equal(threads.restarts, 1);
  await threads.stop(60_000);
  assert.ok(lines().includes("stop 1") && lines().includes("stop 2"));
  assert.deepEqual(
    dead.toSorted((a, b) => a - b),
    [1, 1, 2],
  );
  assert.equal(threads.restarts, 1, "a stopped thread is not started again");
});

test("a thread that cannot start rejects the start", async t => {
  const dir = mkdtempSync(join(tmpdir(), "threads-"));
  t.after(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, "thread.mjs"), `throw new Error("no port");`);
  setMainFile(join(dir, "thread.mjs"));
  const threads = new Threads({
    count: 1,
    log: createLogger("silent", { tier: "edge" }),
    bootOf: thread => ({ thread }) as ThreadBoot,
    onDead: () => undefined,
  });
  await assert.rejects(threads.start(), /no port/);
  await threads.stop(0);
});
