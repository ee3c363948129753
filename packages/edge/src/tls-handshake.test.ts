// Clients that leave, or stay silent, before their TLS handshake is done: none holds a connection's place, or a stop.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { connect as connectTls } from "node:tls";
import { until } from "@seatstack/shared/router/testing";
import { selfSigned } from "./self-signed.ts";
import { startEdge } from "./testing.ts";

async function startSecure(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "tls-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const certificates = selfSigned(folder, ["localhost"], new Date());
  return startEdge(t, { secure: true, certificates, settings: { edge: { timeouts: { handshake: "10m" } } } });
}

/** What a client says first. */
async function clientHello(): Promise<Buffer> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = connectTls({ port, host: "127.0.0.1" }).on("error", () => undefined);
  const [socket] = (await once(server, "connection")) as [Socket];
  const [bytes] = (await once(socket, "data")) as [Buffer];
  client.destroy();
  server.close();
  return bytes;
}

const hello = await clientHello();

for (const [what, bytes] of [
  ["half a ClientHello", hello.subarray(0, 100)],
  ["a ClientHello", hello],
  ["nothing", Buffer.alloc(0)],
] as const) {
  test(`a client that says ${what} and shuts its side does not wait for the handshake's time-out`, async t => {
    const edge = await startSecure(t);
    const socket = connect({ port: edge.port, host: "127.0.0.1", allowHalfOpen: true }).on("error", () => undefined);
    t.after(() => socket.destroy());
    socket.resume();
    socket.end(bytes);
    await until(() => edge.zone.counter("tls_failures") === 1, "the failure");
    await until(() => edge.zone.connections.total === 0, "its place given back");
    if (!socket.closed) await once(socket, "close");
  });
}

test("a handshake under way does not hold a stop for long", async t => {
  const edge = await startSecure(t);
  const socket = connect({ port: edge.port, host: "127.0.0.1" }).on("error", () => undefined);
  t.after(() => socket.destroy());
  socket.write(hello);
  await once(socket, "data");
  const closed = once(socket, "close");
  await edge.server.stop(600_000);
  await closed;
  assert.equal(edge.zone.connections.total, 0);
});
