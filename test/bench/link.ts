// Micro benchmark of the link: nanoseconds per head, and requests per second from a router to worker processes.
// Run: node test/bench/link.ts [workers=1] [concurrency=64] [seconds=3]
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { Endpoint } from "@seatstack/shared/endpoints";
import { FrameDecoder } from "@seatstack/shared/link/decoder";
import { parseRequest, requestText } from "@seatstack/shared/link/head";
import { HEADER_BYTES, REQUEST_FIXED_BYTES, type RequestHead } from "@seatstack/shared/link/protocol";
import { createLinkServer } from "@seatstack/shared/link/server";
import { FrameWriter } from "@seatstack/shared/link/writer";
import { createLogger } from "@seatstack/shared/logger";
import { createRouter } from "@seatstack/shared/router/router";
import type { Router } from "@seatstack/shared/router/types";

const log = createLogger("error", { tier: "cli" });
const PAGE = "x".repeat(5000);

const head: RequestHead = {
  method: "GET",
  target: "/courses?q=math&page=2",
  scheme: "https",
  host: "localhost:8443",
  remoteAddress: "10.1.2.3",
  id: "0123456789abcdef0123456789abcdef",
  deadline: 30_000,
  queued: 0,
  headers: [
    "user-agent",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0",
    "accept",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "accept-encoding",
    "gzip, deflate, br",
    "accept-language",
    "en-US,en;q=0.5",
    "x-forwarded-for",
    "10.1.2.3",
    "x-forwarded-proto",
    "https",
  ],
};

async function runWorker(path: string): Promise<void> {
  await createLinkServer({
    path,
    hello: { worker: 1, generation: 1 },
    slots: 1000,
    log,
    onRequest: (request, _body, reply) => {
      const body = request.target === "/ok" ? "ok" : PAGE;
      reply.respond(200, ["content-type", "text/html; charset=utf-8", "content-length", String(body.length)], body);
    },
  });
  process.send?.("ready");
  process.on("disconnect", () => process.exit(0));
}

/** One request after the other on each of `concurrency` lanes until the time is up; returns requests per second. */
async function measure(router: Router, target: string, concurrency: number, seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1000;
  let done = 0;
  const lane = (finished: () => void) => {
    const next = () => (performance.now() < until ? send() : finished());
    const send = () => {
      const sink = {
        onHead: () => {},
        onBody: (chunk: Buffer) => dispatch.grant(chunk.length),
        onEnd: () => {
          done++;
          next();
        },
        onFailure: (failure: string) => {
          throw new Error(failure);
        },
      };
      const dispatch = router.dispatch({ ...head, target }, null, sink);
    };
    send();
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: concurrency }, () => new Promise<void>(lane)));
  return (done / (performance.now() - started)) * 1000;
}

function nanoseconds(name: string, run: () => void): void {
  for (let i = 0; i < 100_000; i++) run();
  const started = performance.now();
  for (let i = 0; i < 300_000; i++) run();
  console.log(name.padEnd(44), ((performance.now() - started) / 0.3).toFixed(0).padStart(8), "ns");
}

function codec(): void {
  const frames: Buffer[] = [];
  const collect = new Writable({
    write: (chunk: Buffer, _encoding, done) => (frames.push(Buffer.from(chunk)), done()),
  });
  const writer = new FrameWriter(collect);
  writer.request(1, head, 0, false, true);
  writer.flush();
  const bytes = Buffer.concat(frames);
  const nothing = new FrameWriter(new Writable({ write: (_chunk, _encoding, done) => done() }));
  const decoder = new FrameDecoder();
  const sink = { onFrame: () => {} };
  const text = requestText(head);
  nanoseconds(`encode a request of ${bytes.length} bytes`, () => {
    nothing.request(1, head, 0, false, true);
    // As a busy turn would have it.
    if (nothing.pending > 20_000) nothing.flush();
  });
  nanoseconds("decode its frame", () => decoder.push(bytes, sink));
  nanoseconds(
    "parse its head",
    () => void parseRequest(bytes.toString("latin1", HEADER_BYTES + REQUEST_FIXED_BYTES), 0, 0),
  );
  nanoseconds("check and join its fields", () => void requestText(head));
  if (text.length === 0) throw new Error("nothing was encoded");
}

async function main(workers: number, concurrency: number, seconds: number): Promise<void> {
  codec();
  const folder = mkdtempSync(join(tmpdir(), "seatstack-link-"));
  const children: ChildProcess[] = [];
  const endpoints: Endpoint[] = [];
  for (let id = 1; id <= workers; id++) {
    const path = join(folder, `${id}.sock`);
    const child = fork(import.meta.filename, ["worker", path]);
    await once(child, "message");
    children.push(child);
    endpoints.push({ id, path, slots: 1000, state: "ready", worker: 1, pid: child.pid ?? 0, generation: 1 });
  }
  const router = createRouter({ log, queue: 1000, queueTimeout: 5000, upstreamTimeout: 5000 });
  router.update(endpoints);
  for (const target of ["/ok", "/page"]) {
    const rate = await measure(router, target, concurrency, seconds);
    const name = `router to ${workers} worker(s), ${target}, ${concurrency} at once`;
    console.log(name.padEnd(44), rate.toFixed(0).padStart(8), "requests/s");
  }
  await router.close(1000);
  for (const child of children) child.disconnect();
  rmSync(folder, { recursive: true, force: true });
}

const [, , first = "1", second = "64", third = "3"] = process.argv;
if (first === "worker") await runWorker(second);
else await main(Number(first), Number(second), Number(third));
