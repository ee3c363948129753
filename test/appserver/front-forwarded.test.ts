// forwarded_allow_ips: whose X-Forwarded-* and Forwarded are believed, and what the app is told.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { connect } from "../helpers/http.ts";
import { freePorts } from "../helpers/ports.ts";
import { until } from "../helpers/processes.ts";
import { appHeader, ECHO_APP, exchange, plain, seenIn, startWithFile, type Seen } from "./front-app.ts";
import { startTier, type Tier } from "./tier.ts";

let tier: Tier;
let tcp = "";
let unix = "";

before(async () => {
  const [port = 0] = await freePorts(1);
  tcp = `http://127.0.0.1:${port}`;
  const socket = `/tmp/st-front-${process.pid}-${port}.sock`;
  unix = `unix:${socket}`;
  const bind = JSON.stringify([`127.0.0.1:${port}`, `unix:${socket}`]);
  tier = await startTier(ECHO_APP, [
    "app.workers=1",
    `app.bind=${bind}`,
    "app.forwarded_allow_ips=127.0.0.1,10.0.0.0/8",
  ]);
});

after(async () => {
  await tier.stop();
});

async function ask(url: string, ...lines: readonly string[]): Promise<Seen> {
  return seenIn(await exchange(url, plain("/", ...lines)));
}

test("a trusted proxy says who the client is, how it asked, and for what", async () => {
  const seen = await ask(
    tcp,
    "X-Forwarded-For: 203.0.113.9",
    "X-Forwarded-Proto: https",
    "X-Forwarded-Host: Seats.example:8443",
    "X-Forwarded-Port: 8443",
    "X-Real-IP: 203.0.113.9",
  );
  assert.equal(seen.remoteAddress, "203.0.113.9");
  assert.equal(seen.scheme, "https");
  assert.equal(seen.host, "seats.example:8443");
  assert.equal(appHeader(seen, "x-forwarded-for"), "203.0.113.9");
  assert.equal(appHeader(seen, "x-forwarded-proto"), "https");
  assert.equal(appHeader(seen, "x-forwarded-host"), "seats.example:8443");
  assert.equal(appHeader(seen, "x-forwarded-port"), "8443");
  assert.equal(appHeader(seen, "x-real-ip"), "203.0.113.9");
  assert.equal(appHeader(seen, "forwarded"), 'for=203.0.113.9;host="seats.example:8443";proto=https');
});

test("X-Forwarded-For is read from the right, over trusted proxies; what is left of the client is dropped", async () => {
  const seen = await ask(tcp, "X-Forwarded-For: 1.1.1.1, 203.0.113.9", "X-Forwarded-For: 10.1.2.3:8080");
  assert.equal(seen.remoteAddress, "203.0.113.9");
  assert.equal(appHeader(seen, "x-forwarded-for"), "203.0.113.9, 10.1.2.3");
});

test("what is no address ends the chain", async () => {
  assert.equal((await ask(tcp, "X-Forwarded-For: 203.0.113.9, unknown")).remoteAddress, "127.0.0.1");
  assert.equal((await ask(tcp, "X-Forwarded-For: 203.0.113.9, unknown, 10.0.0.1")).remoteAddress, "10.0.0.1");
});

test("IPv6 in brackets and IPv4 in IPv6 are read as addresses", async () => {
  assert.equal((await ask(tcp, "X-Forwarded-For: [2001:db8::1]:4711")).remoteAddress, "2001:db8::1");
  const mapped = await ask(tcp, "X-Forwarded-For: ::ffff:203.0.113.9");
  assert.equal(mapped.remoteAddress, "203.0.113.9");
  assert.equal(appHeader(mapped, "x-forwarded-for"), "203.0.113.9");
});

test("Forwarded (RFC 7239) says the same, where no X-Forwarded-* came", async () => {
  const seen = await ask(
    tcp,
    'Forwarded: for=9.9.9.9, for="[2001:db8::1]:80";proto=https;host=a.example, for=10.0.0.1;proto=http',
  );
  assert.equal(seen.remoteAddress, "2001:db8::1");
  assert.equal(seen.scheme, "https");
  assert.equal(seen.host, "a.example");
  assert.equal(appHeader(seen, "x-forwarded-for"), "2001:db8::1, 10.0.0.1");
  assert.equal(appHeader(seen, "forwarded"), 'for="[2001:db8::1]";host="a.example";proto=https');
  const both = await ask(tcp, "Forwarded: for=9.9.9.9;proto=https", "X-Forwarded-For: 203.0.113.9");
  assert.equal(both.remoteAddress, "203.0.113.9");
  assert.equal(both.scheme, "http");
});

