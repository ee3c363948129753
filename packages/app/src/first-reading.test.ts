// Two workers that start on an empty database: each has sections to show when it is ready, and the source was read once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { configSchema } from "@seatstack/shared/config/schema";
import { firstReading } from "./first-reading.ts";
import { readSettings } from "./settings.ts";
import { silent, temporaryDatabase, temporaryFolder } from "./testing/harness.ts";

test("an empty database is filled once, however many workers start on it, and a filled one is left alone", async t => {
  const folder = temporaryFolder(t);
  const databases = [await temporaryDatabase(t, folder), await temporaryDatabase(t, folder)];
  const settings = readSettings(configSchema.parse({}).seats);
  await Promise.all(databases.map(database => firstReading({ database, settings, log: silent })));
  const [database] = databases;
  assert.ok(database !== undefined);
  const count = () =>
    database.kysely
      .selectFrom("fetch_log")
      .select(row => row.fn.countAll().as("n"))
      .executeTakeFirstOrThrow();
  const sections = await database.kysely.selectFrom("section_state").select("section_id").execute();
  assert.ok(sections.length > 100, `${sections.length} sections`);
  const { n: fetches } = await count();
  const terms = await database.kysely.selectFrom("term").where("active", "=", 1).select("id").execute();
  assert.equal(fetches, terms.length);
  await firstReading({ database, settings, log: silent });
  assert.equal((await count()).n, fetches);
});
