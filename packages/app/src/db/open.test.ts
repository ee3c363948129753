// The database: one schema whoever comes first, waiting instead of failing, and a version that sees every write.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { CompiledQuery } from "kysely";
import { temporaryDatabase, temporaryFolder } from "../testing/harness.ts";
import { type Database, openDatabase } from "./open.ts";

const run = promisify(execFile);

async function pragma(database: Database, name: string): Promise<unknown> {
  const { rows } = await database.kysely.executeQuery(CompiledQuery.raw(`PRAGMA ${name}`));
  return Object.values(rows[0] ?? {})[0];
}

async function lease(database: Database, term: string): Promise<void> {
  await database.kysely
    .insertInto("poll_lease")
    .values({ source: "demo", term, holder: "me", expires_at: Date.now() })
    .execute();
}

describe("database", () => {
  it("is opened in WAL mode with foreign keys on", async test => {
    const database = await temporaryDatabase(test);
    assert.equal(await pragma(database, "journal_mode"), "wal");
    assert.equal(await pragma(database, "foreign_keys"), 1);
    assert.equal(await pragma(database, "synchronous"), 1);
  });

  it("is migrated once when many processes start together", async test => {
    const dataDir = temporaryFolder(test);
    const opener = `import { openDatabase } from ${JSON.stringify(new URL("open.ts", import.meta.url).href)};
      const database = await openDatabase({ url: "", dataDir: ${JSON.stringify(dataDir)} });
      console.log((await database.kysely.selectFrom("term").selectAll().execute()).length);
      await database.close();`;
    const args = ["--input-type=module", "--eval", opener];
    const outputs = await Promise.all(Array.from({ length: 6 }, () => run(process.execPath, args)));
    assert.deepEqual(
      outputs.map(({ stdout }) => stdout.trim()),
      Array.from({ length: 6 }, () => "0"),
    );
  });

  it("keeps its rows when it is opened again, in a file of its own if asked", async test => {
    const dataDir = temporaryFolder(test);
    const url = `sqlite:${join(dataDir, "other.db")}`;
    const first = await openDatabase({ url, dataDir });
    await lease(first, "202701");
    await first.close();
    const second = await openDatabase({ url, dataDir });
    test.after(() => second.close());
    assert.equal((await second.kysely.selectFrom("poll_lease").selectAll().execute()).length, 1);
    assert.ok(statSync(join(dataDir, "other.db")).isFile());
  });

  it("refuses a URL of another kind without showing its password", async test => {
    const dataDir = temporaryFolder(test);
    await assert.rejects(openDatabase({ url: "postgres://seats:geheim@db/seats", dataDir }), (error: Error) => {
      assert.match(error.message, /sqlite:\/path/);
      assert.doesNotMatch(error.message, /geheim/);
      return true;
    });
  });

  it("waits for another connection's write instead of failing, and leaves the event loop free", async test => {
    const dataDir = temporaryFolder(test);
    const [one, two] = [await temporaryDatabase(test, dataDir), await temporaryDatabase(test, dataDir)];
    let ticks = 0;
    await one.kysely.transaction().execute(async trx => {
      await trx.deleteFrom("poll_lease").execute();
      const waiting = two.kysely.transaction().execute(inner => inner.deleteFrom("poll_lease").execute());
      for (; ticks < 5; ticks += 1) await new Promise(resolve => setTimeout(resolve, 5));
      void waiting.then(() => (ticks = 100));
    });
    assert.equal(ticks, 5);
    await lease(two, "202701");
  });

  it("rolls a failed transaction back whole and goes on", async test => {
    const database = await temporaryDatabase(test);
    const broken = database.kysely.transaction().execute(async trx => {
      await lease({ ...database, kysely: trx }, "202701");
      await lease({ ...database, kysely: trx }, "202701");
    });
    await assert.rejects(broken, /UNIQUE/);
    assert.deepEqual(await database.kysely.selectFrom("poll_lease").selectAll().execute(), []);
    await lease(database, "202701");
  });

  it("changes its version on every write of any connection, and on nothing else", async test => {
    const dataDir = temporaryFolder(test);
    const [one, two] = [await temporaryDatabase(test, dataDir), await temporaryDatabase(test, dataDir)];
    const before = one.version();
    await one.kysely.selectFrom("term").selectAll().execute();
    assert.equal(one.version(), before);
    await lease(two, "202701");
    const foreign = one.version();
    assert.ok(foreign > before);
    await lease(one, "202705");
    assert.ok(one.version() > foreign);
  });
});
