// A program that opens its own port runs in several workers, and opens none.
import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { IncomingMessage } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { freePorts } from "../helpers/ports.ts";
import { temporaryFolder, until } from "../helpers/processes.ts";
import { modulePath, startModule } from "./apps.ts";
import { clientOf } from "./client.ts";

test("two workers of it serve, each believes in its port, and nobody can connect there", async () => {
  const [port = 0] = await freePorts(1);
  const running = await startModule(modulePath("listening"), { sets: ["app.workers=2", `app.env.PORT=${port}`] });
  try {
    const client = clientOf(running.url);
    const pids = new Set<number>();
    await until("an answer of both workers", 20_000, async () => {
      const asked = Array.from({ length: 8 }, () => client.ask("/"));
      for (const { json } of await Promise.all(asked)) pids.add((json() as { pid: number }).pid);
      return pids.size === 2;
    });
    assert.ok(running.output().includes(`listening on port ${port}`), running.output());
    const socket = connect(port, "127.0.0.1");
    const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
    assert.equal(error.code, "ECONNREFUSED");
  } finally {
    await running.stop();
  }
});

test("a WebSocket lives on through a reload, and a graceful stop waits for its end", async () => {
  const running = await startModule(modulePath("listening"), { sets: ["app.preload_app=true"] });
  let stopped: Promise<unknown> | undefined;
  try {
    const client = clientOf(running.url);
    const pid = async (): Promise<number> => ((await client.ask("/")).json() as { pid: number }).pid;
    const before = await pid();
    const socket = await client.upgrade("/ws");
    assert.ok(!(socket instanceof IncomingMessage));
    process.kill(running.pid, "SIGHUP");
    await until("a new worker", 30_000, async () => (await pid()) !== before, running.output);
    socket.send("still here");
    assert.equal((await socket.next()).payload.toString(), "still here");
    stopped = running.stop();
    socket.send("even now");
    assert.equal((await socket.next()).payload.toString(), "even now");
    assert.equal((await socket.close(1001)).payload.readUInt16BE(0), 1001);
  } finally {
    await (stopped ?? running.stop());
  }
  assert.match(running.output(), /"exit":0,"msg":"stopped"/);
});

test("a further server stays closed, and the log says so", async () => {
  const folder = await temporaryFolder();
  try {
    const module = join(folder.dir, "app.mjs");
    const text = `import { createServer } from "node:http";
      createServer((req, res) => res.end("the app")).listen(3000);
      createServer((req, res) => res.end("metrics")).listen(9464);`;
    await writeFile(module, text);
    const running = await startModule(module);
    try {
      assert.equal((await clientOf(running.url).ask("/")).text(), "the app");
      assert.match(running.output(), /"listen":"9464","msg":"the app's further HTTP server is not opened"/);
    } finally {
      await running.stop();
    }
  } finally {
    await folder.remove();
  }
});

test("an app that closes its own server is stopped in order and replaced", async () => {
  const folder = await temporaryFolder();
  try {
    const module = join(folder.dir, "app.mjs");
    const text = `import { createServer } from "node:http";
      const server = createServer((req, res) => {
        if (req.url === "/close") server.close(() => console.log("closed " + process.pid));
        res.end(String(process.pid));
      }).listen(3000);`;
    await writeFile(module, text);
    const running = await startModule(module);
    try {
      const client = clientOf(running.url);
      const pid = (await client.ask("/close")).text();
      await until("a new worker", 30_000, async () => (await client.ask("/")).text() !== pid);
      await until("the callback", 20_000, () => running.output().includes(`closed ${pid}`), running.output);
      assert.match(running.output(), /the app closed its server: its worker stops/);
    } finally {
      await running.stop();
    }
  } finally {
    await folder.remove();
  }
});
