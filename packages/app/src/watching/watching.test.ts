// Asking for a watch, confirming it, stopping it; and what nobody outside may learn from the answers.
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { DeliveryKind, TokenPurpose } from "../db/schema.ts";
import { pollOnce } from "../poller/poller.ts";
import { type SectionReading } from "../sources/source.ts";
import { FakeClock, pollerOf, reading, ScriptedSource, temporaryDatabase } from "../testing/harness.ts";
import { mintToken } from "../tokens/tokens.ts";
import { createWatching } from "../watching.ts";

const ANN = "ann@example.edu";

async function stage(test: TestContext, ...sections: readonly SectionReading[]) {
  const database = await temporaryDatabase(test);
  const clock = new FakeClock();
  const source = new ScriptedSource();
  source.read(...(sections.length > 0 ? sections : [reading("01", 0), reading("02", 3)]));
  const { context, options } = pollerOf(database, clock, source);
  await pollOnce(context, options, new AbortController().signal);
  const watching = createWatching({ database, now: () => clock.now() });
  const db = database.kysely;

  /** What the mail sender does when it writes a letter. */
  const mint = async (purpose: TokenPurpose, watchId: number | null, contactId = 1) => {
    const { token, row } = mintToken({ purpose, contactId, watchId }, clock.now());
    await db.insertInto("token").values(row).execute();
    return token;
  };
  const kinds = async (): Promise<readonly DeliveryKind[]> =>
    (await db.selectFrom("delivery").select("kind").orderBy("id").execute()).map(row => row.kind);
  const watch = (id = 1) => db.selectFrom("watch").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  return { database, db, clock, watching, mint, kinds, watch };
}

describe("asking for a watch", () => {
  it("queues one confirmation and arms nothing", async test => {
    const { watching, kinds, watch } = await stage(test);
    const result = await watching.createWatch(ANN, 1);
    assert.equal(result.kind, "confirm-sent");
    assert.equal(result.openNow, false);
    assert.deepEqual(await kinds(), ["confirm"]);
    assert.equal((await watch()).state, "pending");
  });

  it("says on the spot that the section is open already", async test => {
    const { watching } = await stage(test);
    const result = await watching.createWatch(ANN, 2);
    assert.equal(result.kind === "confirm-sent" && result.openNow, true);
  });

  it("answers alike for new, pending, armed and suppressed addresses", async test => {
    const { watching, mint, db, clock } = await stage(test);
    const first = await watching.createWatch(ANN, 1);
    const pending = await watching.createWatch(ANN, 1);
    await watching.confirmWatch(await mint("confirm", 1));
    const armed = await watching.createWatch(ANN, 1);
    await db
      .insertInto("suppression")
      .values({ kind: "email", address: "bob@example.edu", reason: "refused", created_at: clock.now() })
      .execute();
    const suppressed = await watching.createWatch("bob@example.edu", 1);
    const outside = (result: typeof first) => (result.kind === "confirm-sent" ? { ...result, section: 0 } : result);
    for (const result of [pending, armed, suppressed]) assert.deepEqual(outside(result), outside(first));
  });

  it("never writes to a suppressed address", async test => {
    const { watching, db, kinds } = await stage(test);
    await db
      .insertInto("suppression")
      .values({ kind: "email", address: ANN, reason: "refused", created_at: 0 })
      .execute();
    await watching.createWatch(ANN, 1);
    assert.deepEqual(await kinds(), []);
  });

  it("tells the mailbox, not the asker, that it has the watch already", async test => {
    const { watching, mint, kinds, watch, clock } = await stage(test);
    await watching.createWatch(ANN, 1);
    await watching.confirmWatch(await mint("confirm", 1));
    clock.advance(120_000);
    await watching.createWatch(ANN, 1);
    assert.deepEqual(await kinds(), ["confirm", "already"]);
    assert.equal((await watch()).state, "armed");
  });

  it("sends one message a minute for one section, and ten an hour to a stranger", async test => {
    const sections = Array.from({ length: 30 }, (_, i) => reading(String(i), 0));
    const { watching, kinds, clock } = await stage(test, ...sections);
    for (let i = 0; i < 5; i += 1) await watching.createWatch(ANN, 1);
    assert.equal((await kinds()).length, 1);
    for (let id = 2; id <= 30; id += 1) await watching.createWatch(ANN, id);
    assert.equal((await kinds()).length, 10);
    clock.advance(3_600_000);
    await watching.createWatch(ANN, 1);
    assert.equal((await kinds()).length, 11);
  });

  it("refuses bad addresses, unknown sections, cancelled ones and ended terms", async test => {
    const { watching, db, kinds, clock } = await stage(test, reading("01", 0), reading("02", 0, { cancelled: true }));
    assert.equal((await watching.createWatch("ann@", 1)).kind, "invalid-email");
    assert.equal((await watching.createWatch(ANN, 99)).kind, "unknown-section");
    assert.equal((await watching.createWatch(ANN, Number.NaN)).kind, "unknown-section");
    assert.equal((await watching.createWatch(ANN, 2)).kind, "ended");
    await db.updateTable("term").set({ alerts_until: clock.now() }).execute();
    assert.equal((await watching.createWatch(ANN, 1)).kind, "ended");
    assert.deepEqual(await kinds(), []);
  });
});

