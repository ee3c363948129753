// The commands that operate a running site, against real tiers: reload --wait, restart, upgrade, status.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { stripVTControlCharacters, styleText } from "node:util";
import { load } from "../helpers/load.ts";
import { alive, runSeatstack, start, temporaryFolder, root, until } from "../helpers/processes.ts";
import { connect, request, type RawResponse } from "../helpers/http.ts";
import { freePorts } from "../helpers/ports.ts";
import { startStack } from "../helpers/stack.ts";
import { PID_APP } from "../appserver/tier.ts";
import { withUpgrade, type Upgrading } from "../appserver/upgrade-tier.ts";

async function ask(url: string, target: string): Promise<RawResponse> {
  const connection = await connect(url);
  try {
    return await connection.request(target, { host: "localhost" });
  } finally {
    connection.close();
  }
}

test("reload --wait and restart under up: finished, failed with the reason, recovered, and no request lost", async t => {
  const folder = await temporaryFolder();
  t.after(folder.remove);
  const module = join(folder.dir, "app.mjs");
  await writeFile(module, PID_APP);
  const stack = await startStack({ sets: [`app.module=${module}`, "app.workers=2"] });
  t.after(() => stack.stop());
  const run = (...args: string[]) => runSeatstack([...args, "--dir", stack.dir]);
  const generation = async () => (await stack.status()).app.generation;
  const done = new AbortController();
  t.after(() => done.abort());
  let sent = 0;
  const target = (n: number): string => {
    sent = n;
    return "/";
  };
  const running = load(stack.url, { concurrency: 2, method: "POST", body: "x", target, signal: done.signal });

  const finished = await run("reload", "--wait");
  assert.deepEqual([finished.code, await generation()], [0, 2], finished.output);
  assert.match(finished.stdout, /^edge: reloaded.*\napp: reload finished: all workers are new\n$/);

  await writeFile(module, "export function createApplication() { throw new Error('no such table'); }");
  const failed = await run("reload", "--wait");
  assert.deepEqual([failed.code, await generation()], [1, 2], failed.output);
  assert.match(failed.output, /^app: reload failed: .*no such table\n {2}The old workers keep serving\./m);
  const told = await run("status");
  assert.equal(told.code, 0);
  assert.match(told.stdout, /^last error: .*no such table\n {2}The old workers keep serving\./m);

  await writeFile(module, PID_APP);
  const recovered = await run("restart");
  assert.equal(recovered.code, 0, recovered.output);
  assert.match(recovered.stdout, /^app: reload finished: all workers are new$/m);
  assert.doesNotMatch((await run("status")).stdout, /last error/);

  const refused = await run("upgrade");
  assert.equal(refused.code, 1);
  assert.match(refused.output, /`seatstack up` would take the new program for a stranger/);

  await until("enough requests", 60_000, () => sent > 30);
  done.abort();
  const { statuses, errors, outcomes } = await running;
  assert.deepEqual(Object.keys(statuses), ["200"], errors.slice(0, 3).join());
  assert.ok(outcomes.length > 20);
});

test("upgrade: another process serves, the old one has ended, no request is lost, the admin server is there", async () => {
  const [port = 0] = await freePorts(1);
  const upgraded = async ({ tier, old, urls, underLoad, gone }: Upgrading): Promise<void> => {
    const finish = underLoad();
    const { code, stdout, output } = await runSeatstack(["upgrade", "--dir", tier.paths.dir]);
    assert.equal(code, 0, output);
    const next = (await tier.status()).pid;
    assert.equal(stdout, `app: upgraded: process ${next} serves; process ${old} has ended\n`);
    assert.notEqual(next, old);
    assert.equal(await alive(old), false);
    for (const { statuses, errors } of await finish()) {
      assert.deepEqual(Object.keys(statuses), ["200"], errors.slice(0, 3).join());
    }
    for (const url of urls) assert.equal((await request(url)).status, 200);
    assert.equal((await tier.status()).upgrade, undefined);
    for (const url of [`unix:${tier.paths.app.admin}`, `http://127.0.0.1:${port}`]) {
      const health = async () => (await ask(url, "/healthz").catch(() => undefined))?.status === 200;
      await until(`health on ${url}`, 20_000, health, tier.process.output);
    }
    process.kill(next, "SIGTERM");
    await gone(next);
  };
  await withUpgrade(upgraded, { sets: [`app.admin=127.0.0.1:${port}`] });
});

test("upgrade to a program that does not start: exit 1, and the old one goes on", async () => {
  await withUpgrade(async ({ tier, old, urls }) => {
    await writeFile(tier.appFile, "throw new Error('does not load');");
    const { code, output } = await runSeatstack(["upgrade", "--dir", tier.paths.dir]);
    assert.equal(code, 1, output);
    assert.match(output, /the new program ended before it served; the old one goes on as before/);
    assert.equal((await tier.status()).pid, old);
    for (const url of urls) assert.equal((await request(url)).status, 200);
  });
});

test("status on a real terminal: in color, and as wide as that is", async t => {
  const stack = await startStack({ sets: ["app.workers=1"] });
  t.after(() => stack.stop());
  const main = join(root, "packages/cli/src/main.ts");
  const command = `stty cols 80; ${process.execPath} --no-warnings ${main} status --dir ${stack.dir}`;
  const shown = start("script", ["-qec", command, "/dev/null"], { env: { TERM: "xterm", NO_COLOR: "" } });
  const { code } = await shown.exited;
  const text = shown.output();
  assert.equal(code, 0, text);
  assert.ok(text.startsWith(`edge  ${styleText("green", "running", { validateStream: false })}  pid `), text);
  for (const line of stripVTControlCharacters(text).split(/\r?\n/)) assert.ok(line.length <= 80, line);
});
