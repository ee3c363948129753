// The edge as a process: what stops it from starting, its signals, its control socket, and what survives a dead thread.
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { controlRequest } from "@seatstack/shared/control/client";
import type { EdgeStatus } from "@seatstack/shared/control/protocol";
import { serveControl } from "@seatstack/shared/control/server";
import { createLinkServer } from "@seatstack/shared/link/server";
import { createLogger } from "@seatstack/shared/logger";
import { resolvePaths } from "@seatstack/shared/paths";
import { freePorts } from "../../../test/helpers/ports.ts";
import { makeCertificate } from "./der.ts";
import { exchangeRaw, statusOf } from "./testing.ts";

const MAIN = join(import.meta.dirname, "../../cli/src/main.ts");
const DEADLINE = 60_000;

interface EdgeProcess {
  readonly dir: string;
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
}

function start(
  t: TestContext,
  sets: readonly string[],
  config = "",
  dir = mkdtempSync(join(tmpdir(), "e-")),
): EdgeProcess {
  writeFileSync(join(dir, "seatstack.toml"), config);
  const args = ["edge", "--dir", dir, "--config", join(dir, "seatstack.toml"), ...sets.flatMap(set => ["--set", set])];
  const child = spawn(process.execPath, ["--disable-sigusr1", MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<number | null>(resolve => child.once("close", resolve));
  t.after(async () => {
    child.kill("SIGKILL");
    await exited;
    rmSync(dir, { recursive: true, force: true });
  });
  return { dir, child, output: () => output, exited };
}

async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + DEADLINE;
  while (!(await condition())) {
    assert.ok(performance.now() < end, `timed out waiting until ${what}`);
    await after(20);
  }
}

async function status(edge: EdgeProcess): Promise<EdgeStatus> {
  const { status } = await controlRequest(resolvePaths(edge.dir).edge.control, { op: "status" }, DEADLINE);
  assert.equal(status.tier, "edge");
  return status;
}

/** An arbiter with one worker of ten slots that answers, but for /hang. */
async function startApp(t: TestContext, dir: string): Promise<void> {
  const paths = resolvePaths(dir);
  mkdirSync(paths.app.run, { recursive: true });
  const log = createLogger("silent", { tier: "app" });
  const path = join(paths.app.run, "w.sock");
  const link = await createLinkServer({
    path,
    hello: { worker: 1, generation: 1 },
    slots: 10,
    log,
    onRequest: (head, _body, reply) => {
      if (head.target !== "/hang") reply.respond(200, ["content-type", "text/plain"], "from the worker");
    },
  });
  const endpoint = { id: 1, path, slots: 10, state: "ready", worker: 1, pid: process.pid, generation: 1 } as const;
  const control = await serveControl({
    path: paths.app.endpoints,
    mode: 0o600,
    log,
    handle: (_request, client) => client.reply({ ok: true, endpoints: [endpoint] }),
  });
  t.after(async () => {
    await control.close();
    await link.close(0);
  });
}

async function startServing(t: TestContext, more: readonly string[] = [], config = "") {
  const [http = 0, https = 0, admin = 0] = await freePorts(3);
  const sets = [`edge.http=127.0.0.1:${http}`, `edge.https=127.0.0.1:${https}`, `edge.admin=127.0.0.1:${admin}`];
  const edge = start(t, [...sets, ...more], config);
  await startApp(t, edge.dir);
  await until("the edge is ready", () => {
    assert.equal(edge.child.exitCode, null, edge.output());
    return edge.output().includes("the edge is ready");
  });
  return { edge, http, https, admin };
}

const GET = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
const HANG = GET.replace("/ ", "/hang ");

test("serves the app over TLS with its own certificate, redirects, measures, and stops with 0", async t => {
  const { edge, http, https, admin } = await startServing(t);
  assert.equal(statusOf(await exchangeRaw(http, GET)), 308);
  const ca = readFileSync(join(edge.dir, "edge/tls/ca.crt"));
  const body = await new Promise<string>((resolve, reject) => {
    get({ host: "localhost", port: https, ca, family: 4 }, response => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve(text));
    }).on("error", reject);
  });
  assert.equal(body, "from the worker");
  const metrics = await (await fetch(`http://127.0.0.1:${admin}/metrics`)).text();
  assert.match(metrics, /seatstack_edge_requests_total\{class="2xx"\} 1/);
  await until("the gauges are written", async () => (await status(edge)).endpoints === 1);
  const seen = await status(edge);
  assert.equal(seen.state, "running");
  assert.equal(seen.requests, 2);
  assert.equal(seen.certificate?.mode, "self-signed");
  assert.ok(seen.pss > 0 && seen.pid === edge.child.pid);
  assert.match(edge.output(), /"GET \/ HTTP\/1\.1" 200 15 .* worker=1\n/);
  assert.equal(statSync(join(edge.dir, "edge/tls")).mode & 0o777, 0o700);
  assert.equal(statSync(join(edge.dir, "edge/temp")).mode & 0o777, 0o700);
  edge.child.kill("SIGTERM");
  assert.equal(await edge.exited, 0);
});