describe("confirming", () => {
  it("arms the watch once; looking does not use the link, and a second use says so kindly", async test => {
    const { watching, mint, watch, db } = await stage(test);
    await watching.createWatch(ANN, 1);
    const token = await mint("confirm", 1);
    for (let i = 0; i < 3; i += 1) {
      const seen = await watching.peek(token);
      assert.equal(seen.kind === "confirm" && !seen.used, true);
    }
    assert.equal((await watch()).state, "pending");
    assert.equal((await watching.confirmWatch(token)).kind, "confirmed");
    assert.deepEqual([(await watch()).state, (await watch()).latch], ["armed", 0]);
    assert.ok((await db.selectFrom("contact").select("verified_at").executeTakeFirstOrThrow()).verified_at);
    assert.equal((await watching.confirmWatch(token)).kind, "already-confirmed");
    const again = await watching.peek(token);
    assert.equal(again.kind === "confirm" && again.used, true);
  });

  it("latches a watch of an open section: it waits for the next time", async test => {
    const { watching, mint, watch } = await stage(test);
    await watching.createWatch(ANN, 2);
    const result = await watching.confirmWatch(await mint("confirm", 1));
    assert.equal(result.kind === "confirmed" && result.openNow, true);
    assert.equal((await watch()).latch, 1);
  });

  it("is refused for expired, foreign and made-up links", async test => {
    const { watching, mint, watch, clock } = await stage(test);
    await watching.createWatch(ANN, 1);
    const late = await mint("confirm", 1);
    assert.equal((await watching.confirmWatch(await mint("unsubscribe", 1))).kind, "invalid");
    assert.equal((await watching.confirmWatch("x".repeat(43))).kind, "invalid");
    clock.advance(48 * 3_600_000);
    assert.equal((await watching.confirmWatch(late)).kind, "invalid");
    assert.equal((await watching.peek(late)).kind, "invalid");
    assert.equal((await watch()).state, "pending");
  });

  it("of a watch that was stopped and asked for again takes the new link, not the old", async test => {
    const { watching, mint, watch, clock } = await stage(test);
    await watching.createWatch(ANN, 1);
    const unused = await mint("confirm", 1);
    const used = await mint("confirm", 1);
    await watching.confirmWatch(used);
    await watching.unsubscribe(await mint("unsubscribe", 1));
    clock.advance(120_000);
    await watching.createWatch(ANN, 1);
    assert.equal((await watching.confirmWatch(unused)).kind, "invalid");
    assert.equal((await watching.confirmWatch(used)).kind, "invalid");
    assert.equal((await watch()).state, "pending");
    assert.equal((await watching.confirmWatch(await mint("confirm", 1))).kind, "confirmed");
  });
});

describe("unsubscribing", () => {
  it("stops one watch or all, as often as asked, with the same answer", async test => {
    const { watching, mint, watch } = await stage(test);
    for (const id of [1, 2]) {
      await watching.createWatch(ANN, id);
      await watching.confirmWatch(await mint("confirm", id));
    }
    const one = await mint("unsubscribe", 1);
    const seen = await watching.peek(one);
    assert.deepEqual(seen.kind === "unsubscribe" && [seen.scope, seen.sections.length], ["watch", 1]);
    const answers = [await watching.unsubscribe(one), await watching.unsubscribe(one)];
    for (const answer of answers) assert.equal(answer.kind === "unsubscribed" && answer.sections.length, 1);
    assert.deepEqual([(await watch(1)).state, (await watch(2)).state], ["cancelled", "armed"]);
    const all = await watching.unsubscribe(await mint("unsubscribe", null));
    assert.equal(all.kind === "unsubscribed" && all.sections.length, 2);
    assert.equal((await watch(2)).state, "cancelled");
    assert.equal((await watching.unsubscribe("nonsense")).kind, "invalid");
  });

  it("does not stop anybody else's", async test => {
    const { watching, mint, watch } = await stage(test);
    await watching.createWatch(ANN, 1);
    await watching.createWatch("bob@example.edu", 1);
    await watching.confirmWatch(await mint("confirm", 2, 2));
    await watching.unsubscribe(await mint("unsubscribe", null, 1));
    assert.equal((await watch(2)).state, "armed");
  });

  it("of an address that never confirmed keeps strangers from signing it up again", async test => {
    const { watching, mint, kinds, clock } = await stage(test);
    await watching.createWatch(ANN, 1);
    await watching.unsubscribe(await mint("unsubscribe", 1));
    clock.advance(7_200_000);
    await watching.createWatch(ANN, 1);
    await watching.createWatch(ANN, 2);
    assert.deepEqual(await kinds(), ["confirm"]);
  });

  it("of a confirmed address does not lock its owner out", async test => {
    const { watching, mint, kinds, clock } = await stage(test);
    await watching.createWatch(ANN, 1);
    await watching.confirmWatch(await mint("confirm", 1));
    await watching.unsubscribe(await mint("unsubscribe", null));
    clock.advance(120_000);
    await watching.createWatch(ANN, 1);
    assert.deepEqual(await kinds(), ["confirm", "confirm"]);
  });
});
