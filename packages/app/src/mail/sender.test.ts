// The sender over a real database, a real folder and a real SMTP server.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Task } from "@seatstack/appserver/application";
import { systemClock } from "../clock.ts";
import type { Database } from "../db/open.ts";
import { pollOnce } from "../poller/poller.ts";
import {
  FakeClock,
  INTERVAL_MS,
  pollerOf,
  reading,
  ScriptedSource,
  silent,
  temporaryDatabase,
  temporaryFolder,
} from "../testing/harness.ts";
import { createWatching } from "../watching.ts";
import type { Channel } from "./channel.ts";
import { createFileChannel } from "./file-channel.ts";
import { createSender } from "./sender.ts";
import { createSmtpChannel } from "./smtp-channel.ts";
import { SmtpServer } from "./testing/smtp-server.ts";

const FROM = "Seats <seats@tracker.example>";
const PUBLIC_URL = "https://tracker.example:8443";

/** Two closed sections, polled on a clock that stands at the machine's time. */
async function stage(test: TestContext) {
  const database = await temporaryDatabase(test);
  const clock = new FakeClock();
  clock.advance(Date.now() - clock.now() - 10 * INTERVAL_MS);
  const source = new ScriptedSource();
  const { context, options } = pollerOf(database, clock, source);
  const poll = async (...open: readonly number[]) => {
    source.read(...open.map((seats, i) => reading(`0${i + 1}`, seats)));
    clock.advance(INTERVAL_MS);
    await pollOnce(context, options, new AbortController().signal);
  };
  await poll(0, 0);
  return { database, poll, watching: createWatching({ database }) };
}

/** Runs a sender until `done`, and shows that it stops when told. */
async function sendUntil(database: Database, channel: Channel, done: () => Promise<boolean>): Promise<void> {
  const stop = new AbortController();
  const options = { database, clock: systemClock, log: silent, publicUrl: PUBLIC_URL };
  const task: Task = createSender({ ...options, openChannel: () => channel });
  const running = task.run(stop.signal);
  const deadline = Date.now() + 120_000;
  while (!(await done()) && Date.now() < deadline) await delay(10);
  stop.abort();
  await running;
  assert.ok(await done(), "the sender did not get there");
}

const inState = (database: Database, state: "sent" | "failed" | "skipped", count: number) => async () => {
  const rows = await database.kysely.selectFrom("delivery").select("id").where("state", "=", state).execute();
  return rows.length >= count;
};

function tokenIn(message: string, path: "confirm" | "u"): string {
  const body = message.replaceAll("=\r\n", "");
  return new RegExp(`${PUBLIC_URL}/${path}/([A-Za-z0-9_-]{43})`).exec(body)?.[1] ?? assert.fail(`no ${path} link`);
}

