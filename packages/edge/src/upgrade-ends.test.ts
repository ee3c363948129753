// How tunnels end: by either side, by silence, by a lost worker, by our stop; and that nothing of them is left.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import type { IncomingBody, Reply } from "@seatstack/shared/link/types";
import { until } from "@seatstack/shared/router/testing";
import { Client, echo, pipe, startWith, SWITCH, UPGRADE } from "./testing-upgrade.ts";

test("each side ends by itself", async t => {
  const heard: string[] = [];
  const { edge, worker } = await startWith(t, (head, body, reply) => {
    reply.head(101, SWITCH);
    const read = async () => {
      for await (const chunk of body) heard.push(chunk.toString());
      heard.push("end");
      if (head.target !== "/first") reply.end(Buffer.from("bye"));
    };
    void read();
    if (head.target === "/first") reply.end(Buffer.from("I am done"));
  });
  const client = Client.to(edge.port);
  await client.switched();
  client.socket.end("last words");
  await client.has("bye");
  await until(() => client.ended && worker.inFlight === 0, "the end");
  assert.deepEqual(heard, ["last words", "end"]);
  heard.length = 0;
  const second = Client.to(edge.port, UPGRADE.replace("/live?x=1", "/first"));
  await until(() => second.ended, "the app's end");
  assert.ok(second.text.endsWith("I am done"));
  second.socket.write("so?");
  await until(() => heard.length === 1, "what the client said after the app's end");
  assert.equal(worker.inFlight, 1);
  second.socket.end();
  await until(() => worker.inFlight === 0 && second.closed, "both ends");
  assert.deepEqual(heard, ["so?", "end"]);
});

test("a client that never ends its side is closed after the send timeout", async t => {
  const { edge, worker } = await startWith(
    t,
    (_head, _body, reply) => {
      reply.head(101, SWITCH);
      reply.end();
    },
    { edge: { timeouts: { send: "150ms" } } },
  );
  const client = Client.to(edge.port);
  await until(() => client.ended, "the app's end");
  await until(() => client.closed || worker.inFlight === 0, "the close");
  await until(() => edge.zone.connections.total === 0, "the connection");
  client.socket.destroy();
});

test("a client that leaves is told to the worker at once, before and after the 101", async t => {
  const cancels: string[] = [];
  const { edge, worker, heads } = await startWith(t, (head, _body, reply) => {
    reply.onCancel = reason => {
      cancels.push(reason);
      reply.reset("over");
    };
    if (head.target !== "/never") reply.head(101, SWITCH);
  });
  const open = Client.to(edge.port);
  await open.switched();
  open.socket.resetAndDestroy();
  await until(() => cancels.length === 1 && worker.inFlight === 0, "the first cancel");
  // Before the 101 the end of the client's side is its leaving, as for every request.
  const waiting = Client.to(edge.port, UPGRADE.replace("/live?x=1", "/never"));
  await until(() => heads.length === 2, "the second request");
  waiting.socket.end();
  await until(() => cancels.length === 2 && worker.inFlight === 0, "the second cancel");
  await until(() => edge.zone.counter("requests_499") === 1, "499");
  await until(() => edge.zone.connections.total === 0, "the connections");
});

test("a worker that dies closes the client's connection", async t => {
  const { edge, worker } = await startWith(t, echo);
  const client = Client.to(edge.port);
  await client.switched();
  client.socket.write("x");
  await client.has("\r\n\r\nx");
  await worker.close(0);
  await until(() => client.ended || client.closed, "the end");
  client.socket.destroy();
  await until(() => edge.zone.connections.total === 0, "the connection");
});

test("a tunnel where nobody says anything is closed after edge.timeouts.tunnel, a busy one is not", async t => {
  const { edge, worker } = await startWith(t, echo, { edge: { timeouts: { tunnel: "4s" } } });
  const silent = Client.to(edge.port);
  const busy = Client.to(edge.port);
  await Promise.all([silent.switched(), busy.switched()]);
  const talk = setInterval(() => busy.socket.write("x"), 100);
  t.after(() => clearInterval(talk));
  await until(() => silent.ended || silent.closed, "the end of the silent one");
  silent.socket.destroy();
  await until(() => worker.inFlight === 1, "its slot");
  assert.ok(!busy.ended);
  busy.socket.destroy();
});

