import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { answer, startEdge } from "./testing.ts";

const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

test("an idle connection is ended after keepalive, a busy or active one is not", { timeout: 300_000 }, async t => {
  const edge = await startEdge(t, {
    settings: { edge: { timeouts: { keepalive: "2s" } } },
    // Longer than the limit: a client that waits for us is not idle.
    app: request => void setTimeout(() => answer(request, "ok"), 4000),
  });
  const socket = connect(edge.port, "127.0.0.1");
  t.after(() => socket.destroy());
  for (let i = 0; i < 2; i++) {
    socket.write(GET);
    const [chunk] = (await once(socket, "data")) as [Buffer];
    assert.match(chunk.toString("latin1"), /^HTTP\/1\.1 200 /);
  }
  socket.resume();
  await once(socket, "end");
});
