// Worker processes for tests of the router, with a journal of what their handlers ran.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Endpoint } from "../endpoints.ts";
import { createRouter } from "./router.ts";
import { ask, endpointAt, requestHead, silentLog, temporaryFolder, until, type TestScope } from "./testing.ts";
import type { Router } from "./types.ts";

/** A router on real worker processes. */
export interface Fleet {
  readonly router: Router;
  readonly children: readonly ChildProcess[];
  readonly endpoints: readonly Endpoint[];
  /** How often each request id was run by a handler. */
  readonly runs: () => Map<string, number>;
}

/** They are killed after the test. */
export async function startFleet(t: TestScope, workers: number, slots = 100): Promise<Fleet> {
  const folder = temporaryFolder(t);
  const journal = join(folder, "journal");
  const children: ChildProcess[] = [];
  const endpoints: Endpoint[] = [];
  for (let id = 1; id <= workers; id++) {
    const path = join(folder, `${id}.sock`);
    const child = fork(join(import.meta.dirname, "worker.fixture.ts"), [path, `${id}`, `${slots}`, journal]);
    children.push(child);
    endpoints.push(endpointAt(path, id, slots));
    t.after(() => child.kill("SIGKILL"));
  }
  await Promise.all(children.map(child => once(child, "message")));
  const router = createRouter({ log: silentLog, queue: 5000, queueTimeout: 60_000, upstreamTimeout: 60_000 });
  t.after(() => router.close(0));
  router.update(endpoints);
  await until(() => router.stats.usable === workers, "links");
  // Their first PONGs, which prove that the clocks are the same.
  await Promise.all(Array.from({ length: workers * 4 }, () => ask(router, requestHead("GET", "/", "warm")).answer));
  const runs = () => {
    const counts = new Map<string, number>();
    const lines = existsSync(journal) ? readFileSync(journal, "utf8").split("\n") : [];
    for (const id of lines) if (id !== "") counts.set(id, (counts.get(id) ?? 0) + 1);
    return counts;
  };
  return { router, children, endpoints, runs };
}

/** `count` requests, `lanes` at once; `request` makes the head of the nth. */
