// `scale`, `reload`, `upgrade` and `restart` against real control sockets.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { AppStatus, ControlReply, ControlRequest } from "@seatstack/shared/control/protocol";
import { serveControl, type ControlHandler, type ControlServer } from "@seatstack/shared/control/server";
import { appStatus } from "@seatstack/shared/control/status.fixture";
import { createLogger } from "@seatstack/shared/logger";
import { resolvePaths, type Paths } from "@seatstack/shared/paths";
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

async function serve(
  tier: "edge" | "app",
  answer: (request: ControlRequest) => ControlReply | undefined,
): Promise<void> {
  const log = createLogger("silent", { tier: "cli" });
  const { control } = paths[tier];
  const handle: ControlHandler = (request, client) => {
    const reply = answer(request);
    if (reply !== undefined) client.reply(reply);
  };
  servers.push(await serveControl({ path: control, mode: 0o600, log, handle }));
}

function run(...args: string[]): Promise<Captured> {
  return runCaptured([...args, "--dir", folder]);
}

function jsonLines(out: string): Record<string, unknown>[] {
  return out
    .trim()
    .split("\n")
    .map(line => JSON.parse(line) as Record<string, unknown>);
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
    await serve("app", () => fine);
    assert.deepEqual(await run("reload"), { code: 0, out: "edge: reloaded\napp: reloaded\n", err: "" });
  });

  it("exits 2 when a tier finds the settings broken, after asking the other all the same", async () => {
    await serve("edge", () => ({ ok: false, code: "BAD_CONFIG", message: "1 mistake", fix: "Correct it." }));
    await serve("app", () => fine);
    assert.deepEqual(await run("reload"), { code: 2, out: "app: reloaded\n", err: "edge: 1 mistake\n  Correct it.\n" });
  });

  it("--wait asks the app tier for the end of it", async () => {
    const seen: ControlRequest[] = [];
    await serve("edge", request => (seen.push(request), fine));
    await serve("app", request => (seen.push(request), { ok: true, message: "reload finished: all workers are new" }));
    assert.deepEqual(await run("reload", "--wait"), {
      code: 0,
      out: "edge: reloaded\napp: reload finished: all workers are new\n",
      err: "",
    });
    assert.deepEqual(seen, [{ op: "reload" }, { op: "reload", wait: true }]);
  });

  for (const wait of [[], ["--wait"]]) {
    const line = ["reload", ...wait];
    it(`${line.join(" ")}: one tier that is not running is said in a line and is no failure`, async () => {
      await serve("app", () => fine);
      assert.deepEqual(await run(...line), {
        code: 0,
        out: "app: reloaded\nedge: not running, left out\n",
        err: "",
      });
      const { code, out } = await run(...line, "--json");
      assert.equal(code, 0);
      assert.deepEqual(jsonLines(out), [
        { ok: true, tier: "app", message: "reloaded" },
        { ok: false, tier: "edge", code: "NOT_RUNNING", message: "not running, left out" },
      ]);
    });

    it(`${line.join(" ")}: the edge alone is enough too`, async () => {
      await serve("edge", () => fine);
      assert.deepEqual(await run(...line), {
        code: 0,
        out: "edge: reloaded\napp: not running, left out\n",
        err: "",
      });
    });

    it(`${line.join(" ")} exits 1 where nothing runs, and says what to do`, async () => {
      const { code, out, err } = await run(...line);
      assert.deepEqual([code, out], [1, ""]);
      assert.match(err, /^edge: nothing is running[^]*\napp: nothing is running.*\n {2}Start it with `seatstack up`/);
      const json = await run(...line, "--json");
      assert.equal(json.code, 1);
      assert.deepEqual(
        jsonLines(json.out).map(({ ok, tier, code: why }) => [ok, tier, why]),
        [
          [false, "edge", "NOT_RUNNING"],
          [false, "app", "NOT_RUNNING"],
        ],
      );
    });
  }

  it("where the edge is down, what the app says decides", async () => {
    await serve("app", () => ({ ok: false, code: "BAD_CONFIG", message: "1 mistake", fix: "Correct it." }));
    const { code, out, err } = await run("reload");
    assert.deepEqual([code, out, err], [2, "edge: not running, left out\n", "app: 1 mistake\n  Correct it.\n"]);
  });

  it("--wait exits 1 with the reason when the old workers stay, as JSON too", async () => {
    const refusal = {
      ok: false,
      code: "RELOAD_FAILED",
      message: "reload failed: x",
      fix: "The old ones serve.",
    } as const;
    await serve("edge", () => fine);
    await serve("app", () => refusal);
    const { code, err } = await run("reload", "--wait");
    assert.deepEqual([code, err], [1, "app: reload failed: x\n  The old ones serve.\n"]);
    const json = await run("reload", "--wait", "--json");
    assert.equal(json.code, 1);
    assert.deepEqual(
      json.out
        .trim()
        .split("\n")
        .map(line => JSON.parse(line) as unknown),
      [
        { ok: true, tier: "edge", message: "reloaded" },
        { ok: false, tier: "app", code: "RELOAD_FAILED", message: "reload failed: x", fix: "The old ones serve." },
      ],
    );
  });

  it("--wait gives up after --timeout", async () => {
    await serve("edge", () => fine);
    await serve("app", () => undefined);
    const { code, err } = await run("reload", "--wait", "--timeout", "50ms");
    assert.equal(code, 1);
    assert.match(err, /^app: the reload has not finished; it goes on\n/);
    assert.equal((await run("reload", "--timeout", "soon")).code, 2);
  });
});

