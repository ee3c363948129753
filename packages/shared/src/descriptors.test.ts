import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { test } from "node:test";
import { descriptorLimit, DescriptorWatch } from "./descriptors.ts";

const limits = (soft: string): string =>
  `Limit       Soft Limit   Hard Limit   Units\nMax processes   7  7 processes\nMax open files            ${soft}   524288   files\n`;

test("the limit is the soft one of /proc/self/limits", () => {
  assert.equal(descriptorLimit(limits("1024")), 1024);
  assert.equal(descriptorLimit(limits("unlimited")), Infinity);
  assert.equal(descriptorLimit(""), Infinity);
  assert.ok(descriptorLimit() > 0);
});

function watch(limit: number) {
  const lines: unknown[] = [];
  const clock = { now: 0 };
  const log = { error: (fields: unknown) => lines.push(fields) };
  return { lines, clock, watch: new DescriptorWatch(log as never, limit, () => clock.now) };
}

const socketOf = (fd: number): Socket => ({ _handle: { fd } }) as unknown as Socket;

test("one of the last descriptors is said, once in ten seconds", () => {
  const { lines, clock, watch: watched } = watch(1000);
  watched.note(socketOf(979));
  assert.deepEqual(lines, []);
  watched.note(socketOf(980));
  watched.note(socketOf(999));
  assert.deepEqual(lines, [{ limit: 1000 }]);
  clock.now = 10_000;
  watched.note(socketOf(999));
  assert.equal(lines.length, 2);
});

test("a real connection tells its descriptor, one that is gone tells nothing", async () => {
  const { lines, watch: watched } = watch(5);
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [socket] = (await once(server, "connection")) as [Socket];
  watched.note(socket);
  assert.equal(lines.length, 1);
  const other = watch(5);
  socket.destroy();
  other.watch.note(socket);
  assert.deepEqual(other.lines, []);
  client.destroy();
  server.close();
});
