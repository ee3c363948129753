import assert from "node:assert/strict";
import { test } from "node:test";
import { loadConfig } from "@seatstack/shared/config/load";
import type { RequestHead } from "@seatstack/shared/link/protocol";
import type { LinkObserver } from "@seatstack/shared/link/types";
import { createLogger } from "@seatstack/shared/logger";
import { resolvePaths } from "@seatstack/shared/paths";
import type { BootMessage } from "../ipc.ts";
import { WorkerHooks } from "./worker-hooks.ts";

const log = createLogger("silent", { tier: "app" });
const none: LinkObserver = { begun: () => undefined, ended: () => undefined };
const request = { id: "r1", method: "GET", target: "/a?b", remoteAddress: "192.0.2.1" } as RequestHead;

function bootOf(overrides: Partial<BootMessage> = {}): BootMessage {
  return {
    type: "boot",
    kind: "web",
    worker: 2,
    generation: 3,
    arbiter: 77,
    socket: "",
    slots: 1,
    threads: 0,
    gated: false,
    held: false,
    since: 0,
    listenFds: [],
    config: loadConfig({ file: undefined, env: {}, sets: ["app.workers=5"] }),
    paths: resolvePaths("/tmp"),
    ...overrides,
  };
}

test("without request hooks the link server's observer is the one that counts, with nothing around it", async () => {
  const hooks = new WorkerHooks(bootOf(), 0, log);
  await hooks.begin({ post_fork: () => undefined, worker_exit: () => undefined });
  assert.equal(hooks.observe(none), none);
});

test("without worker_int and worker_exit nothing is between INT and the end", async () => {
  const hooks = new WorkerHooks(bootOf(), 0, log);
  await hooks.begin({ post_fork: () => undefined });
  assert.equal(hooks.interrupted, undefined);
});

test("what post_fork puts into state, or in its place, is what the app gets", async () => {
  const hooks = new WorkerHooks(bootOf(), 4, log);
  let server: unknown;
  const state = await hooks.begin({
    post_fork: async (info: object, worker: { worker: number; thread: number; state: object }) => {
      server = { ...info, log: undefined };
      worker.state = { client: [worker.worker, worker.thread] };
    },
  });
  assert.deepEqual(state, { client: [2, 4] });
  assert.deepEqual(
    { ...(server as object), version: "" },
    { pid: 77, version: "", generation: 3, workers: 5, log: undefined },
  );
});

test("a worker's own request before it is ready is nobody's; every other one is told, with its end", async () => {
  const told: unknown[] = [];
  const hooks = new WorkerHooks(bootOf(), 0, log);
  await hooks.begin({
    pre_request: (_worker: object, about: object) => told.push(["pre", about]),
    post_request: (_worker: object, about: object, response: object) => told.push(["post", about, response]),
  });
  const observer = hooks.observe(none);
  observer.begun(0, 10, request);
  observer.ended(10, 15, request, 200);
  assert.deepEqual(told, []);
  hooks.serving();
  observer.begun(0, 20, request);
  observer.ended(20, 32.5, request, 0);
  const about = { id: "r1", method: "GET", target: "/a?b", remoteAddress: "192.0.2.1" };
  assert.deepEqual(told, [
    ["pre", about],
    ["post", about, { status: 0, duration: 12.5 }],
  ]);
});

test("worker_exit runs once, whichever of INT and the drain comes first", async () => {
  const order: string[] = [];
  const hooks = new WorkerHooks(bootOf({ kind: "task" }), 0, log);
  await hooks.begin({
    worker_int: (worker: { kind: string }) => order.push(`int ${worker.kind}`),
    worker_exit: () => order.push("exit"),
  });
  await Promise.all([hooks.exit(), hooks.interrupted?.()]);
  assert.deepEqual(order.toSorted(), ["exit", "int task"]);
});
