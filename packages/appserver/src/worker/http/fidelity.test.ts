// (req, res) handlers, run by Node's own server and by ours: the client and the handler must see the same.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request as send, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createLogger } from "@seatstack/shared/logger";
import { nodeApp } from "../adapters/node.ts";
import { startLinked, type Linked } from "../testing.ts";
import { CASES, type Case, type Handler } from "./fidelity-cases.ts";

interface Seen {
  /** "cut" where the connection broke off, before the head or after. */
  readonly status: number | "cut";
  /** Sorted, without what belongs to a connection. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  /** What the handler said. */
  readonly said: readonly string[];
}

const log = createLogger("silent", { tier: "app" });
let linked: Linked;
let plain: ReturnType<typeof createServer>;
let current: Handler = () => undefined;
let said: string[] = [];

function handler(request: IncomingMessage, response: ServerResponse): unknown {
  return current(request, response, line => said.push(line));
}

before(async () => {
  linked = await startLinked(nodeApp(handler, log));
  plain = createServer((request, response) => void handler(request, response));
  plain.listen(0, "127.0.0.1");
  await once(plain, "listening");
});

after(async () => {
  await linked.close();
  plain.closeAllConnections();
  plain.close();
});

for (const [name, example] of Object.entries(CASES)) {
  test(name, async () => {
    current = example.handler;
    const node = await run(() => byNode(example));
    const ours = await run(() => byUs(example));
    assert.deepEqual(ours, node);
  });
}

/** With what the handler said, until a moment after the response, when the last events have come. */
async function run(ask: () => Promise<Omit<Seen, "said">>): Promise<Seen> {
  said = [];
  const answer = await ask();
  await delay(40);
  return { ...answer, said };
}

const CUT = { status: "cut", headers: [], body: "" } as const;

async function byNode({ method = "GET", headers = {}, body, leaves }: Case): Promise<Omit<Seen, "said">> {
  const { port } = plain.address() as AddressInfo;
  const length = body === undefined ? {} : { "content-length": String(body.length) };
  const options = { port, host: "127.0.0.1", method, path: "/p?q=1", headers: { ...headers, ...length } };
  const request = send({ ...options, agent: false }).end(body);
  if (leaves) void leave(() => request.destroy());
  try {
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const bytes = Buffer.concat((await response.toArray()) as Buffer[]);
    return seen(response.statusCode ?? 0, response.rawHeaders, bytes);
  } catch {
    return CUT;
  }
}

async function byUs({ method = "GET", headers = {}, body, leaves }: Case): Promise<Omit<Seen, "said">> {
  const flat = Object.entries(headers).flatMap(([name, value]) => [name.toLowerCase(), value]);
  const options = { method, headers: flat, ...(body === undefined ? {} : { body: Buffer.from(body) }) };
  const { answer, dispatch } = linked.ask("/p?q=1", options);
  if (leaves) {
    await leave(() => dispatch.cancel("client gone"));
    return CUT;
  }
  const { head, body: bytes, failure } = await answer;
  return failure === undefined ? seen(head?.status ?? 0, head?.headers ?? [], bytes) : CUT;
}

/** The client goes a moment after the handler has begun. */
async function leave(go: () => void): Promise<void> {
  for (let turn = 0; said.length === 0 && turn < 1000; turn++) await delay(2);
  await delay(20);
  go();
}

function seen(status: number, flat: readonly string[], body: Buffer): Omit<Seen, "said"> {
  const headers: [string, string][] = [];
  for (let i = 0; i < flat.length; i += 2) headers.push([(flat[i] ?? "").toLowerCase(), flat[i + 1] ?? ""]);
  // The edge's own, or of one connection: RFC 9110 section 7.6.1. A length is ours wherever the whole body is known.
  const dropped = ["connection", "keep-alive", "date", "transfer-encoding", "trailer", "content-length"];
  const kept = headers.filter(([name]) => !dropped.includes(name)).toSorted((a, b) => (a.join() < b.join() ? -1 : 1));
  return { status, headers: kept, body: body.toString("latin1") };
}
