// `bind`: several sockets at once, their modes and backlog, one whose file is deleted, and those that systemd gives.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { bindHandle, listen } from "../../packages/appserver/src/arbiter/socket-handle.ts";
import { load } from "../helpers/load.ts";
import { connect, request } from "../helpers/http.ts";
import { freePorts } from "../helpers/ports.ts";
import { root, start, temporaryFolder, until } from "../helpers/processes.ts";
import { launchTier, PID_APP, startTier } from "./tier.ts";

const DEADLINE = 40_000;

test("a deleted socket file comes back on HUP; TCP and the connections in service never notice", async t => {
  const folder = await temporaryFolder();
  const [port = 0] = await freePorts(1);
  const [gone, kept, tcp] = [join(folder.dir, "a.sock"), join(folder.dir, "b.sock"), `http://127.0.0.1:${port}`];
  const tier = await startTier(PID_APP, [`app.bind=["unix:${gone}","127.0.0.1:${port}","unix:${kept}"]`]);
  try {
    const old = await connect(`unix:${gone}`);
    const slow = old.request("/slow");
    const { ino } = statSync(kept);
    const done = new AbortController();
    const running = load(tcp, { concurrency: 4, signal: done.signal });
    t.after(() => done.abort());
    rmSync(gone);
    process.kill(tier.process.pid, "SIGHUP");
    await until("the file", DEADLINE, () => existsSync(gone), tier.process.output);
    assert.equal((await request(`unix:${gone}`, { timeout: DEADLINE })).status, 200);
    assert.equal((await slow).status, 200);
    await until("the old front's end", DEADLINE, () => tier.process.output().includes("front stopped"));
    done.abort();
    const { errors, statuses } = await running;
    assert.deepEqual(Object.keys(statuses), ["200"], errors.slice(0, 3).join());
    assert.equal(statSync(kept).ino, ino);
    assert.equal((await request(`unix:${kept}`)).status, 200);
    assert.match(tier.process.output(), /sockets of bind were deleted: made anew/);
    old.close();
  } finally {
    await tier.stop();
  }
  assert.ok(!existsSync(gone) && !existsSync(kept));
  await folder.remove();
});

test("bind changed in the config: HUP says that it takes a restart, and the old one serves on", async () => {
  const folder = await temporaryFolder();
  const [port = 0] = await freePorts(1);
  const config = join(folder.dir, "seatstack.toml");
  writeFileSync(config, `[app]\nbind = ["127.0.0.1:${port}"]\n`);
  const tier = await startTier(PID_APP, [], { cwd: folder.dir });
  try {
    writeFileSync(config, '[app]\nbind = ["127.0.0.1:1"]\n');
    process.kill(tier.process.pid, "SIGHUP");
    const said = /"settings":\["app\.bind"\],"msg":"these settings change only with a restart/;
    await until("the word", DEADLINE, () => said.test(tier.process.output()), tier.process.output);
    assert.equal((await request(`http://127.0.0.1:${port}`)).status, 200);
  } finally {
    await tier.stop();
    await folder.remove();
  }
});

for (const { umask, mode } of [
  { umask: "0o000", mode: 0o666 },
  { umask: "0o027", mode: 0o640 },
  { umask: "0o077", mode: 0o600 },
]) {
  test(`umask ${umask} makes Unix sockets ${mode.toString(8)}, and files of the app likewise`, async () => {
    const app = `import { writeFileSync } from "node:fs";
      export default (request, response) => { writeFileSync(process.env.FILE, ""); response.end(); };`;
    const folder = await temporaryFolder();
    const file = join(folder.dir, "made");
    const tier = await startTier(app, [`app.umask=${Number(umask)}`, `app.env.FILE=${file}`, "app.workers=1"]);
    try {
      assert.equal(statSync(tier.paths.app.bind).mode & 0o777, mode);
      assert.equal((await tier.get("/")).status, 200);
      assert.equal(statSync(file).mode & 0o777, 0o666 & ~Number(umask));
    } finally {
      await tier.stop();
      await folder.remove();
    }
  });
}

const ss = spawnSync("ss", ["-V"]).status === 0;

test("backlog reaches listen(2)", { skip: ss ? false : "needs ss: apt-get install iproute2" }, async () => {
  const [port = 0] = await freePorts(1);
  const tier = await startTier(PID_APP, [`app.bind=["127.0.0.1:${port}"]`, "app.backlog=77"]);
  try {
    // For a listening socket Send-Q is the backlog: ss(8).
    const line = execFileSync("ss", ["-ltnH", `sport = :${port}`], { encoding: "utf8" });
    assert.equal(line.trim().split(/\s+/)[2], "77", line);
  } finally {
    await tier.stop();
  }
});

test("a file that is no socket is never replaced by one", async () => {
  const folder = await temporaryFolder();
  const tier = await launchTier(PID_APP, [`app.bind=["unix:${import.meta.filename}"]`]);
  try {
    assert.deepEqual(await tier.process.exited, { code: 2, signal: null });
    assert.match(tier.process.output(), /a file of that name that is no socket/);
    assert.ok(statSync(import.meta.filename).isFile());
  } finally {
    await tier.stop();
    await folder.remove();
  }
});

test("sockets of systemd are used by LISTEN_PID's process alone, and left alone on exit", async () => {
  const folder = await temporaryFolder();
  const socket = join(folder.dir, "given.sock");
  const [port = 0] = await freePorts(1);
  const handles = [bindHandle("test", socket, -1, -1), bindHandle("test", "127.0.0.1", port, 4)];
  for (const handle of handles) listen("test", handle, 16);
  const app = join(folder.dir, "app.mjs");
  writeFileSync(app, PID_APP);
  const command = (pid: string) => [
    "-c",
    `export LISTEN_PID=${pid}; exec "$@"`,
    "sh",
    process.execPath,
    "--disable-sigusr1",
    "--no-warnings",
    join(root, "packages/cli/src/main.ts"),
    "app",
    "--dir",
    join(folder.dir, "s"),
    "--set",
    `app.module=${app}`,
    "--set",
    "app.workers=1",
  ];
  const env = { LISTEN_FDS: "2", LISTEN_FDNAMES: "one:two", SEATSTACK_APP__ALLOW_ROOT: "true" };
  const run = (pid: string) => start("/bin/sh", command(pid), { env, fds: handles.map(({ fd }) => fd) });
  try {
    for (const round of [1, 2]) {
      const tier = run("$$");
      await until("ready", DEADLINE, () => tier.output().includes('"bind":["systemd:one","systemd:two"]'), tier.output);
      assert.equal((await request(`unix:${socket}`)).status, 200, `round ${round}`);
      assert.equal((await request(`http://127.0.0.1:${port}`)).status, 200);
      assert.deepEqual(await tier.stop(), { code: 0, signal: null });
      assert.ok(existsSync(socket));
    }
    const stranger = run("1");
    await until("ready", DEADLINE, () => stranger.output().includes('"bind":["unix:'), stranger.output);
    await stranger.stop();
  } finally {
    for (const handle of handles) handle.close();
    await folder.remove();
  }
});
