// USR2, WINCH, QUIT and HUP as with gunicorn: a new program takes over on the same sockets, or the old one goes on.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, symlinkSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { controlRequest } from "@seatstack/shared/control/client";
import { load, type LoadResult } from "../helpers/load.ts";
import { freeListeners } from "../helpers/ports.ts";
import { alive, root, seatstack, start, temporaryFolder, until } from "../helpers/processes.ts";
import { request } from "../helpers/http.ts";
import { PATIENCE, withUpgrade } from "./upgrade-tier.ts";

function assertAllServed(results: readonly LoadResult[]): void {
  for (const { errors, outcomes, statuses } of results) {
    assert.deepEqual(Object.keys(statuses), ["200"], errors.slice(0, 3).join());
    assert.ok(outcomes.length > 0, `${outcomes.length} requests`);
  }
}

test("USR2, WINCH, QUIT: the new program takes over and no request fails, on TCP and Unix bind", async () => {
  await withUpgrade(async ({ tier, old, urls, pidIn, upgrade, said, gone, underLoad }) => {
    const before = await tier.status();
    const finish = underLoad();
    const next = await upgrade();
    assert.equal(await pidIn(), old);
    const both = await tier.status();
    assert.equal(both.pid, next, "the control socket is the new program's");
    assert.equal(both.generation, before.generation + 1);
    process.kill(old, "SIGWINCH");
    await said(/front stopped/);
    await until("an old arbiter without workers", PATIENCE, () => {
      const stopped = tier.process.output().match(/"msg":"worker stopped"/g);
      return stopped?.length === 2;
    });
    assert.ok(await alive(old));
    process.kill(old, "SIGQUIT");
    assert.deepEqual(await tier.process.exited, { code: 0, signal: null });
    await said(/the old program is gone, this one has taken over/);
    await until("the pid file's name", PATIENCE, async () => (await pidIn()) === next, tier.process.output);
    assert.equal(await pidIn(".2"), undefined);
    assertAllServed(await finish());
    for (const url of urls) assert.equal((await request(url)).status, 200);
    process.kill(next, "SIGTERM");
    await gone(next);
    assert.ok(!existsSync(urls[0]?.slice("unix:".length) ?? ""), "the last one removes the socket");
    assert.equal(await pidIn(), undefined);
  });
});

test("requests through the edge lose nothing either: it knows the workers of both programs", async t => {
  const { args, https } = await freeListeners();
  await withUpgrade(async ({ tier, old, upgrade, said, gone }) => {
    const sets = ["--set", "edge.limits.enabled=false"];
    const edge = seatstack(["edge", "--dir", tier.paths.dir, ...args, ...sets]);
    const url = `https://127.0.0.1:${https}`;
    try {
      const answer = () => request(url, { timeout: 10_000 }).catch(() => undefined);
      await until("the edge", PATIENCE, async () => (await answer())?.status === 200, edge.output);
      const done = new AbortController();
      const body = { method: "POST", body: "x".repeat(16_384), timeout: 30_000 };
      const running = load(url, { ...body, concurrency: 6, signal: done.signal });
      t.after(() => done.abort());
      const next = await upgrade();
      process.kill(old, "SIGWINCH");
      await said(/front stopped/);
      process.kill(old, "SIGHUP");
      await until("workers again", PATIENCE, () => (tier.process.output().match(/worker is ready/g)?.length ?? 0) >= 6);
      process.kill(old, "SIGTERM");
      await gone(old);
      await until("the new one alone", PATIENCE, async () => (await tier.status()).pid === next);
      await tier.settled(2);
      await request(url, { timeout: 20_000 });
      done.abort();
      assertAllServed([await running]);
    } finally {
      await edge.stop();
    }
  });
});

