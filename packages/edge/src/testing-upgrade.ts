// For tests of upgrades: an edge with a real router, a link server that stands for a worker, and a client's socket.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { connect, type Socket } from "node:net";
import type { TestContext } from "node:test";
import type { IncomingBody, Reply, RequestHandler } from "@seatstack/shared/link/types";
import type { RequestHead } from "@seatstack/shared/link/protocol";
import { start, until } from "@seatstack/shared/router/testing";
import { startEdge, statusOf } from "./testing.ts";

/** The app's answer to an upgrade. */
export const SWITCH = ["connection", "Upgrade", "upgrade", "test/1", "x-app", "1"];
export const UPGRADE = "GET /live?x=1 HTTP/1.1\r\nHost: example.com\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n";

/** Switches and sends everything back; ends when the client has. */
export const echo = (_head: RequestHead, body: IncomingBody, reply: Reply): void => {
  reply.head(101, SWITCH);
  void pipe(body, reply);
};

/** Sends everything back, at the client's pace. */
export async function pipe(body: IncomingBody, reply: Reply): Promise<void> {
  try {
    for await (const chunk of body) {
      const drained = new Promise<void>(resolve => (reply.onDrain = resolve));
      if (!reply.write(chunk)) await drained;
    }
    reply.end();
  } catch {
    reply.reset("cancelled");
  }
}

export interface Setup {
  readonly edge?: Record<string, unknown>;
  readonly log?: Record<string, unknown>;
  readonly slots?: number;
}

/** An edge and one worker with `handler`; `heads` are the requests that it got. */
export async function startWith(
  t: TestContext,
  handler: RequestHandler,
  { edge: settings = {}, log = {}, slots = 10 }: Setup = {},
) {
  const heads: RequestHead[] = [];
  const { router, servers } = await start(t, {
    slots,
    onRequest: () => (head, body, reply) => {
      heads.push(head);
      handler(head, body, reply);
    },
  });
  const edge = await startEdge(t, { router, settings: { edge: settings, log } });
  return { edge, router, heads, worker: servers[0]! };
}

/** A client socket that keeps what it reads. */
export class Client {
  readonly socket: Socket;
  bytes = 0;
  text = "";
  ended = false;
  closed = false;
  readonly hash = createHash("sha256");

  constructor(socket: Socket, request = UPGRADE) {
    this.socket = socket;
    socket.on("data", chunk => {
      this.bytes += chunk.length;
      if (this.text.length < 4000) this.text += chunk.toString("latin1");
    });
    socket.on("end", () => (this.ended = true));
    socket.on("close", () => (this.closed = true));
    socket.on("error", () => undefined);
    socket.write(request);
  }

  static to(port: number, request = UPGRADE): Client {
    return new Client(connect({ port, host: "127.0.0.1", allowHalfOpen: true }), request);
  }

  async has(text: string): Promise<void> {
    await until(() => this.text.includes(text), `${text}, got ${this.text}`);
  }

  async switched(): Promise<void> {
    await this.has("\r\n\r\n");
    assert.equal(statusOf(this.text), 101, this.text);
  }
}
