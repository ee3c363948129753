// The poller over a real database: what a history of readings does to states, events and deliveries.
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { Database } from "../db/open.ts";
import type { SectionReading } from "../sources/source.ts";
import {
  FakeClock,
  INTERVAL_MS,
  pollerOf,
  reading,
  ScriptedSource,
  seatsOf,
  temporaryDatabase,
} from "../testing/harness.ts";
import { pollOnce } from "./poller.ts";

const running = new AbortController().signal;

/** A poller that reads one script, poll by poll. */
async function stage(test: TestContext) {
  const database = await temporaryDatabase(test);
  const clock = new FakeClock();
  const source = new ScriptedSource();
  const { context, options } = pollerOf(database, clock, source);
  const poll = async (...sections: readonly SectionReading[]) => {
    source.read(...sections);
    clock.advance(INTERVAL_MS);
    await pollOnce(context, options, running);
  };
  return { database, clock, source, poll, context, options };
}

async function watch(database: Database, change: { latch?: 0 | 1; auto_rearm?: 0 | 1; address?: string } = {}) {
  const { address = "ann@example.edu", ...columns } = change;
  const db = database.kysely;
  const section = await db.selectFrom("section").select("id").orderBy("id").executeTakeFirstOrThrow();
  const { id } = await db
    .insertInto("contact")
    .values({ kind: "email", address, bounces: 0, created_at: 0, verified_at: 1 })
    .returning("id")
    .executeTakeFirstOrThrow();
  await db
    .insertInto("watch")
    .values({
      contact_id: id,
      section_id: section.id,
      on_open: 1,
      on_waitlist: 0,
      on_close: 0,
      include_reserved: 0,
      min_seats: 1,
      auto_rearm: 1,
      alerts: 0,
      state: "armed",
      latch: 0,
      created_at: 0,
      ...columns,
    })
    .execute();
}

const all = (open: number) => Array.from({ length: 30 }, (_, i) => reading(String(i), open));

async function alerts(database: Database): Promise<number> {
  return (await database.kysely.selectFrom("delivery").select("id").where("kind", "=", "alert").execute()).length;
}

async function status(database: Database): Promise<string | undefined> {
  return (await database.kysely.selectFrom("section_state").select("status").executeTakeFirst())?.status;
}