test("a malformed word of a trusted proxy is no word", async () => {
  const lines = ["X-Forwarded-Proto: gopher", "X-Forwarded-Host: a/b", "X-Forwarded-Port: 99999", "Forwarded: for=;"];
  const seen = await ask(tcp, ...lines);
  assert.deepEqual([seen.scheme, seen.host, seen.remoteAddress], ["http", "a", "127.0.0.1"]);
  assert.equal(appHeader(seen, "x-forwarded-port"), undefined);
});

test("a Unix socket's peer is always believed; without a word of a proxy its client is local", async () => {
  assert.equal((await ask(unix, "X-Forwarded-For: 203.0.113.9")).remoteAddress, "203.0.113.9");
  assert.equal((await ask(unix)).remoteAddress, "127.0.0.1");
});

test("an X-Request-Id is kept from a trusted peer where it can be logged; else there is a new one", async () => {
  assert.equal(appHeader(await ask(tcp, "X-Request-Id: abc-123"), "x-request-id"), "abc-123");
  assert.match(appHeader(await ask(tcp, 'X-Request-Id: a"b'), "x-request-id") ?? "", /^[0-9a-f]{32}$/);
  assert.match(appHeader(await ask(tcp), "x-request-id") ?? "", /^[0-9a-f]{32}$/);
});

test("nobody else is believed, until a reload trusts everybody: in the same process, on the same connection", async t => {
  const [port = 0] = await freePorts(1);
  const stranger = await startWithFile(t, ECHO_APP, settings(port, "192.0.2.0/24"));
  const connection = await connect(`http://127.0.0.1:${port}`);
  t.after(() => connection.close());
  const ask = async () => {
    connection.send(plain("/", ...SPOOFED));
    return seenIn(await connection.read());
  };
  assertUnbelieved(await ask());
  stranger.write(settings(port, "*"));
  process.kill(stranger.tier.process.pid, "SIGHUP");
  const seen = await until("the reload's settings", 20_000, async () => {
    const seen = await ask();
    return seen.remoteAddress === "203.0.113.9" && seen;
  });
  assert.deepEqual([seen.scheme, seen.host], ["https", "evil.example"]);
  assert.equal(appHeader(seen, "x-forwarded-prefix"), "/x");
});

test("a connection that was reset before it was accepted has no address, and is not taken for a Unix socket's", async t => {
  const [port = 0] = await freePorts(1);
  const settings = `[app]\nbind = ["127.0.0.1:${port}"]\naccesslog = "a.log"\naccess_log_format = "%(h)s %(U)s"\n`;
  const { tier, dir } = await startWithFile(t, ECHO_APP, `${settings}forwarded_allow_ips = []\n`);
  const front = (await tier.status()).workers.find(worker => worker.kind === "front");
  assert.ok(front);
  process.kill(front.pid, "SIGSTOP");
  const attacker = await connect(`http://127.0.0.1:${port}`);
  attacker.socket.on("error", () => undefined);
  attacker.send(plain("/attack", "X-Forwarded-For: 10.0.0.1"));
  await new Promise(resolve => setTimeout(resolve, 100));
  attacker.socket.resetAndDestroy();
  process.kill(front.pid, "SIGCONT");
  await exchange(`http://127.0.0.1:${port}`, plain("/after"));
  const log = () => readFileSync(join(dir, "a.log"), "latin1");
  await until("the log", 20_000, () => log().includes("/after"));
  assert.equal(log(), "127.0.0.1 /after\n");
});

const SPOOFED = [
  "X-Forwarded-For: 203.0.113.9",
  "X-Forwarded-Proto: https",
  "X-Forwarded-Host: evil.example",
  "X-Forwarded-Port: 1",
  "X-Forwarded-Prefix: /x",
  "X-Real-IP: 203.0.113.9",
  "Forwarded: for=203.0.113.9",
  "X-Request-Id: abc",
];

function settings(port: number, trusted: string): string {
  return `[app]\nbind = ["127.0.0.1:${port}"]\nforwarded_allow_ips = ["${trusted}"]\n`;
}

function assertUnbelieved(seen: Seen): void {
  assert.deepEqual([seen.remoteAddress, seen.scheme, seen.host], ["127.0.0.1", "http", "a"]);
  assert.equal(appHeader(seen, "x-forwarded-for"), "127.0.0.1");
  assert.equal(appHeader(seen, "x-forwarded-host"), "a");
  assert.equal(appHeader(seen, "forwarded"), 'for=127.0.0.1;host="a";proto=http');
  for (const name of ["x-real-ip", "x-forwarded-port", "x-forwarded-prefix"]) {
    assert.equal(appHeader(seen, name), undefined, name);
  }
  assert.notEqual(appHeader(seen, "x-request-id"), "abc");
}
