import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { configSchema } from "@seatstack/shared/config/schema";
import { resolvePaths, SYSTEM_DIR } from "@seatstack/shared/paths";
import { renderUnits } from "./units.ts";

const folder = join(import.meta.dirname, "../../../../deploy/systemd");
const template = (name: string): string => readFileSync(join(folder, name), "utf8");

function units(settings: unknown, args: readonly string[] = ["--dir", SYSTEM_DIR]): ReadonlyMap<string, string> {
  const config = configSchema.parse(settings);
  const paths = resolvePaths(SYSTEM_DIR);
  return renderUnits({ config, paths, executable: "/usr/local/bin/seatstack", args, template });
}

test("every blank is filled, and each listener has its socket", () => {
  const all = units({ edge: { http: ":80", https: "[::1]:443", backlog: 77 } });
  assert.deepEqual([...all.keys()].toSorted(), [
    "seatstack-app.service",
    "seatstack-app.socket",
    "seatstack-edge-http.socket",
    "seatstack-edge-https.socket",
    "seatstack-edge.service",
  ]);
  for (const [name, text] of all) assert.doesNotMatch(text, /@[A-Z_]+@/, name);
  assert.match(all.get("seatstack-edge-http.socket") ?? "", /^ListenStream=80\n[^]*^Backlog=77$/m);
  assert.match(all.get("seatstack-edge-https.socket") ?? "", /^ListenStream=\[::1\]:443$/m);
  assert.match(all.get("seatstack-app.socket") ?? "", /^ListenStream=\/run\/seatstack\/app\/app\.sock$/m);
  assert.match(
    all.get("seatstack-edge.service") ?? "",
    /^Sockets=seatstack-edge-http\.socket seatstack-edge-https\.socket$/m,
  );
});

test("a listener that is off has no socket", () => {
  const off = units({ edge: { http: "0.0.0.0:80", tls: { mode: "off" } } });
  assert.ok(!off.has("seatstack-edge-https.socket"));
  assert.match(off.get("seatstack-edge.service") ?? "", /^Sockets=seatstack-edge-http\.socket$/m);
});

test("a stop may take as long as the settings allow, and ten seconds", () => {
  const all = units({ edge: { timeouts: { stop: "90s" } }, app: { graceful_timeout: "500ms" } });
  assert.match(all.get("seatstack-edge.service") ?? "", /^TimeoutStopSec=100$/m);
  assert.match(all.get("seatstack-app.service") ?? "", /^TimeoutStopSec=11$/m);
});

test("a first boot may take as long as the settings allow", () => {
  assert.match(units({}).get("seatstack-app.service") ?? "", /^TimeoutStartSec=90$/m);
  const slow = units({ app: { boot_timeout: "2m" } });
  assert.match(slow.get("seatstack-app.service") ?? "", /^TimeoutStartSec=360$/m);
});

test("app.umask holds for the sockets that systemd opens", () => {
  assert.match(units({}).get("seatstack-app.socket") ?? "", /^SocketMode=0660$/m);
  assert.match(units({ app: { umask: 0o077 } }).get("seatstack-app.socket") ?? "", /^SocketMode=0600$/m);
});

test("what an operator wrote reaches the command line unexpanded", () => {
  const all = units({}, ["--set", 'seats.mail.from=50% "$HOME" \\o/']);
  assert.match(
    all.get("seatstack-app.service") ?? "",
    /^ExecStart=\/usr\/local\/bin\/seatstack app "--set" "seats\.mail\.from=50%% \\"\$\$HOME\\" \\\\o\/"$/m,
  );
});

test("several binds are several lines; a name is refused, since systemd takes addresses only", () => {
  const all = units({ app: { bind: ["unix:/run/x.sock", "localhost:9000"] } });
  assert.match(all.get("seatstack-app.socket") ?? "", /^ListenStream=\/run\/x\.sock\nListenStream=127\.0\.0\.1:9000$/m);
  assert.throws(() => units({ edge: { http: "example.org:80" } }), { code: "NAME_NOT_ADDRESS", exitCode: 2 });
});
