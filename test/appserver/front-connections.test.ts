// The front's connections: several listeners, many that idle, and none lost when the front or the tier stops.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../helpers/http.ts";
import { load } from "../helpers/load.ts";
import { freePorts } from "../helpers/ports.ts";
import { temporaryFolder, until } from "../helpers/processes.ts";
import { ECHO_APP, exchange, plain } from "./front-app.ts";
import { PID_APP, startTier, type Tier } from "./tier.ts";

async function frontPid(tier: Tier): Promise<number> {
  const { workers } = await tier.status();
  return workers.find(worker => worker.kind === "front" && worker.state === "ready")?.pid ?? 0;
}

test("two TCP addresses, IPv6 and two Unix sockets are served at once", async t => {
  const folder = await temporaryFolder();
  const [first = 0, second = 0] = await freePorts(2);
  const sockets = [`${folder.dir}/a.sock`, `${folder.dir}/b.sock`];
  const bind = [`127.0.0.1:${first}`, `127.0.0.2:${second}`, `[::1]:${first}`, ...sockets.map(path => `unix:${path}`)];
  const tier = await startTier(ECHO_APP, [`app.bind=${JSON.stringify(bind)}`]);
  t.after(async () => {
    await tier.stop();
    await folder.remove();
  });
  const urls = [`http://127.0.0.1:${first}`, `http://127.0.0.2:${second}`, `http://[::1]:${first}`];
  for (const url of [...urls, ...sockets.map(path => `unix:${path}`)]) {
    assert.equal((await exchange(url, plain("/"))).status, 200, url);
  }
  assert.deepEqual((await tier.status()).bind.length, 5);
});

test("a thousand idle connections stay open, cost no slot, and each is answered when it asks", async t => {
  const tier = await startTier(ECHO_APP, ["app.workers=1", "app.worker_class=sync"]);
  t.after(() => tier.stop());
  const connections = await Promise.all(Array.from({ length: 1000 }, () => connect(tier.url)));
  t.after(() => connections.forEach(connection => connection.close()));
  for (let round = 0; round < 2; round++) {
    const responses = await Promise.all(connections.map(connection => connection.request("/", { timeout: 60_000 })));
    assert.ok(responses.every(response => response.status === 200));
  }
});

test("TERM to the front under load: its clients are told to come again, and the next one has them", async t => {
  const tier = await startTier(ECHO_APP);
  t.after(() => tier.stop());
  const done = new AbortController();
  const loading = load(tier.url, { concurrency: 8, signal: done.signal, timeout: 30_000 });
  try {
    for (let i = 0; i < 3; i++) {
      const pid = await frontPid(tier);
      process.kill(pid, "SIGTERM");
      await until("another front", 60_000, async () => ![0, pid].includes(await frontPid(tier)));
    }
  } finally {
    done.abort();
  }
  const { statuses, errors } = await loading;
  assert.deepEqual(Object.keys(statuses), ["200"], errors.join("\n"));
});

test("a stop answers what is under way with Connection: close, and closes who only waits", async () => {
  const tier = await startTier(ECHO_APP);
  const idle = await connect(tier.url);
  assert.equal((await idle.request("/")).header("connection"), "keep-alive");
  const busy = await connect(tier.url);
  busy.send(plain("/gated"));
  // The first answer on another connection says that the front has read what came before it.
  assert.equal((await exchange(tier.url, plain("/"))).status, 200);
  const stopped = tier.stop();
  await until("the idle one's end", 60_000, () => idle.socket.readableEnded);
  await tier.open();
  const response = await busy.read();
  assert.equal(response.status, 200);
  assert.equal(response.header("connection"), "close");
  assert.deepEqual(await stopped, { code: 0, signal: null });
});

test("a front that somebody told to stop finishes what it has, while another serves", async t => {
  const tier = await startTier(PID_APP, ["app.workers=1", "app.timeout=60s", "app.graceful_timeout=15s"]);
  t.after(() => tier.stop());
  const connection = await connect(tier.url);
  const hanging = connection.request("/never", { timeout: 60_000 }).catch(() => undefined);
  const old = await until("a request in flight", 20_000, async () => {
    const { workers } = await tier.status();
    return workers.find(worker => worker.kind === "front" && worker.inFlight > 0)?.pid;
  });
  process.kill(old, "SIGTERM");
  const states = await until("a second front", 20_000, async () => {
    const fronts = (await tier.status()).workers.filter(worker => worker.kind === "front");
    return fronts.length === 2 && fronts.some(({ state }) => state === "ready") && fronts.map(({ state }) => state);
  });
  assert.deepEqual(states, ["draining", "ready"]);
  assert.equal((await tier.get("/")).status, 200);
  connection.close();
  await hanging;
});