/** A Unix datagram socket that prints what it hears: Node has none. */
const RECEIVER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("bound", flush=True)
while True: print(s.recv(4096).decode(), flush=True)
`;
const python = spawnSync("python3", ["--version"]).status === 0;

test("systemd hears of the new main process before the old one ends", { skip: !python }, async t => {
  const folder = await temporaryFolder();
  t.after(() => folder.remove());
  const address = join(folder.dir, "notify");
  const systemd = start("python3", ["-c", RECEIVER, address]);
  t.after(() => systemd.stop());
  const heard = () => systemd.output().trim().split("\n");
  const hears = (word: string) => until(word, PATIENCE, () => heard().at(-1) === word, systemd.output);
  await hears("bound");
  let next = 0;
  await withUpgrade(
    async ({ old, upgrade, gone }) => {
      next = await upgrade();
      process.kill(old, "SIGTERM");
      await gone(old);
      await hears(`MAINPID=${next}`);
    },
    { env: { NOTIFY_SOCKET: address } },
  );
  await hears("STOPPING=1");
  assert.deepEqual(heard(), ["bound", "READY=1", "READY=1", `MAINPID=${next}`, "STOPPING=1"]);
});

test("HUP to the old one and TERM to the new one back out, and no request fails", async () => {
  await withUpgrade(async ({ tier, old, urls, pidIn, upgrade, said, gone, underLoad }) => {
    const finish = underLoad();
    const next = await upgrade();
    process.kill(old, "SIGWINCH");
    await said(/front stopped/);
    process.kill(old, "SIGHUP");
    await until("the front of before", PATIENCE, () => tier.process.output().match(/front is ready/g)?.length === 3);
    process.kill(next, "SIGTERM");
    await gone(next);
    await said(/"level":"info".*"code":0,.*the new program ended; this one goes on as before/);
    assertAllServed(await finish());
    const after = await until("the control socket of before", PATIENCE, () => tier.status().catch(() => undefined));
    assert.equal(after?.pid, old);
    await tier.settled(2);
    assert.equal(await pidIn(), old);
    assert.equal(await pidIn(".2"), undefined);
    for (const url of urls) assert.equal((await request(url)).status, 200);
  });
});

test("a second USR2 while an upgrade is under way is ignored, by the old one and by the new one", async () => {
  await withUpgrade(async ({ tier, old, upgrade, said, gone }) => {
    const next = await upgrade();
    process.kill(old, "SIGUSR2");
    await said(/USR2 ignored: an upgrade is under way/);
    process.kill(next, "SIGUSR2");
    await said(/USR2 ignored: the old program of the last upgrade is still up/);
    const refused = controlRequest(tier.paths.app.control, { op: "upgrade" }, 20_000);
    await assert.rejects(refused, { code: "UPGRADING" });
    assert.equal((await tier.process.family()).filter(pid => pid === next || pid === old).length, 2);
    process.kill(old, "SIGTERM");
    assert.deepEqual(await tier.process.exited, { code: 0, signal: null });
    await said(/this one has taken over/);
    process.kill(next, "SIGUSR2");
    await until(
      "the third program",
      PATIENCE,
      () => tier.process.output().match(/new program is ready/g)?.length === 2,
    );
    process.kill(next, "SIGTERM");
    await gone(next);
  });
});

test("USR2 with a broken binary or a broken config: the new one exits, the old one says so and goes on", async () => {
  const folder = await temporaryFolder();
  const main = join(folder.dir, "main.ts");
  const real = join(root, "packages/cli/src/main.ts");
  const config = join(folder.dir, "seatstack.toml");
  symlinkSync(real, main);
  writeFileSync(config, "[app]\ngraceful_timeout = '5s'\n");
  await withUpgrade(
    async ({ tier, old, urls, pidIn, said, upgrade, gone }) => {
      rmSync(main);
      writeFileSync(main, "throw new Error('a build that does not start');\n");
      process.kill(old, "SIGUSR2");
      await said(/a build that does not start/);
      await said(/"code":1,.*the new program ended; this one goes on as before/);
      rmSync(main);
      symlinkSync(real, main);
      writeFileSync(config, "[app]\nkeepalive = 'for ever'\n");
      process.kill(old, "SIGUSR2");
      await said(/"code":2,.*the new program ended; this one goes on as before/);
      assert.equal((await tier.status()).pid, old);
      assert.equal((await tier.settled(2)).length, 2);
      for (const url of urls) assert.equal((await request(url)).status, 200);
      assert.equal(await pidIn(".2"), undefined);
      writeFileSync(config, "[app]\ngraceful_timeout = '5s'\n");
      const next = await upgrade();
      process.kill(old, "SIGTERM");
      await gone(old);
      assert.equal((await tier.status()).pid, next);
    },
    { main, cwd: folder.dir },
  );
  await folder.remove();
});

test("a new program that dies after WINCH: the old one's workers come back, no request fails, nothing is left", async () => {
  await withUpgrade(async ({ tier, old, urls, pidIn, upgrade, said, gone, underLoad }) => {
    const next = await upgrade();
    process.kill(old, "SIGWINCH");
    const finish = underLoad();
    await said(/front stopped/);
    process.kill(next, "SIGKILL");
    await gone(next);
    await said(/"level":"error".*"signal":"SIGKILL".*the new program ended/);
    await until("no pid file of it", PATIENCE, async () => (await pidIn(".2")) === undefined);
    await until("the control socket of before", PATIENCE, () => tier.status().catch(() => undefined));
    await tier.settled(2);
    for (const url of urls) assert.equal((await request(url, { timeout: 20_000 })).status, 200);
    assertAllServed(await finish());
  });
});

test("generations have numbers of their own in both programs, whichever reloads", async () => {
  await withUpgrade(async ({ tier, old, upgrade, said, gone }) => {
    const next = await upgrade();
    const first = (await tier.status()).generation;
    process.kill(old, "SIGHUP");
    await said(new RegExp(`"pid":${old},"generation":${first + 1},.*replacing the workers`));
    await tier.settled(2);
    process.kill(next, "SIGHUP");
    await said(new RegExp(`"pid":${next},"generation":${first + 2},.*replacing the workers`));
    process.kill(old, "SIGTERM");
    await gone(old);
  });
});

test("an old program that dies of SIGKILL: the new one takes over", async () => {
  await withUpgrade(async ({ tier, old, urls, pidIn, upgrade }) => {
    const next = await upgrade();
    process.kill(old, "SIGKILL");
    await until("the pid file's name", PATIENCE, async () => (await pidIn()) === next, tier.process.output);
    assert.equal((await tier.status()).pid, next);
    for (const url of urls) assert.equal((await request(url)).status, 200);
  });
});
