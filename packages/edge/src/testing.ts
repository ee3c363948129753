// For tests: an edge on a free port with a router and a zone of the test's own.
import { mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { configSchema, type Config } from "@seatstack/shared/config/schema";
import type { RequestBody } from "@seatstack/shared/link/body";
import type { RequestHead } from "@seatstack/shared/link/protocol";
import { createLogger } from "@seatstack/shared/logger";
import type { Dispatch, ResponseSink, Router } from "@seatstack/shared/router/types";
import type { Zone } from "@seatstack/shared/zone/types";
import type { CertificateSet } from "./certificates.ts";
import { EdgeServer } from "./edge-server.ts";
import { memoryZone } from "./testing-zone.ts";

/** A dispatched request and the two ends of its answer. */
export interface Dispatched {
  readonly head: RequestHead;
  readonly body: string;
  readonly sink: ResponseSink;
  cancelled: string | undefined;
  granted: number;
}

export type App = (request: Dispatched) => void;

export const TIMING = { queued: 0, worker: 1, attempts: 1, workerNumber: 1 };

/** Answers 200 with `body`, head and body and end in one turn. */
export function answer(request: Dispatched, body: string, headers: readonly string[] = [], status = 200): void {
  request.sink.onHead({ status, headers: ["content-type", "text/plain", ...headers] }, TIMING);
  if (body !== "") request.sink.onBody(Buffer.from(body));
  request.sink.onEnd();
}

export interface TestEdge {
  readonly port: number;
  readonly dir: string;
  readonly temp: string;
  readonly zone: Zone;
  readonly server: EdgeServer;
  readonly requests: Dispatched[];
}

export interface TestEdgeOptions {
  /** Deviations from the defaults, as in seatstack.toml. */
  readonly settings?: Record<string, unknown>;
  readonly app?: App;
  readonly certificates?: CertificateSet;
  readonly secure?: boolean;
  /** In place of one that hands every request to `app`. */
  readonly router?: Router;
}

/** An edge on 127.0.0.1, plain unless `secure`, stopped after the test. */
export async function startEdge(t: TestContext, options: TestEdgeOptions = {}): Promise<TestEdge> {
  const dir = mkdtempSync(join(tmpdir(), "edge-"));
  const temp = join(dir, "temp");
  mkdirSync(temp);
  mkdirSync(join(dir, "public", "assets"), { recursive: true });
  const requests: Dispatched[] = [];
  const zone = memoryZone();
  const server = new EdgeServer({
    config: testConfig(options.settings ?? {}),
    zone,
    router: options.router ?? testRouter(options.app ?? (request => answer(request, "ok")), requests),
    log: createLogger("silent", { tier: "edge" }),
    temp,
    publicFolder: join(dir, "public"),
    certificates: options.certificates,
    ticketKeys: Buffer.alloc(48, 7),
  });
  const port = await server.listen({ secure: options.secure ?? false, host: "127.0.0.1", port: 0 });
  t.after(async () => {
    await server.stop(0);
    rmSync(dir, { recursive: true, force: true });
  });
  return { port, dir, temp, zone, server, requests };
}

export function testConfig(settings: Record<string, unknown>): Config {
  const { edge = {}, log = {} } = settings as { edge?: Record<string, unknown>; log?: Record<string, unknown> };
  return configSchema.parse({
    edge: { tls: { mode: "off" }, limits: { enabled: false }, ...edge },
    log: { access: "off", level: "silent", ...log },
  });
}

function testRouter(app: App, requests: Dispatched[]): Router {
  const dispatch = (head: RequestHead, body: RequestBody | null, sink: ResponseSink) => {
    const request = { head, body: "", sink, cancelled: undefined as string | undefined, granted: 0 };
    const dispatch: Dispatch = {
      cancel: reason => (request.cancelled = reason),
      grant: bytes => (request.granted += bytes),
    };
    const serve = async () => {
      request.body = await readAll(body);
      requests.push(request);
      app(request);
    };
    void serve();
    return dispatch;
  };
  return {
    dispatch,
    // An app that switches protocols needs a real router.
    upgrade: (head, sink) => ({ ...dispatch(head, null, sink), write: () => true, end: () => undefined }),
    update: () => undefined,
    configure: () => undefined,
    stats: { queued: 0, inFlight: 0, usable: 1, dispatched: 0, retries: 0 },
    close: () => Promise.resolve(),
  };
}

async function readAll(body: RequestBody | null): Promise<string> {
  if (body === null) return "";
  const chunks: Buffer[] = [];
  for await (const chunk of body.open()) chunks.push(chunk);
  return Buffer.concat(chunks).toString("latin1");
}

/** Sends raw bytes and returns everything that comes back until the server closes, or `until` matches. */
export async function exchangeRaw(port: number, bytes: string, until?: RegExp): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect({ port, host: "127.0.0.1" });
  let text = "";
  socket.setTimeout(60_000, () => {
    socket.destroy();
    reject(new Error(`no end after a minute; got: ${text}`));
  });
  socket.on("connect", () => socket.write(bytes, "latin1"));
  socket.on("data", chunk => {
    text += chunk.toString("latin1");
    if (until?.test(text)) socket.destroy();
  });
  socket.on("error", () => socket.destroy());
  socket.on("close", () => resolve(text));
  return promise;
}

/** The status of the first response in `text`, 0 where there is none. */
export function statusOf(text: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
}
