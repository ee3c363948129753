// The control socket with real sockets: requests, refusals, bad clients, streams, and the life of its path.
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Endpoint } from "../endpoints.ts";
import { SeatstackError } from "../errors.ts";
import { createLogger } from "../logger.ts";
import { controlRequest } from "./client.ts";
import { MAX_REQUEST_LINE } from "./lines.ts";
import type { ControlReply, ControlRequest } from "./protocol.ts";
import { serveControl, type ControlClient, type ControlHandler, type ControlServer } from "./server.ts";
import { subscribeEndpoints, type RetryClock } from "./subscribe.ts";

const log = createLogger("silent", { tier: "cli" });
const endpoint: Endpoint = { id: 1, path: "/w", slots: 1, state: "ready", worker: 1, pid: 2, generation: 1 };

let folder = "";
let path = "";
const servers: ControlServer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "control-"));
  path = join(folder, "control.sock");
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  rmSync(folder, { recursive: true });
});

async function serve(handle: ControlHandler, mode = 0o600): Promise<ControlServer> {
  const server = await serveControl({ path, mode, log, handle });
  servers.push(server);
  return server;
}

const echo: ControlHandler = (request, client) => client.reply({ ok: true, message: request.op });

/** Sends raw bytes and resolves with all that comes back until the server closes. */
async function raw(bytes: string | Buffer): Promise<string> {
  const socket = connect(path);
  socket.on("error", () => undefined);
  socket.end(bytes);
  return text(socket);
}

describe("serveControl", () => {
  it("answers a request and has its mode", async () => {
    await serve(echo, 0o640);
    assert.deepEqual(await controlRequest(path, { op: "reload" }, 20_000), { ok: true, message: "reload" });
    assert.equal(statSync(path).mode & 0o777, 0o640);
    assert.deepEqual(readdirSync(folder), ["control.sock"], "the temporary folder is gone");
  });

  it("removes its path on close, and only its own", async () => {
    const first = await serve(echo);
    await serve((_request, client) => client.reply({ ok: true, message: "second" }));
    await first.close();
    assert.ok(existsSync(path), "the second server's path survives the first one's close");
    assert.deepEqual(await controlRequest(path, { op: "reload" }, 20_000), { ok: true, message: "second" });
    await servers[1]?.close();
    assert.ok(!existsSync(path));
  });

  it("takes the place of a dead process's socket", async () => {
    writeFileSync(path, "");
    await serve(echo);
    assert.ok((await controlRequest(path, { op: "reopen" }, 20_000)).ok);
  });

  it("answers several requests of one connection in order, also when the client half-closes", async () => {
    await serve(async (request, client) => {
      if (request.op === "scale") await new Promise(resolve => setImmediate(resolve));
      client.reply({ ok: true, message: request.op });
    });
    const answer = await raw('{"op":"scale","workers":2}\n{"op":"reload"}\r\n{"op":"reopen"}\n');
    assert.deepEqual(
      answer
        .trim()
        .split("\n")
        .map(line => (JSON.parse(line) as { message: string }).message),
      ["scale", "reload", "reopen"],
    );
  });

  for (const [name, line, code] of [
    ["no JSON", "hello", "BAD_REQUEST"],
    ["an empty line", "", "BAD_REQUEST"],
    ["an array", "[]", "BAD_REQUEST"],
    ["an unknown op", '{"op":"explode"}', "UNKNOWN_OP"],
    ["a prototype's name as op", '{"op":"__proto__"}', "UNKNOWN_OP"],
    ["a missing field", '{"op":"scale"}', "BAD_REQUEST"],
    ["a field out of bounds", '{"op":"scale","workers":0}', "BAD_REQUEST"],
    ["a field too many", '{"op":"reload","force":true}', "BAD_REQUEST"],
    ["a wait that is none", '{"op":"reload","wait":false}', "BAD_REQUEST"],
    ["an upgrade with a field", '{"op":"upgrade","now":true}', "BAD_REQUEST"],
    ["metrics with a field", '{"op":"metrics","format":"json"}', "BAD_REQUEST"],
  ] as const) {
    it(`refuses ${name} and goes on`, async () => {
      await serve(echo);
      const replies = (await raw(`${line}\n{"op":"reload"}\n`)).trim().split("\n");
      assert.equal((JSON.parse(replies[0] ?? "") as { code: string }).code, code);
      assert.deepEqual(JSON.parse(replies[1] ?? ""), { ok: true, message: "reload" });
    });
  }

  it("closes a client whose line is too long, finished or not", async () => {
    await serve(echo);
    for (const end of ["", "\n"]) {
      const reply = await raw(Buffer.from("x".repeat(MAX_REQUEST_LINE + 1) + end));
      assert.equal((JSON.parse(reply) as { code: string }).code, "LINE_TOO_LONG");
    }
    assert.ok((await controlRequest(path, { op: "reload" }, 20_000)).ok);
  });

  it("takes every request of the protocol as it is", async () => {
    const seen: ControlRequest[] = [];
    await serve((request, client) => (seen.push(request), client.reply({ ok: true, message: "" })));
    const requests: ControlRequest[] = [
      { op: "status" },
      { op: "reload" },
      { op: "reload", wait: true },
      { op: "reopen" },
      { op: "upgrade" },
      { op: "metrics" },
      { op: "scale", workers: 1024 },
      { op: "stop", mode: "quick" },
    ];
    await raw(requests.map(request => `${JSON.stringify(request)}\n`).join(""));
    assert.deepEqual(seen, requests);
  });

  it("takes a reply with the metrics for what was asked, and none without them", async () => {
    let reply: ControlReply = { ok: true, metrics: "up 1\n" };
    await serve((_request, client) => client.reply(reply));
    assert.equal((await controlRequest(path, { op: "metrics" }, 20_000)).metrics, "up 1\n");
    reply = { ok: true, message: "hm" };
    await assert.rejects(controlRequest(path, { op: "metrics" }, 20_000), { code: "BAD_REPLY" });
  });

  it("survives a client that leaves before its reply", async () => {
    let waiting: ControlClient | undefined;
    const gone = Promise.withResolvers<void>();
    await serve((request, client) => {
      if (request.op !== "reload") return echo(request, client);
      waiting = client;
      client.onClose(gone.resolve);
      socket.destroy();
      return undefined;
    });
    const socket: Socket = connect(path);
    socket.write('{"op":"reload"}\n');
    await once(socket, "close");
    waiting?.reply({ ok: true, message: "too late" });
    await gone.promise;
    assert.ok((await controlRequest(path, { op: "reopen" }, 20_000)).ok);
  });

  it("passes a refusal on with its code and fix, and hides nothing but the stack of a crash", async () => {
    await serve(request => {
      if (request.op === "scale") throw new SeatstackError("NO_ROOM", "no room", { fix: "Buy more." });
      throw new Error("oops");
    });
    await assert.rejects(controlRequest(path, { op: "scale", workers: 1 }, 20_000), {
      code: "NO_ROOM",
      fix: "Buy more.",
    });
    await assert.rejects(controlRequest(path, { op: "reload" }, 20_000), { code: "INTERNAL", message: /oops/ });
  });

  it("takes only the operations that it was given", async () => {
    servers.push(await serveControl({ path, mode: 0o600, log, handle: echo, operations: ["endpoints"] }));
    await assert.rejects(controlRequest(path, { op: "reload" }, 20_000), { code: "OP_NOT_HERE" });
  });
});

