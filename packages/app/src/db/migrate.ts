// Brings the schema up to date; whoever starts first does it, the others wait for its transaction and find it done.
import type { Kysely } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { EXIT, messageOf, SeatstackError } from "@seatstack/shared/errors";
import { initial } from "./migrations/0001-initial.ts";
import type { Tables } from "./schema.ts";

/** By name, in order. A released migration never changes. */
const MIGRATIONS: Readonly<Record<string, Migration>> = { "0001-initial": initial };

/** Throws `DATABASE_SCHEMA` when a migration fails or the database was written by a newer version. */
export async function migrate(kysely: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  throw new SeatstackError("DATABASE_SCHEMA", `cannot bring the database up to date: ${messageOf(error)}`, {
    fix: "Run the version of seatstack that last used this database, or restore a backup.",
    exitCode: EXIT.appLoad,
    cause: error,
  });
}
