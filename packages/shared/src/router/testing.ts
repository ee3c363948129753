// What the tests of the link and the router share: a temporary folder, a request as a promise, a silent log.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Endpoint } from "../endpoints.ts";
import type { RequestBody } from "../link/body.ts";
import type { RequestHead, ResponseHead } from "../link/protocol.ts";
import { createLinkServer } from "../link/server.ts";
import type { LinkServer, RequestHandler } from "../link/types.ts";
import { createLogger } from "../logger.ts";
import type { RouterOptions } from "./options.ts";
import { createRouter } from "./router.ts";
import type { Dispatch, DispatchFailure, DispatchTiming, Router } from "./types.ts";

export const silentLog = createLogger("silent", { tier: "cli" });

/** Cleanups run in reverse order. */
export interface TestScope {
  after(cleanup: () => unknown): void;
}

/** A folder that is gone after the test. */
export function temporaryFolder(t: TestScope): string {
  const folder = mkdtempSync(join(tmpdir(), "seatstack-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function endpointAt(path: string, id: number, slots = 100): Endpoint {
  return { id, path, slots, state: "ready", worker: id, pid: 0, generation: 1 };
}

export function requestHead(method: string, target = "/", id = "r"): RequestHead {
  const headers = ["accept", "*/*"];
  const remoteAddress = "127.0.0.1";
  return { method, target, scheme: "http", host: "test", remoteAddress, id, deadline: 0, queued: 0, headers };
}

export function bodyOf(...chunks: readonly Buffer[]): RequestBody {
  return { length: chunks.reduce((sum, chunk) => sum + chunk.length, 0), open: () => chunks };
}

export interface Answer {
  readonly head: ResponseHead | undefined;
  readonly failure: DispatchFailure | undefined;
  readonly text: string;
  readonly timing: DispatchTiming | undefined;
  /** Milliseconds from the dispatch to the end. */
  readonly took: number;
}

export interface Asked {
  readonly dispatch: Dispatch;
  readonly answer: Promise<Answer>;
}

/** Sends a request and collects its response, granting what it reads. */
export function ask(router: Router, head: RequestHead, body: RequestBody | null = null): Asked {
  const started = performance.now();
  const { promise, resolve } = Promise.withResolvers<Answer>();
  let response: ResponseHead | undefined;
  let timing: DispatchTiming | undefined;
  let text = "";
  const end = (failure: DispatchFailure | undefined) =>
    resolve({ head: response, failure, text, timing, took: performance.now() - started });
  const dispatch = router.dispatch(head, body, {
    onHead(head, at) {
      response = head;
      timing = at;
    },
    onBody(chunk) {
      text += chunk.toString("latin1");
      dispatch.grant(chunk.length);
    },
    onEnd: () => end(undefined),
    onFailure(failure, at) {
      timing = at;
      end(failure);
    },
  });
  return { dispatch, answer: promise };
}

/** Resolves when `condition` holds; rejects after `limit` ms. */
export async function until(condition: () => boolean, what: string, limit = 60_000): Promise<void> {
  const deadline = performance.now() + limit;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within ${limit} ms: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 2));
  }
}

/** A fleet of link servers in this process, and the router on them. */
export interface Setup {
  readonly slots?: number;
  readonly workers?: number;
  readonly onRequest: (worker: number) => RequestHandler;
  readonly router?: Partial<RouterOptions>;
}

/** It judges no worker by its silence: those of a test are in this very process, and as slow as the machine is. */
export function routerFor(t: TestScope, options: Partial<RouterOptions> = {}): Router {
  const limits = { queue: 10, queueTimeout: 60_000, upstreamTimeout: 60_000, health: { interval: 1e9 } };
  const router = createRouter({ log: silentLog, ...limits, ...options });
  t.after(() => router.close(0));
  return router;
}

/** Workers on real sockets, and a router connected to all of them. */
export async function start(t: TestScope, { slots = 100, workers = 1, onRequest, router: options = {} }: Setup) {
  const folder = temporaryFolder(t);
  const servers: LinkServer[] = [];
  const endpoints = Array.from({ length: workers }, (_, index) =>
    endpointAt(join(folder, `${index + 1}.sock`), index + 1, slots),
  );
  for (const { path, worker } of endpoints) {
    const server = await createLinkServer({
      path,
      hello: { worker, generation: 1 },
      slots,
      log: silentLog,
      onRequest: onRequest(worker),
    });
    servers.push(server);
    t.after(() => server.close());
  }
  const router = routerFor(t, options);
  router.update(endpoints);
  await until(() => router.stats.usable === workers, "links");
  return { router, servers, endpoints, folder };
}
