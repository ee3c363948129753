// Opens the database of an installation: one connection, pragmas set, migrated.
import { join } from "node:path";
import { Kysely, type LogEvent } from "kysely";
import { EXIT, SeatstackError } from "@seatstack/shared/errors";
import { migrate } from "./migrate.ts";
import { NodeSqliteDialect, type SqliteConnection, openSqlite } from "./sqlite.ts";
import type { Tables } from "./schema.ts";

export interface Database {
  readonly kysely: Kysely<Tables>;
  /** Changes whenever any connection of any process has committed a write; costs about a microsecond. */
  version(): number;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** `[seats] database`: `sqlite:/path`, or empty for seats.db in `dataDir`. */
  readonly url: string;
  readonly dataDir: string;
  /** Called after every statement, for slow-query logs and crash tests. */
  readonly onQuery?: ((event: LogEvent) => void) | undefined;
}

/** Safe to call from many processes at once: the migrations run under a lock. Throws `DATABASE_URL` (exit 2). */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const connection = await openSqlite(fileOf(options));
  const kysely = new Kysely<Tables>({
    dialect: new NodeSqliteDialect(connection),
    ...(options.onQuery === undefined ? {} : { log: options.onQuery }),
  });
  try {
    await migrate(kysely);
  } catch (error) {
    await kysely.destroy();
    throw error;
  }
  return databaseOver(kysely, connection);
}

function databaseOver(kysely: Kysely<Tables>, connection: SqliteConnection): Database {
  return { kysely, version: () => connection.version(), close: () => kysely.destroy() };
}

function fileOf({ url, dataDir }: DatabaseOptions): string {
  if (url === "") return join(dataDir, "seats.db");
  if (url.startsWith("sqlite:") && url.length > "sqlite:".length) return url.slice("sqlite:".length);
  throw new SeatstackError("DATABASE_URL", `seats.database must be sqlite:/path or empty, not ${schemeOf(url)}`, {
    fix: 'Write seats.database = "sqlite:/var/lib/seatstack/app/data/seats.db", or leave it out.',
    exitCode: EXIT.badSetting,
  });
}

/** A URL may hold a password: only its scheme is ever shown. */
function schemeOf(url: string): string {
  return url.includes(":") ? `${url.slice(0, url.indexOf(":"))}:…` : "a bare word";
}