describe("controlRequest", () => {
  it("says that nothing is running, and how to start it", async () => {
    await assert.rejects(controlRequest(path, { op: "status" }, 20_000), { code: "NOT_RUNNING", fix: /seatstack up/ });
  });

  it("says so when the socket may not be used", async t => {
    if (process.getuid?.() === 0) return t.skip("root may use everything");
    await serve(echo, 0);
    await assert.rejects(controlRequest(path, { op: "status" }, 20_000), { code: "NOT_PERMITTED" });
  });

  it("gives up after its timeout", async () => {
    await serve(() => undefined);
    await assert.rejects(controlRequest(path, { op: "status" }, 20), { code: "CONTROL_TIMEOUT" });
  });

  it("refuses a reply of another shape", async () => {
    await serve(echo);
    await assert.rejects(controlRequest(path, { op: "status" }, 20_000), { code: "BAD_REPLY" });
  });

  it("notices a server that closes without a word", async () => {
    const server = createServer(socket => socket.end()).listen(path);
    await once(server, "listening");
    await assert.rejects(controlRequest(path, { op: "status" }, 20_000), { code: "CONTROL_FAILED" });
    server.close();
  });
});

/** A clock whose waits are counted and over at once. */
function instantClock(delays: number[]): RetryClock {
  return {
    random: () => 1,
    after(delay, callback) {
      delays.push(delay);
      const handle = setImmediate(callback);
      return () => clearImmediate(handle);
    },
  };
}

/** Two tables, one after the other. */
const stream: ControlHandler = (_request, client) => {
  client.reply({ ok: true, endpoints: [endpoint] });
  client.reply({ ok: true, endpoints: [endpoint, endpoint] });
};

describe("subscribeEndpoints", () => {
  it("streams tables, reports a loss once, and comes back by itself", async () => {
    const delays: number[] = [];
    const tables: number[] = [];
    const losses: string[] = [];
    const lost = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const got = [1, 2, 3].map(() => Promise.withResolvers<void>());
    const retried = Promise.withResolvers<void>();
    const clock = instantClock(delays);
    const close = subscribeEndpoints(
      path,
      table => {
        tables.push(table.length);
        got[tables.length - 1]?.resolve();
      },
      error => {
        losses.push(error.code);
        lost[losses.length - 1]?.resolve();
      },
      {
        ...clock,
        after: (delay, callback) => (delays.length > 8 ? retried.resolve() : 0, clock.after(delay, callback)),
      },
    );
    await lost[0]?.promise;
    await retried.promise;
    const first = await serve(stream);
    await got[1]?.promise;
    await first.close();
    await lost[1]?.promise;
    await serve(stream);
    await got[2]?.promise;
    close();
    assert.deepEqual(tables.slice(0, 3), [1, 2, 1]);
    assert.deepEqual(losses, ["NOT_RUNNING", "CONTROL_FAILED"]);
    assert.deepEqual(delays.slice(0, 8), [20, 40, 80, 160, 320, 640, 1000, 1000]);
  });

  it("tells the server when it is closed", async () => {
    const gone = Promise.withResolvers<void>();
    const table = Promise.withResolvers<readonly Endpoint[]>();
    await serve((_request, client) => {
      client.onClose(gone.resolve);
      client.reply({ ok: true, endpoints: [endpoint] });
    });
    const close = subscribeEndpoints(path, table.resolve, error => assert.fail(error.message));
    assert.deepEqual(await table.promise, [endpoint]);
    close();
    await gone.promise;
  });

  it("cuts a subscriber that never reads", async () => {
    const gone = Promise.withResolvers<void>();
    const many = Array.from({ length: 2000 }, () => endpoint);
    await serve((_request, client) => {
      client.onClose(gone.resolve);
      for (let round = 0; round < 40; round++) client.reply({ ok: true, endpoints: many });
    });
    const socket = connect(path);
    socket.on("error", () => undefined);
    socket.write('{"op":"endpoints"}\n');
    await gone.promise;
    socket.destroy();
  });
});
