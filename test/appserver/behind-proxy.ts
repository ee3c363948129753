// Contract of a foreign proxy in front of `bind`: whichever it is, addresses, bodies, streams and reloads come out right.
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { after, before, test } from "node:test";
import { connect } from "../helpers/http.ts";
import { load } from "../helpers/load.ts";
import { freePorts } from "../helpers/ports.ts";
import { temporaryFolder, until, type Started } from "../helpers/processes.ts";
import { appHeader, ECHO_APP, seenIn, type Seen } from "./front-app.ts";
import { startTier, type Tier } from "./tier.ts";

export interface ProxyPlan {
  /** Folder for whatever the proxy writes. */
  readonly dir: string;
  /** The proxy listens here on 127.0.0.1, one port for each way to us. */
  readonly overTcp: number;
  readonly overUnix: number;
  /** Our binds. */
  readonly tcp: number;
  readonly unix: string;
}

export interface ForeignProxy {
  readonly name: string;
  readonly file: string;
  readonly package: string;
  /** More settings of the tier. */
  readonly sets: readonly string[];
  start(plan: ProxyPlan): Started;
}

const RELOADS = 3;
/** On this machine, and none of the proxies that are trusted. */
const CLIENT = "127.0.0.2";

/** Runs the contract; skipped by name where the program is missing. */
export function behindProxy(proxy: ForeignProxy): void {
  const missing = `needs ${proxy.name}: apt-get install ${proxy.package}`;
  const options = existsSync(proxy.file) ? {} : { skip: missing };
  let tier: Tier;
  let running: Started;
  let ownPort = 0;
  let removeFolder: () => Promise<void>;
  let ways: readonly (readonly [name: string, url: string])[] = [];

  before(async () => {
    if (options.skip !== undefined) return;
    const [overTcp = 0, overUnix = 0, tcp = 0] = await freePorts(3);
    const { dir, remove } = await temporaryFolder();
    removeFolder = remove;
    ownPort = tcp;
    const unix = `${dir}/app.sock`;
    tier = await startTier(ECHO_APP, [`app.bind=["127.0.0.1:${tcp}","unix:${unix}"]`, ...proxy.sets]);
    running = proxy.start({ dir, overTcp, overUnix, tcp, unix });
    ways = [
      ["TCP", `http://127.0.0.1:${overTcp}`],
      ["Unix", `http://127.0.0.1:${overUnix}`],
    ];
    for (const [, url] of ways) await until(`${proxy.name} on ${url}`, 20_000, () => isUp(url), running.output);
  });

  after(async () => {
    await running?.stop();
    await tier?.stop();
    await removeFolder?.();
  });

  const everyWay = (name: string, body: (url: string) => Promise<void>): void => {
    test(`${proxy.name}: ${name}`, options, async () => {
      for (const [way, url] of ways) await body(url).catch(error => assert.fail(`over ${way}: ${String(error.stack)}`));
    });
  };

  everyWay("the client's address, scheme, host and request id reach the app; what it makes up does not", async url => {
    const headers = {
      "X-Forwarded-For": "6.6.6.6",
      "X-Real-IP": "6.6.6.6",
      Forwarded: "for=6.6.6.6",
      Host: "seats.example",
    };
    const seen = await askFrom(CLIENT, `${url}/who?x=%2F`, headers);
    assert.equal(seen.remoteAddress, CLIENT);
    assert.equal(seen.scheme, "http");
    assert.equal(seen.target, "/who?x=%2F");
    assert.equal(seen.host, "seats.example");
    assert.equal(appHeader(seen, "x-forwarded-for"), CLIENT);
    assert.equal(appHeader(seen, "forwarded"), `for=${CLIENT};host="seats.example";proto=http`);
    assert.equal(appHeader(seen, "x-real-ip") ?? CLIENT, CLIENT);
    assert.match(appHeader(seen, "x-request-id") ?? "", /^[0-9a-f]{32}$/);
  });

  everyWay(
    "bodies with a length and in chunks, small and of 5 MB, arrive whole; connections are used again",
    async url => {
      const connection = await connect(url);
      for (const length of [1, 16_384, 5_000_000]) {
        const body = Buffer.alloc(length, "x");
        assert.equal(seenIn(await connection.request("/", { method: "POST", body, timeout: 30_000 })).length, length);
      }
      connection.send(
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
      );
      assert.equal(seenIn(await connection.read("POST")).length, 5);
      connection.close();
    },
  );

  everyWay("HEAD, 204, 304, ten megabytes and an event stream cross as they are", async url => {
    const connection = await connect(url, 30_000);
    assert.equal((await connection.request("/big", { method: "HEAD" })).header("content-length"), "10000000");
    assert.equal((await connection.request("/empty")).status, 204);
    assert.equal((await connection.request("/unchanged")).status, 304);
    assert.equal((await connection.request("/big")).body.length, 10_000_000);
    const stream = await connection.request("/stream");
    assert.equal(stream.header("content-type"), "text/event-stream");
    assert.equal(stream.body.length, 3 * 65_536);
    connection.close();
  });

  everyWay("a WebSocket opens, and bytes go both ways", async url => {
    const connection = await connect(url);
    const lines = [
      "GET /ws HTTP/1.1",
      "Host: a",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
    ];
    connection.send(`${lines.join("\r\n")}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
    let text = "";
    connection.socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
    await until("the switch", 20_000, () => /^HTTP\/1\.1 101 [^]*\r\n\r\n/.test(text));
    assert.match(text, /sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/i);
    connection.send("both ways");
    await until("the echo", 20_000, () => text.endsWith("both ways"));
    connection.close();
  });

  test(`${proxy.name}: its connections to us are kept alive: fifty requests need no fifty`, options, async () => {
    const [, url] = ways[0] ?? [];
    const connection = await connect(url ?? "");
    await connection.request("/");
    const before = socketsOf(ownPort);
    for (let i = 0; i < 50; i++) assert.equal((await connection.request("/")).status, 200);
    connection.close();
    const made = socketsOf(ownPort) - before;
    assert.ok(made < 10, `${made} sockets more`);
  });

  test(`${proxy.name}: rolling reloads under GETs and POSTs, over TCP and Unix: 0 errors`, options, async () => {
    const done = new AbortController();
    const post = { method: "POST", body: "x".repeat(16_384) };
    const loads = ways.flatMap(([, url]) => [
      load(url, { concurrency: 3, signal: done.signal, timeout: 30_000 }),
      load(url, { ...post, concurrency: 2, signal: done.signal, timeout: 30_000 }),
    ]);
    try {
      let before = await tier.settled(2);
      for (let reload = 0; reload < RELOADS; reload++) {
        process.kill(tier.process.pid, "SIGHUP");
        before = await until("all workers new", 60_000, async () => {
          const now = await tier.ready();
          return now.length === 2 && now.every(worker => before.every(({ pid }) => pid !== worker.pid)) && now;
        });
      }
    } finally {
      done.abort();
    }
    for (const { statuses, errors } of await Promise.all(loads)) {
      assert.deepEqual(Object.keys(statuses), ["200"], errors.join("\n"));
    }
  });
}

/** A GET by a client that has the address `from`. */
async function askFrom(from: string, url: string, headers: Readonly<Record<string, string>>): Promise<Seen> {
  const request = get(url, { headers, localAddress: from, agent: false, signal: AbortSignal.timeout(20_000) });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return JSON.parse(Buffer.concat((await response.toArray()) as Buffer[]).toString()) as Seen;
}

/** Connections of a TCP port, closed ones that the kernel still remembers (TIME_WAIT) among them. */
function socketsOf(port: number): number {
  const local = port.toString(16).toUpperCase().padStart(4, "0");
  const lines = readFileSync("/proc/net/tcp", "latin1").split("\n");
  return lines.filter(line =>
    line
      .split(/\s+/)
      .slice(2, 4)
      .some(address => address.endsWith(`:${local}`)),
  ).length;
}

async function isUp(url: string): Promise<boolean> {
  const connection = await connect(url).catch(() => undefined);
  const response = await connection?.request("/").catch(() => undefined);
  connection?.close();
  return response?.status === 200;
}
