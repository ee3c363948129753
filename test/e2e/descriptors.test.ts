// Where descriptors run out libuv closes connections without a word: the log of the edge and of the front says so.
import assert from "node:assert/strict";
import { connect, type NetConnectOpts, type Socket } from "node:net";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { resolvePaths } from "@seatstack/shared/paths";
import { freePorts } from "../helpers/ports.ts";
import { root, start, temporaryFolder, until, type Started } from "../helpers/processes.ts";

const LIMIT = 200;
const SAID = /"level":"error".*"limit":200,.*file descriptors run out: .*LimitNOFILE/;

/** `seatstack …` with few descriptors; ends with the test. */
function limited(t: TestContext, args: readonly string[]): Started {
  const main = join(root, "packages/cli/src/main.ts");
  const script = `ulimit -n ${LIMIT}; exec "$0" --disable-sigusr1 --no-warnings "$@"`;
  const env = { SEATSTACK_APP__ALLOW_ROOT: "true" };
  const started = start("/bin/sh", ["-c", script, process.execPath, main, ...args], { env });
  t.after(() => started.stop());
  return started;
}

/** More connections than there are descriptors. */
function flood(t: TestContext, where: NetConnectOpts): void {
  const sockets = Array.from({ length: 2 * LIMIT }, (): Socket => connect(where).on("error", () => undefined));
  t.after(() => sockets.forEach(socket => socket.destroy()));
}

async function saysSo(t: TestContext, started: Started, where: NetConnectOpts): Promise<void> {
  const ready = /"msg":"(ready|the edge is ready)"/;
  await until("readiness", 20_000, () => ready.test(started.output()), started.output);
  flood(t, where);
  await until("the line", 20_000, () => SAID.test(started.output()), started.output);
}

test("the front says that descriptors run out", async t => {
  const folder = await temporaryFolder();
  t.after(() => folder.remove());
  const app = limited(t, ["app", "--dir", folder.dir, "--set", "app.module=seat-tracker", "--set", "app.workers=1"]);
  await saysSo(t, app, { path: resolvePaths(folder.dir).app.bind });
});

test("the edge says that descriptors run out", async t => {
  const folder = await temporaryFolder();
  t.after(() => folder.remove());
  const [port = 0] = await freePorts(1);
  const sets = [
    `edge.http=127.0.0.1:${port}`,
    "edge.https=",
    "edge.threads=1",
    "edge.redirect=false",
    "edge.limits.connections=10000",
  ];
  const edge = limited(t, ["edge", "--dir", folder.dir, ...sets.flatMap(set => ["--set", set])]);
  await saysSo(t, edge, { host: "127.0.0.1", port });
  assert.equal(edge.output().split("file descriptors run out").length, 2);
});
