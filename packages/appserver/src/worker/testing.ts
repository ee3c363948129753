// For the tests of the adapters: an app behind a real link and router, and a reply that only keeps what it gets.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLinkServer } from "@seatstack/shared/link/server";
import type { RequestHead, ResponseHead } from "@seatstack/shared/link/protocol";
import type { IncomingBody, LinkServer, Reply } from "@seatstack/shared/link/types";
import { createLogger } from "@seatstack/shared/logger";
import { createRouter } from "@seatstack/shared/router/router";
import type { Dispatch, DispatchFailure } from "@seatstack/shared/router/types";
import type { LoadedApp } from "./loaded-app.ts";
import { serve } from "./serve.ts";

export interface Answer {
  readonly head: ResponseHead | undefined;
  readonly body: Buffer;
  readonly failure: DispatchFailure | undefined;
}

export interface Asked {
  readonly answer: Promise<Answer>;
  readonly dispatch: Dispatch;
}

export interface AskOptions {
  readonly method?: string;
  /** Flat, names in lower case. */
  readonly headers?: readonly string[];
  readonly body?: Buffer;
}

/** An app that serves on a link socket, and a router that leads there. */
export interface Linked {
  readonly server: LinkServer;
  ask(target: string, options?: AskOptions): Asked;
  /** Closes the app, too. */
  close(): Promise<void>;
}

export const REQUEST_HEAD: RequestHead = {
  method: "GET",
  target: "/",
  scheme: "http",
  host: "localhost",
  remoteAddress: "::1",
  id: "request-1",
  deadline: 0,
  queued: 0,
  headers: [],
};

export const NO_BODY: IncomingBody = {
  upgrade: false,
  ready: Buffer.alloc(0),
  buffer: async () => Buffer.alloc(0),
  // oxlint-disable-next-line no-empty-function
  async *[Symbol.asyncIterator]() {},
};

export async function startLinked(app: LoadedApp): Promise<Linked> {
  const log = createLogger("silent", { tier: "app" });
  const folder = await mkdtemp(join(tmpdir(), "st-"));
  const path = join(folder, "w.sock");
  const hello = { worker: 1, generation: 1 };
  const server = await createLinkServer({ path, hello, slots: 100, log, onRequest: serve(app, log) });
  const router = createRouter({ log, queue: 100, queueTimeout: 2000, upstreamTimeout: 5000 });
  router.update([{ id: 1, path, slots: 100, state: "ready", worker: 1, pid: process.pid, generation: 1 }]);
  const close = async (): Promise<void> => {
    await router.close(0);
    await server.close(0);
    await app.close();
    await rm(folder, { recursive: true });
  };
  const ask = (target: string, options: AskOptions = {}): Asked => {
    const { body } = options;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const chunks: Buffer[] = [];
    let head: ResponseHead | undefined;
    const finish = (failure?: DispatchFailure): void => resolve({ head, body: Buffer.concat(chunks), failure });
    const source = body === undefined ? null : { length: body.length, open: () => [body] };
    const dispatch = router.dispatch(requestHead(target, options), source, {
      onHead: received => (head = received),
      onBody: chunk => {
        chunks.push(chunk);
        setImmediate(() => dispatch.grant(chunk.length));
      },
      onEnd: () => finish(),
      onFailure: failure => finish(failure),
    });
    return { answer: promise, dispatch };
  };
  return { server, ask, close };
}

function requestHead(target: string, { method = "GET", headers = [], body }: AskOptions): RequestHead {
  const length = body === undefined ? [] : ["content-length", String(body.length)];
  return {
    ...REQUEST_HEAD,
    method,
    target,
    scheme: "https",
    host: "seats.example",
    remoteAddress: "203.0.113.9",
    headers: ["host", "seats.example", ...headers, ...length],
  };
}

/** Stands for the link: keeps what the adapter sends. */
export class RecordedReply implements Reply {
  readonly #abort = new AbortController();
  status = 0;
  headers: readonly string[] = [];
  body = "";
  resetReason: string | undefined;
  readonly hinted: (readonly string[])[] = [];
  headSent = false;
  ended = false;
  onCancel: ((reason: string) => void) | null = null;
  onDrain: (() => void) | null = null;
  /** What `write` returns: whether the window has room. */
  room = true;
  get signal(): AbortSignal {
    return this.#abort.signal;
  }
  get cancelled(): boolean {
    return this.#abort.signal.aborted;
  }
  respond(status: number, headers: readonly string[], body: Buffer | string | null): void {
    this.head(status, headers);
    this.body += String(body ?? "");
    this.ended = true;
  }
  head(status: number, headers: readonly string[]): void {
    Object.assign(this, { status, headers, headSent: true });
  }
  hints(headers: readonly string[]): void {
    this.hinted.push(headers);
  }
  write(chunk: Buffer): boolean {
    this.body += chunk.toString();
    return this.room;
  }
  end(chunk?: Buffer): void {
    this.body += String(chunk ?? "");
    this.ended = true;
  }
  reset(reason: string): void {
    this.resetReason = reason;
    this.ended = true;
  }
  cancel(reason: string): void {
    this.#abort.abort();
    this.onCancel?.(reason);
  }
}