test("HUP applies what can change live, and says what cannot", async t => {
  const { edge, http } = await startServing(t, ["edge.redirect=false"], "[edge.limits]\nburst = 5\n");
  assert.equal(statusOf(await exchangeRaw(http, GET)), 200);
  writeFileSync(
    join(edge.dir, "seatstack.toml"),
    '[edge]\nbacklog = 7\n[edge.limits]\ndeny = ["127.0.0.0/8"]\n[log]\naccess = "off"\n',
  );
  edge.child.kill("SIGHUP");
  await until("the address is denied", async () => statusOf(await exchangeRaw(http, GET)) === 403);
  assert.match(edge.output(), /restart is needed for edge\.backlog, log\.access/);
  await until("the access log is as before", () => edge.output().includes('"GET / HTTP/1.1" 403'));
  writeFileSync(join(edge.dir, "seatstack.toml"), "[edge.limits]\nbrust = 1\n");
  edge.child.kill("SIGHUP");
  await until("the mistake is reported", () => edge.output().includes("reload refused"));
  assert.equal(statusOf(await exchangeRaw(http, GET)), 403, "the settings of before are kept");
});

test("HUP gives the running threads the new queue timeout", async t => {
  const { edge, http } = await startServing(t, ["edge.redirect=false"], '[edge.timeouts]\nqueue = "60s"\n');
  const { control } = resolvePaths(edge.dir).edge;
  writeFileSync(join(edge.dir, "seatstack.toml"), '[edge.timeouts]\nqueue = "50ms"\n');
  await controlRequest(control, { op: "reload" }, DEADLINE);
  const held = Array.from({ length: 11 }, () => exchangeRaw(http, HANG));
  assert.ok((await Promise.race(held)).startsWith("HTTP/1.1 503"), "ten slots are taken, the eleventh waited 50 ms");
});

test("stop, reload and reopen over the control socket", async t => {
  const { edge } = await startServing(t);
  const { control } = resolvePaths(edge.dir).edge;
  assert.match((await controlRequest(control, { op: "reload" }, DEADLINE)).message, /reloaded/);
  await controlRequest(control, { op: "reopen" }, DEADLINE);
  await assert.rejects(controlRequest(control, { op: "scale", workers: 2 }, DEADLINE));
  await controlRequest(control, { op: "stop", mode: "graceful" }, DEADLINE);
  assert.equal(await edge.exited, 0);
});

test("a port in use, a bad certificate, and a bad range: exit 2, one clear message, nothing started", async t => {
  const holder = createServer();
  await new Promise<void>(resolve => holder.listen(0, "127.0.0.1", resolve));
  t.after(() => void holder.close());
  const { port } = holder.address() as AddressInfo;
  const quiet = ["edge.https=", "edge.admin="];
  const [unused] = await freePorts(1);
  const free = `edge.http=127.0.0.1:${unused}`;
  const cases: [sets: string[], config: string, message: RegExp][] = [
    [[`edge.http=127.0.0.1:${port}`, ...quiet], "", new RegExp(`127\\.0\\.0\\.1:${port} is in use`)],
    [[free, "edge.https=", `edge.admin=127.0.0.1:${port}`], "", /is in use/],
    [[free], '[edge.tls]\nmode = "files"\ncertificates = [{ cert = "/none/a", key = "/none/b" }]\n', /\/none\/a/],
  ];
  for (const [sets, config, message] of cases) {
    const edge = start(t, sets, config);
    assert.equal(await edge.exited, 2, edge.output());
    assert.match(edge.output(), message);
    assert.ok(!edge.output().includes("ready"));
  }
});

