// `seatstack status` against real control sockets: the report, JSON, and a tier that is down.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import type { TierStatus } from "@seatstack/shared/control/protocol";
import { serveControl, type ControlServer } from "@seatstack/shared/control/server";
import { createLogger } from "@seatstack/shared/logger";
import { resolvePaths, type Paths } from "@seatstack/shared/paths";
import { appStatus, edgeStatus, workerStatus } from "@seatstack/shared/control/status.fixture";
import { runCaptured } from "../captured.ts";

const MB = 1024 * 1024;
const edge = edgeStatus();
const worker = { pss: 60 * MB, generation: 3, slots: 1000, requests: 600_000, loopLag: 1 } as const;
const app = appStatus({
  state: "reloading",
  restarts: 1,
  workers: [
    workerStatus({ ...worker, kind: "task", worker: 0, pid: 206, uptime: 1000, requests: 0 }),
    workerStatus({ ...worker, kind: "front", worker: 1, pid: 205, uptime: 1000, requests: 12 }),
    workerStatus({ ...worker, worker: 2, pid: 204, state: "starting", uptime: 0, requests: 0 }),
    workerStatus({ ...worker, worker: 1, pid: 203, uptime: 61_000, inFlight: 4 }),
  ],
});

let folder = "";
let paths: Paths;
const servers: ControlServer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "status-"));
  paths = resolvePaths(folder);
  mkdirSync(paths.edge.run, { recursive: true });
  mkdirSync(paths.app.run, { recursive: true });
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  rmSync(folder, { recursive: true });
});

async function serve(status: TierStatus): Promise<void> {
  const path = status.tier === "edge" ? paths.edge.control : paths.app.control;
  const log = createLogger("silent", { tier: "cli" });
  servers.push(
    await serveControl({ path, mode: 0o600, log, handle: (_, client) => client.reply({ ok: true, status }) }),
  );
}

test("prints both tiers and every worker", async () => {
  await serve(edge);
  await serve(app);
  const { code, out } = await runCaptured(["status", "--dir", folder]);
  assert.equal(code, 0);
  assert.match(out, /^edge {2}running {2}pid 101 /);
  assert.match(out, /^app {3}reloading {2}pid 202 /m);
  assert.deepEqual(
    [...out.matchAll(/^(\w+ ?\d?) +\d+ +(?:ready|starting) /gm)].map(([, name = ""]) => name.trim()),
    ["web 1", "web 2", "front", "task"],
  );
});

test("colors states on a terminal, and nothing anywhere else", async () => {
  await serve(edge);
  await serve(app);
  const { out } = await runCaptured(["status", "--dir", folder], { colors: true });
  assert.match(out, /<green:running>/);
  assert.match(out, /<yellow:starting>/);
  const plain = await runCaptured(["status", "--dir", folder]);
  assert.doesNotMatch(plain.out, /<green/);
});

test("says what to do about a tier that is down, and exits 1", async () => {
  await serve(edge);
  const { code, out } = await runCaptured(["status", "--dir", folder]);
  assert.equal(code, 1);
  assert.match(out, /^app {3}down {2}nothing is running behind .*control\.sock\n {6}Start it with `seatstack up`/m);
});

test("exits 1 with the reason when the app cannot start its workers", async () => {
  await serve(edge);
  await serve({ ...app, state: "failing", lastError: "worker 1 died: no such module" });
  const { code, out } = await runCaptured(["status", "--dir", folder]);
  assert.equal(code, 1);
  assert.match(out, /^last error: worker 1 died: no such module\n {2}It is tried again/m);
});

test("--json is the protocol's own objects, and null for what is down", async () => {
  await serve(app);
  const { code, out } = await runCaptured(["status", "--dir", folder, "--json"]);
  assert.equal(code, 1);
  const parsed = JSON.parse(out) as { edge: unknown; app: unknown; errors: { tier: string; code: string }[] };
  assert.equal(parsed.edge, null);
  assert.deepEqual(parsed.app, app);
  assert.deepEqual(
    parsed.errors.map(({ tier, code }) => [tier, code]),
    [["edge", "NOT_RUNNING"]],
  );
});
