// One app tier per folder, pid file and socket, exactly; what a dead one left is replaced.
import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { freePorts } from "../helpers/ports.ts";
import { request } from "../helpers/http.ts";
import { seatstack, temporaryFolder, until, type Exit, type Started } from "../helpers/processes.ts";
import { launchTier, PID_APP, startTier } from "./tier.ts";

const DEADLINE = 40_000;

const isReady = (started: Started) =>
  until("ready", DEADLINE, () => started.output().includes('"msg":"ready"'), started.output);

/** A second one with `sets` ends with `code` and says `pattern`; the first goes on serving. */
async function refused(sets: readonly string[], code: number, pattern: RegExp): Promise<void> {
  const first = await startTier(PID_APP, sets);
  const url = sets.some(set => set.startsWith("app.bind")) ? (await first.status()).bind[0] : undefined;
  const second = await launchTier(PID_APP, sets);
  try {
    assert.deepEqual(await second.process.exited, { code, signal: null }, second.process.output());
    await until("its output", DEADLINE, () => second.process.child.stderr?.readableEnded === true);
    assert.match(second.process.output(), pattern);
    if (url === undefined) assert.equal((await first.get("/")).status, 200);
    else assert.equal((await request(url.startsWith("unix:") ? url : `http://${url}`)).status, 200);
  } finally {
    await second.stop();
    await first.stop();
  }
}

test("a second instance on the same pid file is refused, the first untouched", async () => {
  const folder = await temporaryFolder();
  const pidfile = join(folder.dir, "app.pid");
  await refused([`app.pidfile=${pidfile}`], 2, /app\.pidfile: .*belongs to the app tier of process \d+/);
  assert.ok(!existsSync(pidfile));
  await folder.remove();
});

test("a second instance on the same Unix or TCP socket is refused, the first untouched", async () => {
  const folder = await temporaryFolder();
  const [port = 0] = await freePorts(1);
  await refused([`app.bind=["unix:${folder.dir}/app.sock"]`], 2, /cannot bind unix:.*app\.sock: it is in use/);
  await refused([`app.bind=["127.0.0.1:${port}"]`], 2, /cannot bind 127\.0\.0\.1:\d+: it is in use/);
  await folder.remove();
});

const set = (...sets: string[]): string[] => sets.flatMap(text => ["--set", text]);

/** How it ended; undefined where it is ready instead. */
async function readyOrOver(one: Started): Promise<Exit | undefined> {
  const isOver = () => one.child.exitCode !== null || one.child.signalCode !== null;
  await until("ready or over", DEADLINE, () => isOver() || one.output().includes('"msg":"ready"'), one.output);
  return isOver() ? one.exited : undefined;
}

/** Starts all at once; exactly one serves, the others end with `code`. */
async function race(starts: readonly (readonly string[])[], code: number): Promise<void> {
  const all = starts.map(args => seatstack(args));
  try {
    const ends = await Promise.all(all.map(readyOrOver));
    assert.equal(ends.filter(end => end === undefined).length, 1, all.map(one => one.output()).join("\n---\n"));
    assert.deepEqual(new Set(ends.map(end => end?.code)), new Set([undefined, code]));
  } finally {
    for (const one of all) await one.stop();
  }
}

test("of several that start in the same instant exactly one serves", async () => {
  const folder = await temporaryFolder();
  const app = join(folder.dir, "app.mjs");
  writeFileSync(app, PID_APP);
  const args = (dir: string) => ["app", "--dir", join(folder.dir, dir), ...set(`app.module=${app}`, "app.workers=1")];
  const [port = 0] = await freePorts(1);
  await race(
    [1, 2, 3].map(() => args("a")),
    1,
  );
  await race(
    ["b", "c", "d"].map(dir => [...args(dir), ...set(`app.pidfile=${folder.dir}/pid`)]),
    2,
  );
  await race(
    ["e", "f"].map(dir => [...args(dir), ...set(`app.bind=["unix:${folder.dir}/app.sock"]`)]),
    2,
  );
  await race(
    ["g", "h"].map(dir => [...args(dir), ...set(`app.bind=["127.0.0.1:${port}"]`)]),
    2,
  );
  await folder.remove();
});

test("SIGKILL leaves sockets and pid file behind: the next start replaces them", async () => {
  const folder = await temporaryFolder();
  const [port = 0] = await freePorts(1);
  const [pidfile, socket] = [join(folder.dir, "app.pid"), join(folder.dir, "app.sock")];
  const sets = [`app.pidfile=${pidfile}`, `app.bind=["unix:${socket}","127.0.0.1:${port}"]`];
  const first = await startTier(PID_APP, sets);
  first.process.child.kill("SIGKILL");
  await first.process.exited;
  assert.ok(existsSync(pidfile) && existsSync(socket));
  const args = ["app", "--dir", first.paths.dir, "--set", `app.module=${first.appFile}`];
  const second = seatstack([...args, ...sets.flatMap(set => ["--set", set])]);
  try {
    await isReady(second);
    assert.equal(readFileSync(pidfile, "utf8"), `${second.pid}\n`);
    assert.equal(statSync(pidfile).mode & 0o777, 0o644);
    assert.equal((await request(`unix:${socket}`)).status, 200);
    assert.equal((await request(`http://127.0.0.1:${port}`)).status, 200);
  } finally {
    await second.stop();
    await first.stop();
  }
  assert.ok(!existsSync(pidfile) && !existsSync(socket));
  await folder.remove();
});