describe("poller", () => {
  it("takes the first reading as the baseline: no event, no alert", async test => {
    const { database, poll } = await stage(test);
    await poll(reading("01", 3));
    assert.equal(await status(database), "open");
    assert.deepEqual(await database.kysely.selectFrom("seat_event").selectAll().execute(), []);
  });

  it("writes one delivery on closed to open, and none while it stays open", async test => {
    const { database, poll, clock } = await stage(test);
    await poll(reading("01", 0));
    await watch(database);
    await poll(reading("01", 2));
    await poll(reading("01", 1));
    await poll(reading("01", 3));
    const [delivery, ...more] = await database.kysely.selectFrom("delivery").selectAll().execute();
    assert.deepEqual(more, []);
    assert.equal(delivery?.state, "queued");
    assert.equal(delivery.kind, "alert");
    assert.ok(delivery.next_at <= clock.now());
    const [event] = await database.kysely.selectFrom("seat_event").selectAll().execute();
    assert.deepEqual([event?.from_status, event?.to_status, event?.open], ["closed", "open", 2]);
  });

  it("does not fire again on a flap, and fires again after two closed readings", async test => {
    const { database, poll } = await stage(test);
    await poll(reading("01", 0));
    await watch(database);
    for (const open of [1, 0, 1, 0, 1]) await poll(reading("01", open));
    assert.equal(await alerts(database), 1);
    for (const open of [0, 0, 1]) await poll(reading("01", open));
    assert.equal(await alerts(database), 2);
  });

  it("keeps the latch of a watch that was made while open until two closed readings", async test => {
    const { database, poll } = await stage(test);
    await poll(reading("01", 1));
    await watch(database, { latch: 1 });
    for (const open of [1, 0, 1]) await poll(reading("01", open));
    assert.equal(await alerts(database), 0);
    for (const open of [0, 0, 1]) await poll(reading("01", open));
    assert.equal(await alerts(database), 1);
  });

  it("tells a watch without auto_rearm once for ever", async test => {
    const { database, poll } = await stage(test);
    await poll(reading("01", 0));
    await watch(database, { auto_rearm: 0 });
    for (const open of [1, 0, 0, 1, 0, 0, 1]) await poll(reading("01", open));
    assert.equal(await alerts(database), 1);
    const { state } = await database.kysely.selectFrom("watch").select("state").executeTakeFirstOrThrow();
    assert.equal(state, "fired");
  });

  it("keeps the state through failures, absence and unknown seats, and sees the edge across them", async test => {
    const { database, poll, source, clock, context, options } = await stage(test);
    const other = reading("02", 5);
    const crowd = Array.from({ length: 20 }, (_, i) => reading(`9${i}`, 5));
    await poll(reading("01", 0), other, ...crowd);
    await watch(database);
    source.answer = { kind: "failed", reason: "network", message: "no route" };
    clock.advance(INTERVAL_MS);
    await pollOnce(context, options, running);
    assert.equal(await status(database), "closed");
    clock.advance(10 * INTERVAL_MS);
    await poll(other, ...crowd);
    await poll(reading("01", null, { seats: seatsOf(null) }), other, ...crowd);
    assert.equal(await status(database), "closed");
    assert.equal(await alerts(database), 0);
    await poll(reading("01", 1), other, ...crowd);
    assert.equal(await alerts(database), 1);
  });

  it("backs off after failures and counts them", async test => {
    const { database, poll, source, clock, context, options } = await stage(test);
    await poll(reading("01", 0));
    source.answer = { kind: "failed", reason: "timeout", message: "slow" };
    const before = source.fetches;
    for (let i = 0; i < 12; i += 1) {
      clock.advance(5000);
      await pollOnce(context, options, running);
    }
    // 15 s after the success, then 30 s after the first failure; the third would be 60 s later.
    assert.equal(source.fetches - before, 2);
    const state = await database.kysely
      .selectFrom("source_state")
      .selectAll()
      .where("term", "=", "202701")
      .executeTakeFirstOrThrow();
    assert.equal(state.failures, 2);
    assert.match(state.last_error ?? "", /timeout: slow/);
  });

  it("quarantines a reading that lost many sections: no change, no alert, until it recovers", async test => {
    const { database, poll } = await stage(test);
    await poll(...all(0));
    await watch(database);
    await poll(...all(1).slice(0, 20));
    assert.equal(await alerts(database), 0);
    assert.equal(await status(database), "closed");
    const logged = await database.kysely.selectFrom("fetch_log").select("outcome").execute();
    assert.deepEqual(
      logged.map(row => row.outcome),
      ["accepted", "quarantined"],
    );
    await poll(...all(1));
    assert.equal(await alerts(database), 1);
  });

  it("makes one message key of all sections that open for a contact in one poll", async test => {
    const { database, poll } = await stage(test);
    await poll(reading("01", 0), reading("02", 0));
    await watch(database);
    const db = database.kysely;
    const sections = await db.selectFrom("section").select("id").orderBy("id").execute();
    const first = await db.selectFrom("watch").selectAll().executeTakeFirstOrThrow();
    const { id: _, ...copy } = first;
    await db
      .insertInto("watch")
      .values({ ...copy, section_id: sections[1]?.id ?? 0 })
      .execute();
    await poll(reading("01", 1), reading("02", 1));
    const rows = await db.selectFrom("delivery").select(["message_key", "watch_id"]).execute();
    assert.equal(rows.length, 2);
    assert.equal(new Set(rows.map(row => row.message_key)).size, 1);
  });

  it("takes snapshots on change and every hour", async test => {
    const { database, poll, clock } = await stage(test);
    await poll(reading("01", 2));
    await poll(reading("01", 2));
    await poll(reading("01", 1));
    clock.advance(3_600_000);
    await poll(reading("01", 1));
    const points = await database.kysely.selectFrom("snapshot").select("open").orderBy("at").execute();
    assert.deepEqual(
      points.map(point => point.open),
      [2, 1, 1],
    );
  });

  it("writes 10,000 deliveries for one section in well under two seconds of processor time", async test => {
    const { database, poll } = await stage(test);
    await poll(reading("01", 0));
    const db = database.kysely;
    await db.transaction().execute(async trx => {
      for (let i = 0; i < 10_000; i += 1) await watch({ ...database, kysely: trx }, { address: `s${i}@example.edu` });
    });
    const before = process.cpuUsage();
    await poll(reading("01", 1));
    assert.equal(await alerts(database), 10_000);
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 2_000_000, `${user + system} us`);
  });
});

describe("poll lease", () => {
  it("lets one of two pollers fetch", async test => {
    const { database, source, clock, context, options } = await stage(test);
    source.read(reading("01", 0));
    const second = pollerOf(database, clock, source, "poller-2");
    for (let round = 1; round <= 5; round += 1) {
      clock.advance(INTERVAL_MS);
      await Promise.all([pollOnce(context, options, running), pollOnce(second.context, second.options, running)]);
      assert.equal(source.fetches, round);
    }
  });

  it("writes nothing for a poller that was overtaken during its fetch", async test => {
    const { database, source, clock, context, options } = await stage(test);
    source.read(reading("01", 0));
    source.during = async () => {
      source.during = () => Promise.resolve();
      clock.advance(60_000);
      await database.kysely.updateTable("poll_lease").set({ holder: "poller-2" }).execute();
    };
    await pollOnce(context, options, running);
    assert.equal(source.fetches, 1);
    assert.equal(await status(database), undefined);
  });

  it("is free again when its holder has died", async test => {
    const { database, source, clock, context, options } = await stage(test);
    source.read(reading("01", 0));
    await database.kysely
      .insertInto("poll_lease")
      .values({ source: "scripted", term: "202701", holder: "dead", expires_at: clock.now() + 11_000 })
      .execute();
    await pollOnce(context, options, running);
    assert.equal(source.fetches, 0);
    clock.advance(11_000);
    await pollOnce(context, options, running);
    assert.equal(source.fetches, 1);
  });
});