describe("mail as files", () => {
  it("goes the whole way: confirm, alert, unsubscribe by the header", async test => {
    const { database, poll, watching } = await stage(test);
    const folder = join(temporaryFolder(test), "mail");
    const read = () =>
      readdirSync(folder)
        .toSorted()
        .map(name => readFileSync(join(folder, name), "utf8"));
    await watching.createWatch("ann@example.edu", 1);
    await watching.createWatch("ann@example.edu", 2);
    await sendUntil(database, createFileChannel(folder, FROM), inState(database, "sent", 2));
    for (const message of read()) {
      assert.equal((await watching.confirmWatch(tokenIn(message, "confirm"))).kind, "confirmed");
    }
    await poll(1, 2);
    await sendUntil(database, createFileChannel(folder, FROM), inState(database, "sent", 4));
    const [alert, ...more] = read().filter(message => message.includes("Subject: Seats open"));
    assert.ok(alert);
    assert.deepEqual(more, []);
    assert.match(alert, /^To: ann@example\.edu\r$/m);
    assert.match(alert, /^Subject: Seats open in 2 sections that you watch\r$/m);
    assert.match(alert, /section 01/);
    assert.match(alert, /section 02/);
    assert.match(alert, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    const header = /^List-Unsubscribe: <https:\/\/tracker\.example:8443\/u\/([\w-]{43})>\r$/m.exec(alert)?.[1];
    const stopped = await watching.unsubscribe(header ?? "");
    assert.equal(stopped.kind === "unsubscribed" && stopped.sections.length, 2);
  });

  it("is private, complete and RFC 5322: CRLF, no line over 998, no temporary left", async test => {
    const { database, watching } = await stage(test);
    const folder = join(temporaryFolder(test), "mail");
    await watching.createWatch("ann@example.edu", 1);
    await sendUntil(database, createFileChannel(folder, FROM), inState(database, "sent", 1));
    const [name, ...others] = readdirSync(folder);
    assert.deepEqual(others, []);
    assert.match(name ?? "", /^\d{8}T\d{9}Z-confirm-1-\d+\.eml$/);
    assert.equal(statSync(join(folder, name ?? "")).mode & 0o777, 0o600);
    const text = readFileSync(join(folder, name ?? ""), "utf8");
    assert.doesNotMatch(text, /[^\r]\n/);
    assert.ok(text.split("\r\n").every(line => line.length <= 998));
    for (const field of ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted"]) {
      assert.match(text, new RegExp(`^${field}: `, "m"));
    }
  });

  it("does not send what is no longer wanted", async test => {
    const { database, poll, watching } = await stage(test);
    const folder = join(temporaryFolder(test), "mail");
    const channel = () => createFileChannel(folder, FROM);
    await watching.createWatch("ann@example.edu", 1);
    await sendUntil(database, channel(), inState(database, "sent", 1));
    const [first] = readdirSync(folder);
    const message = readFileSync(join(folder, first ?? ""), "utf8");
    await watching.confirmWatch(tokenIn(message, "confirm"));
    await poll(1, 0);
    await watching.unsubscribe(tokenIn(message, "u"));
    await sendUntil(database, channel(), inState(database, "skipped", 1));
    assert.equal(readdirSync(folder).length, 1);
  });
});

const start = async (test: TestContext, port = 0) => {
  const server = await SmtpServer.start(port);
  test.after(() => server.stop());
  return server;
};
const asks = async (test: TestContext, count: number) => {
  const { database, watching } = await stage(test);
  for (let i = 0; i < count; i += 1) await watching.createWatch(`s${i}@example.edu`, 1);
  return database;
};
const firstDelivery = (database: Database) =>
  database.kysely.selectFrom("delivery").selectAll().orderBy("id").executeTakeFirstOrThrow();

function assertOneMessageId(server: SmtpServer, tries: number): void {
  const ids = server.offered.map(({ data }) => /^Message-ID: (<[0-9a-f]{32}@[^>]+>)\r$/m.exec(data)?.[1]);
  assert.equal(ids.length, tries);
  assert.ok(ids[0]);
  assert.equal(new Set(ids).size, 1);
}

describe("mail by SMTP", () => {
  it("sends many messages over one connection", async test => {
    const server = await start(test);
    const database = await asks(test, 25);
    await sendUntil(database, createSmtpChannel(server.url, FROM), inState(database, "sent", 25));
    assert.equal(server.connections, 1);
    assert.equal(new Set(server.received.map(message => message.to.join())).size, 25);
    assert.equal(server.received[0]?.from, "seats@tracker.example");
  });

  it("marks sent only what was accepted; a 4xx comes back later with the same Message-ID", async test => {
    const server = await start(test);
    const database = await asks(test, 1);
    let refused = "";
    server.fault = command => (command === "." && refused === "" ? (refused = "451 later") : undefined);
    const began = Date.now();
    const tried = async () => (await firstDelivery(database)).error !== null;
    await sendUntil(database, createSmtpChannel(server.url, FROM), tried);
    const delivery = await firstDelivery(database);
    assert.deepEqual([delivery.state, delivery.attempts, server.received.length], ["queued", 1, 0]);
    assert.ok(delivery.next_at >= began + 3000);
    await database.kysely.updateTable("delivery").set({ next_at: 0 }).execute();
    await sendUntil(database, createSmtpChannel(server.url, FROM), inState(database, "sent", 1));
    assert.equal(server.received.length, 1);
    assertOneMessageId(server, 2);
  });

  it("gives up at once on a 5xx about the letter, and goes on with the others", async test => {
    const server = await start(test);
    const database = await asks(test, 3);
    server.fault = (command, line) => (command === "RCPT" && line.includes("s1@") ? "550 nobody here" : undefined);
    await sendUntil(database, createSmtpChannel(server.url, FROM), inState(database, "sent", 2));
    const failed = await database.kysely.selectFrom("delivery").selectAll().where("state", "=", "failed").execute();
    assert.deepEqual([failed.length, failed[0]?.attempts], [1, 1]);
    assert.match(failed[0]?.error ?? "", /550/);
  });

  it("gives up after fifteen tries", async test => {
    const server = await start(test);
    const database = await asks(test, 1);
    server.fault = command => (command === "." ? "452 full" : undefined);
    await database.kysely.updateTable("delivery").set({ attempts: 14 }).execute();
    await sendUntil(database, createSmtpChannel(server.url, FROM), inState(database, "failed", 1));
    assert.equal((await firstDelivery(database)).attempts, 15);
  });

  it("burns one message's try, not everyone's, while the server is down; nothing is lost when it is back", async test => {
    const away = await SmtpServer.start();
    const { port, url } = away;
    await away.stop();
    const database = await asks(test, 5);
    await sendUntil(database, createSmtpChannel(url, FROM), async () => (await firstDelivery(database)).error !== null);
    const rows = await database.kysely.selectFrom("delivery").select(["attempts", "lease_until"]).execute();
    assert.deepEqual(
      rows.map(row => row.attempts).toSorted((a, b) => a - b),
      [0, 0, 0, 0, 1],
    );
    assert.ok(rows.every(row => row.lease_until === null));
    const server = await start(test, port);
    await database.kysely.updateTable("delivery").set({ next_at: 0 }).execute();
    await sendUntil(database, createSmtpChannel(url, FROM), inState(database, "sent", 5));
    assert.equal(server.received.length, 5);
  });

  it("sends again when the connection died before the answer, under the same Message-ID", async test => {
    const server = await start(test);
    const database = await asks(test, 1);
    let dropped = false;
    server.fault = command => {
      if (command !== "." || dropped) return undefined;
      dropped = true;
      return "drop";
    };
    await sendUntil(
      database,
      createSmtpChannel(server.url, FROM),
      async () => (await firstDelivery(database)).error !== null,
    );
    assert.deepEqual([server.offered.length, server.received.length], [1, 0]);
    await database.kysely.updateTable("delivery").set({ next_at: 0 }).execute();
    await sendUntil(database, createSmtpChannel(server.url, FROM), inState(database, "sent", 1));
    assert.equal(server.received.length, 1);
    assertOneMessageId(server, 2);
  });

  it("is divided between two senders: every message once", async test => {
    const server = await start(test);
    const database = await asks(test, 40);
    const done = inState(database, "sent", 40);
    const channels = [createSmtpChannel(server.url, FROM), createSmtpChannel(server.url, FROM)];
    await Promise.all(channels.map(channel => sendUntil(database, channel, done)));
    assert.equal(server.received.length, 40);
    assert.equal(new Set(server.received.map(message => message.to.join())).size, 40);
  });
});
