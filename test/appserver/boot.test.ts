// What cannot start says why, with its own exit code, and leaves nothing behind.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runSeatstack, temporaryFolder, until } from "../helpers/processes.ts";
import { launchTier, PID_APP, startTier } from "./tier.ts";

const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

async function failsWith(code: number, app: string, sets: readonly string[], ...said: readonly RegExp[]) {
  const tier = await launchTier(app, sets);
  try {
    assert.deepEqual(await tier.process.exited, { code, signal: null }, tier.process.output());
    await until("its output", 20_000, () => tier.process.child.stderr?.readableEnded === true);
    for (const pattern of said) assert.match(tier.process.output(), pattern);
  } finally {
    await tier.stop();
  }
}

test("an app that throws while it loads: exit 4, its stack in the log", async () => {
  await failsWith(4, "throw new Error('broken at line one');", [], /broken at line one/, /app\.mjs:1/);
});

for (const [what, app, module, stacks] of [
  ["an app that throws", "throw new Error('broken at line one');", undefined, 1],
  ["a file that is not there", PID_APP, "/nowhere/app.mjs", 0],
  ["a module that is no app", "export const x = 1;", undefined, 0],
  ["an app that throws in a thread", "throw new Error('broken at line one');", undefined, 1],
] as const) {
  test(`${what} is said once, with ${stacks} stacks, and nothing of hooks`, async () => {
    const threads = what.endsWith("thread") ? ["app.worker_class=threads", "app.threads=2"] : [];
    const tier = await launchTier(app, module === undefined ? threads : [`app.module=${module}`]);
    try {
      assert.equal((await tier.process.exited).code, 4);
      await until("its output", 20_000, () => tier.process.child.stderr?.readableEnded === true);
      const said = tier.process.output();
      const errors = said.split("\n").filter(line => line.includes('"level":"error"'));
      assert.equal(errors.length, 1, said);
      assert.match(errors[0] ?? "", /worker could not load the app \(exit 4\)/);
      assert.equal(said.split('"stack":').length - 1, stacks, said);
      assert.doesNotMatch(said, /hooks/);
      assert.match(said, /^seatstack: /m);
    } finally {
      await tier.stop();
    }
  });
}

test("an app that is not there: exit 4", async () => {
  await failsWith(4, PID_APP, ["app.module=/nowhere/app.mjs"], /cannot load the app "\/nowhere\/app\.mjs"/);
});

test("a module that exports no app: exit 4, and app.interface is named", async () => {
  await failsWith(4, "export const x = 1;", [], /is no app: it exports x \(number\)/, /app\.interface/);
});

test("workers that crash while they boot: exit 3 after three tries", async () => {
  await failsWith(3, "process.exit(9);", [], /no worker could boot in \d tries/);
});

test("a worker that hangs while it boots is killed at boot_timeout", async () => {
  await failsWith(
    3,
    "await new Promise(() => setInterval(() => {}, 1000));",
    ["app.boot_timeout=500ms"],
    /boot_timeout/,
  );
});

test("a worker stuck at boot is killed at boot_timeout while its siblings serve", async () => {
  const folder = await temporaryFolder();
  const stuck = join(folder.dir, "stuck");
  const app = `import { existsSync } from "node:fs";
    if (existsSync(${JSON.stringify(stuck)})) await new Promise(() => setInterval(() => {}, 1000));
    ${PID_APP}`;
  const tier = await startTier(app, ["app.boot_timeout=12s"]);
  try {
    const [victim, sibling] = await tier.settled(2);
    await writeFile(stuck, "");
    process.kill(victim?.pid ?? 0, "SIGKILL");
    await until("its end", 20_000, () =>
      /killing worker: it was not ready within boot_timeout/.test(tier.process.output()),
    );
    assert.match((await tier.get("/")).text(), new RegExp(`^${sibling?.pid} `));
    await rm(stuck);
    await tier.settled(2);
    assert.ok(((await tier.status()).restartsBy["boot"] ?? 0) >= 1);
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
    await folder.remove();
  }
});

test("a bind that is no address, or in use: exit 2", async () => {
  await failsWith(2, PID_APP, ['app.bind=["nonsense"]'], /app\.bind.*nonsense/);
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await failsWith(2, PID_APP, [`app.bind=["127.0.0.1:${port}"]`], /in use|EADDRINUSE/);
  server.close();
});

test("a second arbiter in the same folder is refused, and the first is untouched", async () => {
  const tier = await startTier();
  try {
    const second = await runSeatstack(["app", "--dir", tier.paths.dir, "--set", `app.module=${tier.appFile}`]);
    assert.equal(second.code, 1);
    assert.match(second.output, /already runs here/);
    assert.equal((await tier.get("/")).status, 200);
  } finally {
    await tier.stop();
  }
});

test("folders and sockets have their modes", async () => {
  const tier = await startTier();
  try {
    assert.equal(await mode(tier.paths.app.run), "750");
    assert.equal(await mode(tier.paths.app.data), "700");
    assert.equal(await mode(tier.paths.app.public), "755");
    assert.equal(await mode(tier.paths.app.control), "600");
    assert.equal(await mode(tier.paths.app.endpoints), "660");
    assert.equal(await mode(tier.paths.app.bind), "660");
  } finally {
    await tier.stop();
  }
});

for (const workerClass of ["async", "threads"]) {
  test(`an app that blocks for longer than timeout while it loads boots within boot_timeout: ${workerClass}`, async () => {
    const app = `for (const end = Date.now() + 2500; Date.now() < end; );${PID_APP}`;
    const tier = await launchTier(app, [`app.worker_class=${workerClass}`, "app.timeout=1s", "app.boot_timeout=5m"]);
    try {
      await tier.settled(2);
      assert.doesNotMatch(tier.process.output(), /stuck|could not boot/);
    } finally {
      await tier.stop();
    }
  });
}
