// `seatstack check` and `seatstack config` with real files, certificates and ports.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { serveControl, type ControlHandler } from "@seatstack/shared/control/server";
import { createLogger } from "@seatstack/shared/logger";
import { resolvePaths, SYSTEM_DIR } from "@seatstack/shared/paths";
import { appStatus } from "@seatstack/shared/control/status.fixture";
import { runCaptured, type Captured } from "../captured.ts";

const folder = mkdtempSync(join(tmpdir(), "check-"));
const taken = createServer();
let port = 0;
/** Ports of this test's own choosing, so that what runs on this machine does not matter. */
const FREE = ["edge.http=127.0.0.1:0", "edge.https=127.0.0.1:0", "edge.admin=127.0.0.1:0"].flatMap(set => [
  "--set",
  set,
]);

before(async () => {
  taken.listen(0, "127.0.0.1");
  await once(taken, "listening");
  port = (taken.address() as AddressInfo).port;
});
after(() => {
  taken.close();
  rmSync(folder, { recursive: true });
});

function run(command: string, ...args: string[]): Promise<Captured> {
  return runCaptured([command, "--dir", folder, ...FREE, ...args], { cwd: folder });
}

describe("check", () => {
  it("is content with the defaults", async () => {
    assert.deepEqual(await run("check"), { code: 0, out: "ok  defaults (no config file)\n", err: "" });
    assert.deepEqual(JSON.parse((await run("check", "--json")).out), { ok: true, faults: [] });
  });

  it("names the program that has the port", async () => {
    const { code, err } = await run("check", "--set", `edge.http=127.0.0.1:${port}`);
    assert.equal(code, 2);
    assert.match(
      err,
      new RegExp(`--set edge\\.http: edge\\.http: port ${port} is in use by .*node \\(pid ${process.pid}\\)`),
    );
  });

  it("knows the app tier's admin address, too", async () => {
    const { code, err } = await run("check", "--set", `app.admin=127.0.0.1:${port}`);
    assert.equal(code, 2);
    assert.match(err, new RegExp(`app\\.admin: port ${port} is in use by `));
  });

  it("leaves the installation itself its ports", async () => {
    const paths = resolvePaths(folder);
    mkdirSync(paths.app.run, { recursive: true });
    const log = createLogger("silent", { tier: "cli" });
    const status = appStatus({ pid: process.pid });
    const handle: ControlHandler = (_, client) => client.reply({ ok: true, status });
    const server = await serveControl({ path: paths.app.control, mode: 0o600, log, handle });
    const { code, err } = await run("check", "--set", `app.bind=127.0.0.1:${port}`);
    await server.close();
    assert.deepEqual([code, err], [0, ""]);
  });

  it("knows that systemd's units have a user of their own", async () => {
    const system = ["--dir", SYSTEM_DIR, "--set", "app.group=seatstack-app", "--set", "app.user=www-data"];
    const { code, err } = await run("check", ...system);
    assert.equal(code, 2);
    assert.match(err, /app\.user: under systemd the app runs as seatstack-app, not as www-data/);
    assert.doesNotMatch(err, /app\.group/);
    assert.equal((await run("check", "--set", "app.user=www-data")).code, 0);
  });

  it("tells every file, port and address that cannot be used, each with its line", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    writeFileSync(join(folder, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
    writeFileSync(join(folder, "bad.pem"), "no PEM\n");
    const config = join(folder, "bad.toml");
    writeFileSync(
      config,
      `[edge]
static = [{ url = "/a/", root = "nowhere" }]
[edge.tls]
mode = "files"
certificates = [
  { cert = "none.pem", key = "key.pem" },
  { cert = "bad.pem", key = "." },
]
[app]
module = "./none.js"
bind = ["unix:none/app.sock"]
[log]
file = "none/access.log"
`,
    );
    const { code, err } = await run("check", "--config", config, "--set", "app.backlog=1");
    assert.equal(code, 2);
    const faults = err.replaceAll(folder, "").split("\n");
    assert.deepEqual(faults.slice(1, -2), [
      "  /bad.toml:6: edge.tls.certificates[0].cert: /none.pem does not exist",
      "  /bad.toml:7: edge.tls.certificates[1].cert: /bad.pem holds no certificate in PEM format",
      "  /bad.toml:7: edge.tls.certificates[1].key:  is a folder",
      "  /bad.toml:2: edge.static[0].root: /nowhere does not exist",
      "  /bad.toml:10: app.module: /none.js does not exist",
      "  /bad.toml:11: app.bind[0]: /none does not exist",
      "  /bad.toml:13: log.file: /none does not exist",
    ]);
  });

  it("tells an address that this machine does not have", async () => {
    const { code, err } = await run("check", "--set", "edge.http=192.0.2.1:8080");
    assert.equal(code, 2);
    assert.match(err, /edge\.http: this machine has no address 192\.0\.2\.1/);
  });

  it("prints faults as JSON for a script", async () => {
    const { code, out } = await run("check", "--json", "--set", "edge.threads=0");
    assert.equal(code, 2);
    const { ok, faults } = JSON.parse(out) as { ok: boolean; faults: { where: string; setting: string }[] };
    assert.equal(ok, false);
    assert.deepEqual(
      faults.map(({ where, setting }) => [where, setting]),
      [["--set edge.threads", "edge.threads"]],
    );
  });
});

describe("config", () => {
  const toml = join(folder, "seatstack.toml");

  it("prints TOML that loads again, with where each value comes from", async () => {
    writeFileSync(toml, "[edge]\nqueue = 7\n\n[app.env]\nA = 'x'\n");
    const { code, out } = await run("config", "--set", "app.umask=0o027");
    assert.equal(code, 0);
    assert.match(out, new RegExp(`^queue = 7  # .*seatstack\\.toml:2$`, "m"));
    assert.match(out, /^umask = 0o027 {2}# --set app\.umask$/m);
    assert.match(out, /^backlog = 4096$/m);
    assert.match(out, /^A = "\*\*\*\*" {2}# .*seatstack\.toml:5$/m);
    const again = join(folder, "again.toml");
    writeFileSync(again, out);
    assert.equal((await run("check", "--config", again)).code, 0);
  });

  it("--json has every setting with its source", async () => {
    const settings = JSON.parse((await run("config", "--json")).out) as Record<
      string,
      { value: unknown; from: string }
    >;
    assert.deepEqual(settings["edge.timeouts.queue"], { value: "10s", from: "default" });
    assert.deepEqual(settings["edge.http"], { value: "127.0.0.1:0", from: "--set edge.http" });
  });

  it("exits 2 with the faults when a setting is wrong", async () => {
    const { code, err } = await run("config", "--set", "edge.queue=0");
    assert.equal(code, 2);
    assert.match(err, /edge\.queue: must be a whole number from 1 to 1000000, not 0/);
  });
});
