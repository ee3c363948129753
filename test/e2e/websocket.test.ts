// WebSocket by a real client through the whole stack: what happens to open connections when workers come and go.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { controlRequest } from "@seatstack/shared/control/client";
import { freePorts } from "../helpers/ports.ts";
import { root, until } from "../helpers/processes.ts";
import { startStack, type Stack } from "../helpers/stack.ts";
import { readyWorkers } from "./probe.ts";

/** Echoes with its pid; says 1001 to everybody when its worker is told to stop, but for those on /stubborn. */
const APP = `
import { createRequire } from "node:module";
const { WebSocketServer } = createRequire(${JSON.stringify(join(root, "package.json"))})("ws");
export function createApplication(context) {
  const sockets = new WebSocketServer({ noServer: true });
  context.stopping.addEventListener("abort", () => {
    for (const client of sockets.clients) if (!client.stubborn) client.close(1001, "going away");
  });
  return {
    handle: request => ({ status: 200, headers: [], body: String(process.pid) }),
    upgrade(request, socket, head) {
      const headers = {};
      for (let i = 0; i < request.rawHeaders.length; i += 2) headers[request.rawHeaders[i]] = request.rawHeaders[i + 1];
      sockets.handleUpgrade({ method: "GET", headers, socket }, socket, head, client => {
        client.stubborn = request.target === "/stubborn";
        client.on("message", data => client.send(process.pid + " " + data));
      });
    },
  };
}
`;

let stack: Stack;
let folder: string;
let bindPort: number;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "st-app-"));
  const module = join(folder, "app.mjs");
  await writeFile(module, APP);
  [bindPort = 0] = await freePorts(1);
  const sets = [`app.module=${module}`, "app.workers=2", "edge.redirect=false", "app.graceful_timeout=8s"];
  stack = await startStack({ sets: [...sets, `app.bind=["127.0.0.1:${bindPort}"]`] });
});
after(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The global WebSocket, its messages and how it was closed. */
class Client {
  readonly socket: WebSocket;
  readonly messages: string[] = [];
  closed: { code: number; reason: string } | undefined;

  constructor(port: number, path = "/live") {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
    this.socket.addEventListener("message", event => this.messages.push(String(event.data)));
    this.socket.addEventListener("close", ({ code, reason }) => (this.closed = { code, reason }));
    this.socket.addEventListener("error", () => undefined);
  }

  async open(): Promise<this> {
    await until("open WebSocket", 20_000, () => {
      assert.equal(this.closed, undefined);
      return this.socket.readyState === WebSocket.OPEN;
    });
    return this;
  }

  /** Sends, and returns the pid of the worker that answers. */
  async ask(word: string): Promise<number> {
    const { length } = this.messages;
    this.socket.send(word);
    const answer = await until("echo", 20_000, () => this.messages[length]);
    assert.ok(answer.endsWith(` ${word}`), answer);
    return Number.parseInt(answer, 10);
  }

  async closing(): Promise<{ code: number; reason: string }> {
    return until("close", 20_000, () => this.closed);
  }
}

const ways = (): Record<string, number> => ({ edge: stack.httpPort, front: bindPort });

test("messages go both ways through edge and front, and the client's close is answered", async () => {
  for (const port of Object.values(ways())) {
    const client = await new Client(port).open();
    await client.ask("hello");
    await client.ask("x".repeat(200_000));
    client.socket.close(1000, "done");
    assert.deepEqual(await client.closing(), { code: 1000, reason: "done" });
  }
});

test("a reload lets the app say goodbye, new connections go to the new workers, the stubborn are cut in the end", async () => {
  const polite = await Promise.all(Object.values(ways()).map(port => new Client(port).open()));
  const stubborn = await new Client(stack.httpPort, "/stubborn").open();
  const old = await stubborn.ask("before");
  const before = await readyWorkers(stack);
  await controlRequest(stack.paths.app.control, { op: "reload" }, 20_000);
  for (const client of polite) assert.equal((await client.closing()).code, 1001);
  // All of them may have been on the worker that went first.
  await until("the other old worker's turn", 20_000, async () => {
    const ready = await readyWorkers(stack);
    return ready.length === 2 && ready.every(pid => !before.includes(pid));
  });
  const fresh = await new Client(stack.httpPort).open();
  assert.equal((await stubborn.closing()).code, 1006);
  assert.notEqual(await fresh.ask("after"), old);
  fresh.socket.close();
});

test("a worker that is killed takes its connections with it, and no others", async () => {
  await until("two workers", 20_000, async () => (await readyWorkers(stack)).length === 2);
  const clients = await Promise.all(Array.from({ length: 6 }, () => new Client(stack.httpPort).open()));
  const pids = await Promise.all(clients.map(client => client.ask("who")));
  const victim = pids[0] ?? 0;
  assert.ok(new Set(pids).size === 2, "both workers have some");
  process.kill(victim, "SIGKILL");
  for (const [index, client] of clients.entries()) {
    if (pids[index] === victim) assert.equal((await client.closing()).code, 1006);
    else assert.equal(await client.ask("still there"), pids[index]);
  }
  const next = await new Client(stack.httpPort).open();
  assert.notEqual(await next.ask("hello again"), victim);
  next.socket.close();
  for (const client of clients) client.socket.close();
});

test("a stop lets the app say goodbye, and waits for nobody who does not answer", { timeout: 400_000 }, async () => {
  const client = await new Client(bindPort).open();
  const { code } = await stack.up.stop();
  assert.equal(code, 0);
  assert.equal((await client.closing()).code, 1001);
});