function running(fields: Partial<AppStatus> = {}): ControlReply {
  return { ok: true, status: appStatus(fields) };
}

function refusal(code: string): ControlReply {
  return { ok: false, code, message: `no: ${code}`, fix: "Do this." };
}

describe("upgrade and restart", () => {
  it("upgrade passes a refusal on, and asks for nothing more", async () => {
    const seen: string[] = [];
    await serve("app", request => {
      seen.push(request.op);
      return request.op === "status" ? running() : refusal("UPGRADING");
    });
    const { code, err } = await run("upgrade");
    assert.deepEqual([code, err], [1, "no: UPGRADING\nDo this.\n"]);
    assert.deepEqual(seen, ["status", "upgrade"]);
  });

  it("upgrade fails when the new program is gone again before it serves", async () => {
    let asked = 0;
    await serve("app", request => {
      if (request.op === "upgrade") return fine;
      asked += 1;
      return asked < 3 ? running({ upgrade: { pid: 7, program: "new" } }) : running();
    });
    const { code, err } = await run("upgrade");
    assert.equal(code, 1);
    assert.match(err, /^the new program ended before it served; the old one goes on as before\n/);
  });

  it("upgrade --keep-old leaves both up, and says how to decide", async () => {
    let begun = false;
    await serve("app", request => {
      begun ||= request.op === "upgrade";
      return request.op === "upgrade" ? fine : running({ pid: begun ? 303 : 202 });
    });
    const { code, out } = await run("upgrade", "--keep-old");
    assert.deepEqual(
      [code, out],
      [0, "app: upgraded: process 303 serves; process 202 is up too: end one of the two with TERM\n"],
    );
  });

  it("upgrade does not wait for a zombie's parent", async () => {
    // The shell's place is taken by a program that never asks what became of its child.
    const parent = spawn("sh", ["-c", "true & echo $!; exec sleep 600"], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      const [line] = (await once(parent.stdout, "data")) as [Buffer];
      let begun = false;
      await serve("app", request => {
        begun ||= request.op === "upgrade";
        return request.op === "upgrade" ? fine : running({ pid: begun ? 303 : Number(line.toString()) });
      });
      const { code, err } = await run("upgrade", "--timeout", "30s");
      assert.deepEqual([code, err], [0, ""]);
    } finally {
      parent.kill();
    }
  });

  it("upgrade gives up after --timeout, and says that it goes on", async () => {
    await serve("app", request => (request.op === "upgrade" ? fine : running({ upgrade: { pid: 7, program: "new" } })));
    const { code, err } = await run("upgrade", "--timeout", "50ms");
    assert.equal(code, 1);
    assert.match(err, /^the new program does not serve yet\nIt goes on\./);
    assert.equal((await run("upgrade", "--timeout", "0")).code, 2);
  });

  it("restart makes new workers where no second program may be started", async () => {
    const seen: ControlRequest[] = [];
    await serve("edge", () => fine);
    await serve("app", request => {
      seen.push(request);
      if (request.op === "status") return running();
      return request.op === "upgrade" ? refusal("SUPERVISED") : { ok: true, message: "reload finished" };
    });
    assert.deepEqual(await run("restart"), { code: 0, out: "edge: reloaded\napp: reload finished\n", err: "" });
    assert.deepEqual(seen, [{ op: "status" }, { op: "upgrade" }, { op: "reload", wait: true }]);
  });

  it("restart does what it can where the edge is not running", async () => {
    await serve("app", request => {
      if (request.op === "status") return running();
      return request.op === "upgrade" ? refusal("SUPERVISED") : fine;
    });
    assert.deepEqual(await run("restart"), {
      code: 0,
      out: "app: reloaded\nedge: not running, left out\n",
      err: "",
    });
  });

  it("restart tells of each tier that is down where none runs, and exits 1", async () => {
    const { code, err } = await run("restart");
    assert.equal(code, 1);
    assert.match(err, /^edge: nothing is running[^]*\napp: nothing is running/);
  });
});
