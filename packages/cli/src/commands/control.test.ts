// `scale` and `reload` against real control sockets.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { AppStatus, ControlReply, ControlRequest } from "@seatstack/shared/control/protocol";
import { serveControl, type ControlServer } from "@seatstack/shared/control/server";
import { createLogger } from "@seatstack/shared/logger";
import { resolvePaths, type Paths } from "@seatstack/shared/paths";
import { appStatus as appStatusOf } from "@seatstack/shared/control/status.fixture";
import { runCaptured, type Captured } from "../captured.ts";

let folder = "";
let paths: Paths;
const servers: ControlServer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "control-"));
  paths = resolvePaths(folder);
  mkdirSync(paths.edge.run, { recursive: true });
  mkdirSync(paths.app.run, { recursive: true });
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  rmSync(folder, { recursive: true });
});

async function serve(tier: "edge" | "app", answer: (request: ControlRequest) => ControlReply): Promise<void> {
  const log = createLogger("silent", { tier: "cli" });
  const { control } = paths[tier];
  servers.push(
    await serveControl({ path: control, mode: 0o600, log, handle: (request, client) => client.reply(answer(request)) }),
  );
}

function run(...args: string[]): Promise<Captured> {
  return runCaptured([...args, "--dir", folder]);
}

function appStatus(state: AppStatus["state"], generation: number, lastError?: string): ControlReply {
  const status = appStatusOf({ state, generation, ...(lastError === undefined ? {} : { lastError }) });
  return { ok: true, status };
}

const fine: ControlReply = { ok: true, message: "reloaded" };

describe("scale", () => {
  it("asks the arbiter and prints its answer", async () => {
    const seen: ControlRequest[] = [];
    await serve("app", request => {
      seen.push(request);
      return { ok: true, message: "workers: 4" };
    });
    assert.deepEqual(await run("scale", "4"), { code: 0, out: "workers: 4\n", err: "" });
    assert.deepEqual(JSON.parse((await run("scale", "5", "--json")).out), { ok: true, message: "workers: 4" });
    assert.deepEqual(seen, [
      { op: "scale", workers: 4 },
      { op: "scale", workers: 5 },
    ]);
  });

  for (const text of ["0", "-1", "1.5", "many", "1025", ""]) {
    it(`refuses "${text}" without asking`, async () => {
      const { code, out } = await run("scale", "--", text);
      assert.deepEqual([code, out], [2, ""]);
    });
  }

  it("says so when nothing runs", async () => {
    const { code, err } = await run("scale", "2");
    assert.equal(code, 1);
    assert.match(err, /nothing is running.*\nStart it with `seatstack up`/);
  });
});

describe("reload", () => {
  it("asks both tiers", async () => {
    await serve("edge", request => (request.op === "reload" ? fine : { ok: false, code: "X", message: "x" }));
    await serve("app", request => (request.op === "reload" ? fine : appStatus("running", 1)));
    assert.deepEqual(await run("reload"), { code: 0, out: "edge: reloaded\napp: reloaded\n", err: "" });
  });

  it("exits 2 when a tier finds the settings broken, after asking the other all the same", async () => {
    await serve("edge", () => ({ ok: false, code: "BAD_CONFIG", message: "1 mistake", fix: "Correct it." }));
    await serve("app", request => (request.op === "reload" ? fine : appStatus("running", 1)));
    assert.deepEqual(await run("reload"), { code: 2, out: "app: reloaded\n", err: "edge: 1 mistake\n  Correct it.\n" });
  });

  it("--wait returns once every worker is new", async () => {
    let asked = 0;
    await serve("edge", () => fine);
    await serve("app", request => {
      if (request.op === "reload") return fine;
      asked += 1;
      return asked === 1 ? appStatus("running", 1) : appStatus(asked < 4 ? "reloading" : "running", 2);
    });
    const { code, out } = await run("reload", "--wait");
    assert.equal(code, 0);
    assert.match(out, /app: reload finished: all workers are new\n$/);
    assert.equal(asked, 4);
  });

  it("--wait waits for the app tier also when the edge is down, and exits 1", async () => {
    let asked = 0;
    await serve("app", request => {
      if (request.op === "reload") return fine;
      asked += 1;
      return appStatus("running", asked);
    });
    const { code, out, err } = await run("reload", "--wait");
    assert.equal(code, 1);
    assert.match(out, /all workers are new\n$/);
    assert.match(err, /^edge: nothing is running/);
  });

  it("--wait exits 1 with the reason when the old workers stay", async () => {
    await serve("edge", () => fine);
    await serve("app", request => (request.op === "reload" ? fine : appStatus("running", 1, "no such module")));
    const { code, err } = await run("reload", "--wait");
    assert.equal(code, 1);
    assert.match(err, /reload failed: no such module\nThe old workers keep serving/);
  });

  it("--wait gives up after --timeout", async () => {
    await serve("edge", () => fine);
    await serve("app", request => (request.op === "reload" ? fine : appStatus("reloading", 2)));
    const { code, err } = await run("reload", "--wait", "--timeout", "1ms");
    assert.equal(code, 1);
    assert.match(err, /has not finished/);
    assert.equal((await run("reload", "--timeout", "soon")).code, 2);
  });
});