test("a tunnel outlives every time limit of HTTP, also one opened on a used connection", async t => {
  const timeouts = {
    client_header: "2s",
    client_body: "2s",
    keepalive: "2s",
    upstream: "2s",
    send: "2s",
  };
  const { edge } = await startWith(
    t,
    (head, body, reply) => (head.target === "/" ? reply.respond(200, [], "first") : echo(head, body, reply)),
    { edge: { timeouts } },
  );
  const fresh = Client.to(edge.port);
  const used = Client.to(edge.port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await used.has("first");
  used.socket.write(UPGRADE);
  await Promise.all([fresh.switched(), used.has("101 Switching")]);
  // node looks for late heads once a second.
  await after(5000);
  for (const client of [fresh, used]) {
    client.socket.write("hello");
    await client.has("\r\n\r\nhello");
    client.socket.destroy();
  }
});

test("a graceful stop closes tunnels as soon as no request is left, and not before", async t => {
  const release = Promise.withResolvers<void>();
  const { edge, worker } = await startWith(t, (head, body, reply) => {
    if (head.target === "/slow") void release.promise.then(() => reply.respond(200, [], "slow"));
    else echo(head, body, reply);
  });
  const client = Client.to(edge.port);
  await client.switched();
  const slow = Client.to(edge.port, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  await until(() => worker.inFlight === 2, "the slow request");
  const stopped = edge.server.stop(60_000);
  await after(150);
  client.socket.write("still");
  await client.has("\r\n\r\nstill");
  release.resolve();
  await stopped;
  assert.ok(slow.text.endsWith("slow"));
  await until(() => client.ended || client.closed, "the end");
  client.socket.destroy();
  slow.socket.destroy();
});

test("whoever ends, resets, or goes silent in whatever order: no slot and no connection is left behind", async t => {
  // A fixed sequence: what fails once fails again.
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  const acts: ((reply: Reply, body: IncomingBody) => void)[] = [
    (reply, body) => void pipe(body, reply),
    reply => reply.end(Buffer.alloc(random(400_000))),
    reply => {
      reply.write(Buffer.alloc(random(400_000)));
      reply.end();
      reply.reset("the app closed the connection");
    },
    reply => reply.reset("the app closed the connection"),
    (reply, body) => {
      reply.end();
      void pipe(body, reply);
    },
    reply => setTimeout(() => reply.end(), random(20)),
  ];
  const { edge, worker, router } = await startWith(
    t,
    (_head, body, reply) => {
      reply.onCancel = () => reply.reset("cancelled");
      const act = acts[random(acts.length + 1)];
      if (act === undefined) return reply.respond(403, [], Buffer.alloc(random(300_000)));
      const later = () => {
        if (reply.cancelled) return;
        reply.head(101, SWITCH);
        act(reply, body);
      };
      if (random(2) === 0) later();
      else setTimeout(later, random(15));
    },
    {
      slots: 1000,
      edge: { timeouts: { send: "300ms", tunnel: "500ms" }, limits: { enabled: false, connections: 1000 } },
    },
  );
  const clients = Array.from({ length: 300 }, async () => {
    await after(random(200));
    const client = Client.to(edge.port, random(4) === 0 ? `${UPGRADE}early` : UPGRADE);
    const { socket } = client;
    for (let i = random(4); i > 0; i--) {
      await after(random(15));
      socket.write(Buffer.alloc(random(300_000)));
    }
    const leave = random(5);
    if (leave === 0) socket.resetAndDestroy();
    else if (leave === 1) socket.destroy();
    else if (leave < 4) socket.end();
    if (leave === 4) socket.pause();
    // One that stays is closed by the edge; one that does not read, too.
    await until(() => edge.zone.connections.total === 0 || client.closed || client.ended || leave === 4, "an end");
    if (leave !== 4) socket.destroy();
    return client;
  });
  const all = await Promise.all(clients);
  await until(() => edge.zone.connections.total === 0, "all connections");
  await until(() => worker.inFlight === 0, "all slots");
  for (const { socket } of all) socket.destroy();
  assert.equal(router.stats.inFlight, 0);
  assert.equal(router.stats.usable, 1, "and the link has held");
});
