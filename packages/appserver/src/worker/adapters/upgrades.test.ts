// Who gets an upgrade: an exported listener, a server's listeners, or the app as a plain request.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { test } from "node:test";
import { createLogger } from "@seatstack/shared/logger";
import type { LoadedApp } from "../loaded-app.ts";
import { serve } from "../serve.ts";
import { NO_BODY, RecordedReply, REQUEST_HEAD } from "../testing.ts";
import { nodeApp } from "./node.ts";
import { serverApp } from "./server.ts";
import { withUpgrades } from "./upgrades.ts";

const log = createLogger("silent", { tier: "app" });
const head = { ...REQUEST_HEAD, target: "/ws", headers: ["host", "h", "connection", "upgrade", "upgrade", "x"] };
const app = nodeApp(plain, log);

/** What the link gets of an upgrade. */
function upgrade(loaded: LoadedApp): RecordedReply {
  const reply = new RecordedReply();
  serve(loaded, log)(head, { ...NO_BODY, upgrade: true }, reply);
  return reply;
}

function plain(_request: unknown, response: { end(text: string): void }): void {
  response.end("plain");
}

function accept(request: IncomingMessage, socket: Duplex): void {
  socket.write(`HTTP/1.1 101 Yes\r\nUpgrade: x\r\n\r\n${request.url} ${request.headers.upgrade}`);
}

test("an exported listener, of the module or of its default object, with its this", () => {
  for (const exported of [{ upgrade: accept }, { default: { upgrade: accept } }]) {
    const reply = upgrade(withUpgrades(app, exported, () => undefined, log));
    assert.deepEqual([reply.status, reply.body], [101, "/ws x"]);
  }
  const owner = {
    answer: "mine",
    upgrade(_request: IncomingMessage, socket: Duplex) {
      socket.end(`HTTP/1.1 403 No\r\n\r\n${this.answer}`);
    },
  };
  assert.equal(upgrade(withUpgrades(app, { default: owner }, () => undefined, log)).body, "mine");
});

test("a server that listens only later, from then on", () => {
  let listening: ReturnType<typeof createServer> | undefined;
  const loaded = withUpgrades(app, {}, () => listening, log);
  assert.equal(upgrade(loaded).body, "plain");
  listening = createServer().on("upgrade", accept);
  assert.equal(upgrade(loaded).status, 101);
});

test("a server without listeners for it, or that wants none, handles a request", () => {
  const signal = new AbortController().signal;
  assert.equal(upgrade(serverApp(createServer(plain), signal, log)).body, "plain");
  const choosy = createServer({ shouldUpgradeCallback: request => request.url !== "/ws" }, plain);
  assert.equal(upgrade(serverApp(choosy.on("upgrade", accept), signal, log)).body, "plain");
});

test("a listener that throws, or rejects, is a 500, and its socket is closed", async () => {
  const sockets: Duplex[] = [];
  const listeners = [
    (_request: IncomingMessage, socket: Duplex) => {
      sockets.push(socket);
      throw new Error("secret");
    },
    async (_request: IncomingMessage, socket: Duplex) => {
      sockets.push(socket);
      throw new Error("secret");
    },
  ];
  for (const listener of listeners) {
    const reply = upgrade(withUpgrades(app, { upgrade: listener }, () => undefined, log));
    const socket = sockets.at(-1);
    assert.ok(socket);
    await once(socket, "close");
    assert.equal(reply.status, 500);
    assert.ok(!reply.body.includes("secret"));
  }
});

test("requests of a server: two listeners both run, an async one's rejection is a 500, none is a 500", async () => {
  const signal = new AbortController().signal;
  const ask = async (server: ReturnType<typeof createServer>): Promise<RecordedReply> => {
    const reply = new RecordedReply();
    serve(serverApp(server, signal, log), log)(REQUEST_HEAD, NO_BODY, reply);
    await new Promise(resolve => setImmediate(resolve));
    return reply;
  };
  const both = createServer((_request, response) => response.setHeader("x-first", "1"));
  both.on("request", (_request, response: { end(text: string): void }) => response.end("second"));
  const answered = await ask(both);
  assert.deepEqual([answered.body, answered.headers.slice(0, 2)], ["second", ["x-first", "1"]]);
  const failing = createServer();
  // oxlint-disable-next-line typescript/no-misused-promises
  failing.on("request", async () => {
    throw new Error("secret");
  });
  assert.equal((await ask(failing)).status, 500);
  assert.equal((await ask(createServer())).status, 500);
});
