// What ends by itself, what is forgotten, and what is kept.
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { pollOnce } from "../poller/poller.ts";
import { FakeClock, pollerOf, reading, ScriptedSource, TERM, temporaryDatabase } from "../testing/harness.ts";
import { mintToken } from "../tokens/tokens.ts";
import { createWatching } from "../watching.ts";
import { createHousekeeper, tidy } from "./housekeeper.ts";

const DAY = 86_400_000;

async function stage(test: TestContext) {
  const database = await temporaryDatabase(test);
  const clock = new FakeClock();
  const source = new ScriptedSource();
  source.read(reading("01", 0));
  const { context, options } = pollerOf(database, clock, source);
  await pollOnce(context, options, new AbortController().signal);
  const watching = createWatching({ database, now: () => clock.now() });
  await watching.createWatch("ann@example.edu", 1);
  const { token, row } = mintToken({ purpose: "confirm", contactId: 1, watchId: 1 }, clock.now());
  await database.kysely.insertInto("token").values(row).execute();
  return { database, db: database.kysely, clock, watching, token };
}

describe("housekeeper", () => {
  it("expires watches when the term's alerts end, and not a moment before", async test => {
    const { db, watching, token } = await stage(test);
    await watching.confirmWatch(token);
    const state = async () => (await db.selectFrom("watch").select("state").executeTakeFirstOrThrow()).state;
    await tidy(db, (TERM.alertsUntil ?? 0) - 1);
    assert.equal(await state(), "armed");
    await tidy(db, TERM.alertsUntil ?? 0);
    assert.equal(await state(), "expired");
  });

  it("forgets an address that never confirmed, and keeps one that did", async test => {
    const { db, clock, watching, token } = await stage(test);
    await watching.confirmWatch(token);
    clock.advance(120_000);
    await watching.createWatch("bob@example.edu", 1);
    await tidy(db, clock.now() + 7 * DAY + 1);
    const left = await db.selectFrom("contact").select("address").execute();
    assert.deepEqual(
      left.map(row => row.address),
      ["ann@example.edu"],
    );
  });

  it("deletes old tokens, logs and snapshots", async test => {
    const { db, clock } = await stage(test);
    await tidy(db, clock.now() + DAY);
    assert.equal((await db.selectFrom("snapshot").select("id").execute()).length, 1);
    await tidy(db, clock.now() + 31 * DAY);
    for (const table of ["token", "fetch_log", "snapshot"] as const) {
      assert.deepEqual(await db.selectFrom(table).select("id").execute(), [], table);
    }
  });

  it("is a task that runs every ten minutes, and one run tidies once, by the clock", async test => {
    const { database, db, clock } = await stage(test);
    const task = createHousekeeper(database, clock);
    assert.deepEqual([task.name, task.every], ["housekeeper", 600_000]);
    clock.advance(31 * DAY);
    await task.run(new AbortController().signal);
    assert.deepEqual(await db.selectFrom("token").select("id").execute(), []);
  });
});