test("an expired certificate is served, as nginx does, but not in silence", async t => {
  const dir = mkdtempSync(join(tmpdir(), "e-"));
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const commonName = "old.example";
  const issuer = { commonName, privateKey, publicKey };
  const [notBefore, notAfter] = [new Date("2020-01-01T00:00:00Z"), new Date("2021-01-01T00:00:00Z")];
  const common = { commonName, names: [commonName], isAuthority: false, publicKey, issuer };
  writeFileSync(join(dir, "cert.pem"), makeCertificate({ ...common, notBefore, notAfter }));
  writeFileSync(join(dir, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
  const [https] = await freePorts(1);
  const sets = ["edge.http=", `edge.https=127.0.0.1:${https}`, "edge.admin="];
  const pair = '{ cert = "cert.pem", key = "key.pem" }';
  const edge = start(t, sets, `[edge.tls]\nmode = "files"\ncertificates = [${pair}]\n`, dir);
  await until("it is ready", () => edge.output().includes("the edge is ready"));
  await until("the warning is logged", () => /"level":"warn".*2021-01-01.*has expired/.test(edge.output()));
});

test("a second stop is quick", async t => {
  const { edge, http } = await startServing(t, ["edge.redirect=false", "edge.timeouts.queue=60s"]);
  void exchangeRaw(http, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n").catch(() => undefined);
  await until("the connection is counted", async () => (await status(edge)).connections === 1);
  edge.child.kill("SIGTERM");
  await until("it is stopping", () => edge.output().includes("the edge is stopping"));
  await after(200);
  assert.equal(edge.child.exitCode, null, "the open request has its time");
  edge.child.kill("SIGINT");
  assert.equal(await edge.exited, 0);
});

test("the edge ends when the process that started it does", async t => {
  const dir = mkdtempSync(join(tmpdir(), "e-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const [http] = await freePorts(1);
  const args = [
    MAIN,
    "edge",
    "--dir",
    dir,
    "--set",
    `edge.http=127.0.0.1:${http}`,
    "--set",
    "edge.https=",
    "--set",
    "edge.admin=",
  ];
  const script = `const { spawn } = require("node:child_process");
    const child = spawn(process.execPath, ${JSON.stringify(args)}, { stdio: "ignore", detached: true, env: { ...process.env, SEATSTACK_SUPERVISOR: String(process.pid) } });
    console.log(child.pid); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const pid = await new Promise<number>(resolve => parent.stdout.once("data", chunk => resolve(Number(chunk))));
  t.after(() => {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Gone, as it should be.
    }
  });
  t.after(() => parent.kill("SIGKILL"));
  await until("it listens", () => isListening(dir));
  parent.kill("SIGKILL");
  await until("it is gone", () => !isAlive(pid));
});

function isListening(dir: string): boolean {
  return statSync(resolvePaths(dir).edge.control, { throwIfNoEntry: false }) !== undefined;
}

function isAlive(pid: number): boolean {
  try {
    // A zombie has no command line: its parent is gone, and init may take its time.
    return readFileSync(`/proc/${pid}/cmdline`, "utf8") !== "";
  } catch {
    return false;
  }
}

test("a socket that systemd opened takes the place of the setting", async t => {
  const listener = createServer();
  await new Promise<void>(resolve => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as AddressInfo;
  const { fd } = (listener as unknown as { _handle: { fd: number } })._handle;
  const dir = mkdtempSync(join(tmpdir(), "e-"));
  await startApp(t, dir);
  const sets = ["edge.http=127.0.0.1:1", "edge.https=", "edge.tls.mode=off", "edge.admin=", "edge.threads=2"];
  const command = [process.execPath, MAIN, "edge", "--dir", dir, ...sets.flatMap(set => ["--set", set])].join(" ");
  const script = `LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=http exec ${command}`;
  const child = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "inherit", fd] });
  listener.close();
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<number | null>(resolve => child.once("exit", resolve));
  t.after(async () => {
    child.kill("SIGKILL");
    await exited;
    rmSync(dir, { recursive: true, force: true });
  });
  await until("the edge is ready", () => output.includes("the edge is ready"));
  for (let i = 0; i < 4; i++) assert.equal(statusOf(await exchangeRaw(port, GET)), 200);
  child.kill("SIGTERM");
  assert.equal(await exited, 0);
});
