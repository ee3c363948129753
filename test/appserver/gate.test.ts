// A new worker must answer a request of its own before an old one goes; what does not answer never serves.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { controlRequest } from "@seatstack/shared/control/client";
import { request } from "../helpers/http.ts";
import { load } from "../helpers/load.ts";
import { temporaryFolder, until } from "../helpers/processes.ts";
import { launchTier, PID_APP, startTier, type Tier } from "./tier.ts";
import { withUpgrade } from "./upgrade-tier.ts";
import { watchEndpoints } from "./watch-endpoints.ts";

/** Answers every path with `body`, but those in `statuses` with that status. */
const appOf = (statuses: Readonly<Record<string, number>>): string => `
const statuses = ${JSON.stringify(statuses)};
export function createApplication() {
  return { handle: ({ target }) => ({ status: statuses[target] ?? 200, headers: [], body: String(process.pid) }) };
}
`;

const pids = async (tier: Tier) => (await tier.settled(2)).map(worker => worker.pid).toSorted((a, b) => a - b);

async function reloadWith(tier: Tier, app: string): Promise<void> {
  await writeFile(tier.appFile, app);
  process.kill(tier.process.pid, "SIGHUP");
}

async function until2New(tier: Tier, before: readonly number[]): Promise<void> {
  await until(
    "new workers",
    20_000,
    async () => {
      const { state, workers } = await tier.status();
      const web = workers.filter(worker => worker.kind === "web");
      return (
        state === "running" &&
        web.length === 2 &&
        web.every(({ pid, state: of }) => of === "ready" && !before.includes(pid))
      );
    },
    tier.process.output,
  );
}

test("new code that loads but answers 500: the old workers keep serving, status and log say why, the next good HUP recovers", async () => {
  const tier = await startTier(appOf({}));
  try {
    const before = await pids(tier);
    await reloadWith(tier, appOf({ "/": 500 }));
    const status = await until("the failure", 20_000, async () => {
      const now = await tier.status();
      return now.lastError !== undefined && now.state === "running" && now;
    });
    assert.match(status.lastError ?? "", /its own request GET \/ answered 500/);
    assert.match(tier.process.output(), /reload failed: the old generation keeps serving/);
    assert.deepEqual(await pids(tier), before);
    assert.equal((await tier.get("/")).status, 200);
    await reloadWith(tier, appOf({}));
    await until2New(tier, before);
    assert.equal((await tier.status()).lastError, undefined);
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
  }
});

test("app.boot_request names what is asked; a page that answers 500 elsewhere is no matter", async () => {
  const tier = await startTier(appOf({}), ["app.boot_request=/healthz"]);
  try {
    const before = await pids(tier);
    await reloadWith(tier, appOf({ "/healthz": 503 }));
    await until("the failure", 20_000, async () =>
      (await tier.status()).lastError?.includes("GET /healthz answered 503"),
    );
    assert.deepEqual(await pids(tier), before);
    await reloadWith(tier, appOf({ "/": 500 }));
    await until2New(tier, before);
  } finally {
    await tier.stop();
  }
});

test("an empty app.boot_request asks nothing", async () => {
  const tier = await startTier(appOf({}), ["app.boot_request="]);
  try {
    const before = await pids(tier);
    await reloadWith(tier, appOf({ "/": 500 }));
    await until2New(tier, before);
  } finally {
    await tier.stop();
  }
});

test("a gated worker that never answers fails within boot_timeout, and says so itself", async () => {
  const tier = await startTier(appOf({}), ["app.boot_timeout=15s"]);
  try {
    const before = await pids(tier);
    await reloadWith(tier, `export function createApplication() { return { handle: () => new Promise(() => {}) }; }`);
    await until("the failure", 20_000, async () =>
      /had no answer within (\d|1\d)(\.\d+)? s/.test((await tier.status()).lastError ?? ""),
    );
    assert.deepEqual(await pids(tier), before);
  } finally {
    await tier.stop();
  }
});

test("at first boot nobody else serves: a failing self-request is a warning, and the worker is ready", async () => {
  const tier = await startTier(appOf({ "/": 500 }));
  try {
    const said = "the worker failed its own request; it is taken as ready all the same";
    await until("the warning", 60_000, () => tier.process.output().includes(said));
    assert.equal((await tier.get("/other")).status, 200);
  } finally {
    await tier.stop();
  }
});

test("the self-request counts nowhere", async () => {
  const tier = await startTier(PID_APP);
  try {
    const workers = await tier.settled(2);
    assert.ok(workers.every(worker => worker.requests === 0 && worker.busy === 0));
  } finally {
    await tier.stop();
  }
});

test("rollout alternates strictly: one boots at a time, never fewer ready than configured, no request fails", async () => {
  const tier = await startTier(PID_APP, ["app.workers=3"]);
  try {
    await tier.settled(3);
    const watch = watchEndpoints(tier);
    const done = new AbortController();
    const running = load(tier.url, { concurrency: 4, signal: done.signal });
    try {
      await until("the first table", 60_000, () => watch.tables.length > 0);
      await controlRequest(tier.paths.app.control, { op: "reload" }, 20_000);
      await until(
        "the end of the reload",
        60_000,
        () => tier.process.output().includes("reload finished"),
        tier.process.output,
      );
    } finally {
      done.abort();
    }
    const { statuses, errors } = await running;
    watch.close();
    assert.deepEqual(Object.keys(statuses), ["200"], errors.join());
    assert.equal(watch.leastReady(), 3);
    assert.equal(watch.mostStarting(), 1);
    const states = watch.tables.map(table =>
      [2, 1].map(of => table.filter(one => one.generation === of && one.state === "ready").length),
    );
    const steps = states
      .map(([young, old]) => `${young} new, ${old} old`)
      .filter((step, i, all) => step !== all[i - 1]);
    assert.deepEqual(
      steps,
      [
        "0 new, 3 old",
        "1 new, 3 old",
        "1 new, 2 old",
        "2 new, 2 old",
        "2 new, 1 old",
        "3 new, 1 old",
        "3 new, 0 old",
      ].filter(step => steps.includes(step)),
    );
    assert.ok(states.every(([young = 0, old = 0]) => young + old >= 3 && young + old <= 4));
  } finally {
    await tier.stop();
  }
});

test("HUP after HUP while requests last: every worker is of the newest, and nothing piles up", async () => {
  const tier = await startTier(PID_APP, ["app.graceful_timeout=5s"]);
  try {
    await tier.settled(2);
    const watch = watchEndpoints(tier);
    const slow = load(tier.url, { concurrency: 6, requests: 30, target: "/slow" });
    for (let i = 0; i < 15; i++) {
      process.kill(tier.process.pid, "SIGHUP");
      await new Promise(resolve => setTimeout(resolve, 150));
    }
    const { statuses, errors } = await slow;
    assert.deepEqual(statuses, { 200: 30 }, errors.join());
    await until("rest", 30_000, async () => (await tier.status()).state === "running");
    const { generation } = await tier.status();
    assert.ok((await tier.settled(2)).every(worker => worker.generation === generation));
    watch.close();
    assert.ok(watch.leastReady() >= 2, `${watch.leastReady()} ready`);
    assert.ok(watch.mostOverall() <= 8, `${watch.mostOverall()} workers at once`);
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
  }
});

test("a reload whose later workers fail: --wait says so, the count is kept, and it goes on trying", async () => {
  const tier = await startTier(PID_APP);
  const once = `
    import { openSync } from "node:fs";
    export function createApplication() {
      openSync(${JSON.stringify(`${tier.appFile}.first`)}, "wx");
      return { handle: () => ({ status: 200, headers: [], body: "new" }) };
    }`;
  try {
    await tier.settled(2);
    const watch = watchEndpoints(tier);
    await writeFile(tier.appFile, once);
    const waited = controlRequest(tier.paths.app.control, { op: "reload", wait: true }, 60_000);
    await assert.rejects(waited, { code: "RELOAD_FAILED", message: /EEXIST/ });
    assert.ok(watch.leastReady() >= 2);
    await writeFile(tier.appFile, PID_APP);
    await until("its end after all", 30_000, async () => (await tier.status()).state === "running");
    assert.equal((await tier.status()).lastError, undefined);
    watch.close();
    assert.ok(watch.leastReady() >= 2);
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
  }
});

test("reload with wait: the reply comes when every worker is new, or says why not", async () => {
  const tier = await startTier(appOf({}));
  try {
    const before = await pids(tier);
    await controlRequest(tier.paths.app.control, { op: "reload", wait: true }, 60_000);
    assert.ok((await pids(tier)).every(pid => !before.includes(pid)));
    await writeFile(tier.appFile, appOf({ "/": 500 }));
    const failing = controlRequest(tier.paths.app.control, { op: "reload", wait: true }, 60_000);
    await assert.rejects(failing, { code: "RELOAD_FAILED", message: /answered 500/ });
  } finally {
    await tier.stop();
  }
});

test("a broken config on HUP: the old one serves, status, log and --wait say why; what needs a restart is named", async () => {
  const folder = await temporaryFolder();
  const config = join(folder.dir, "seatstack.toml");
  await writeFile(config, "[app]\nenv = { COLOR = 'red' }\n");
  const app = `export function createApplication() {
    return { handle: () => ({ status: 200, headers: [], body: process.env.COLOR }) };
  }`;
  const tier = await startTier(app, [], { cwd: folder.dir });
  const wait = () => controlRequest(tier.paths.app.control, { op: "reload", wait: true }, 60_000);
  try {
    const before = await pids(tier);
    assert.equal((await tier.get("/")).text(), "red");
    await writeFile(config, "[app]\ntimeout = 'for ever'\n");
    await assert.rejects(wait(), { message: /timeout/ });
    assert.match((await tier.status()).lastError ?? "", /the config is broken: .*timeout/s);
    assert.match(tier.process.output(), /reload failed: the config is broken, the old one stays/);
    assert.deepEqual(await pids(tier), before);
    await writeFile(config, "[app]\nenv = { COLOR = 'blue' }\nbacklog = 77\n");
    await wait();
    assert.equal((await tier.get("/")).text(), "blue");
    assert.equal((await tier.status()).lastError, undefined);
    assert.match(
      tier.process.output(),
      /"settings":\["app\.backlog"\],"msg":"these settings change only with a restart/,
    );
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
    await folder.remove();
  }
});

test("USR2 to a program whose workers answer 500: it gives up with exit 3, and the old one serves", async () => {
  await withUpgrade(
    async ({ tier, old, said, urls }) => {
      await writeFile(tier.appFile, appOf({ "/": 500 }));
      process.kill(old, "SIGUSR2");
      await said(/"code":3,.*the new program ended; this one goes on as before/);
      for (const url of urls) assert.equal((await request(url)).status, 200);
      assert.equal((await tier.status()).pid, old);
    },
    { app: appOf({}) },
  );
});

test("a broken app at first boot says its own exit code, gate or not", async () => {
  const tier = await launchTier("export function createApplication() { throw new Error('nothing here'); }");
  try {
    assert.deepEqual(await tier.process.exited, { code: 4, signal: null });
  } finally {
    await tier.stop();
  }
});
