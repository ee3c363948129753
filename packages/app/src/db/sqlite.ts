// Kysely over node:sqlite: prepared statements reused, write transactions immediate, a busy file waited for without blocking.
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from "kysely";

/** Longest wait for another process's write before SQLITE_BUSY is passed on. */
const BUSY_DEADLINE_MS = 10_000;
/** What sqlite itself may wait, on the event loop; the rest of the deadline is waited off it. */
const BUSY_BLOCKING_MS = 5;
const MAX_STATEMENTS = 500;
const SQLITE_BUSY = 5;

/** WAL: readers and the one writer do not wait for each other. NORMAL: a power cut may lose the last commits, never tear one. */
const PRAGMAS = `PRAGMA busy_timeout = ${BUSY_BLOCKING_MS};
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA foreign_keys = ON;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -16000;`;

/** Opens (or makes) the file. Rejects with the sqlite error when it cannot. */
export async function openSqlite(file: string): Promise<SqliteConnection> {
  const database = new DatabaseSync(file);
  try {
    // Two processes that switch a new file to WAL at once get SQLITE_BUSY whatever busy_timeout says.
    await patiently(() => database.exec(PRAGMAS));
  } catch (error) {
    database.close();
    throw error;
  }
  return new SqliteConnection(database);
}

/** The one connection of a process. Kysely's own mutex lets one query or transaction at a time onto it. */
export class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #versionStatement: StatementSync;
  #inTransaction = false;
  #lastVersion = "";
  #version = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
    // data_version moves when others commit, total_changes when we write.
    this.#versionStatement = database.prepare(
      "SELECT data_version || '.' || total_changes() AS version FROM pragma_data_version",
    );
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    // An immediate transaction already holds the write lock, and a lone statement that was busy did nothing.
    return this.#inTransaction ? this.#run<R>(query) : patiently(() => this.#run<R>(query));
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    const rows = this.#database.prepare(query.sql).iterate(...(query.parameters as SQLInputValue[]));
    for (const row of rows) yield { rows: [row as R] };
  }

  async begin(settings: TransactionSettings): Promise<void> {
    // A deferred transaction that turns into a writer half-way cannot wait: it fails with SQLITE_BUSY_SNAPSHOT.
    await this.#control(settings.accessMode === "read only" ? "begin" : "begin immediate");
    this.#inTransaction = true;
  }

  async commit(): Promise<void> {
    await this.#control("commit");
    this.#inTransaction = false;
  }

  async rollback(): Promise<void> {
    this.#inTransaction = false;
    // A full disk has rolled back already: ROLLBACK would fail and hide the cause.
    if (this.#database.isTransaction) await this.#control("rollback");
  }

  /** A number that grows when any process has committed since the last call. */
  version(): number {
    const version = String(this.#versionStatement.get()?.["version"]);
    if (version !== this.#lastVersion) {
      this.#lastVersion = version;
      this.#version += 1;
    }
    return this.#version;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  async #control(sql: string): Promise<void> {
    await patiently(() => this.#run(CompiledQuery.raw(sql)));
  }

  #run<R>(query: CompiledQuery): QueryResult<R> {
    const statement = this.#prepare(query.sql);
    const parameters = query.parameters as SQLInputValue[];
    if (statement.columns().length > 0) return { rows: statement.all(...parameters) as R[] };
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

class NodeSqliteDriver implements Driver {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  async init(): Promise<void> {}

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection);
  }

  beginTransaction(_connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return this.#connection.begin(settings);
  }

  commitTransaction(): Promise<void> {
    return this.#connection.commit();
  }

  rollbackTransaction(): Promise<void> {
    return this.#connection.rollback();
  }

  async releaseConnection(): Promise<void> {}

  destroy(): Promise<void> {
    this.#connection.close();
    return Promise.resolve();
  }
}

/** sqlite does DDL in transactions; saying so makes Kysely's migrator run inside one (immediate) write transaction: its lock. */
class NodeSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

export class NodeSqliteDialect implements Dialect {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  createDriver(): Driver {
    return new NodeSqliteDriver(this.#connection);
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): SqliteAdapter {
    return new NodeSqliteAdapter();
  }

  createIntrospector(database: Kysely<unknown>): SqliteIntrospector {
    return new SqliteIntrospector(database);
  }
}

/** Runs what may find the file locked, again and again until the deadline, leaving the event loop free in between. */
async function patiently<T>(attempt: () => T): Promise<T> {
  const deadline = Date.now() + BUSY_DEADLINE_MS;
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      await delay(2 + Math.random() * 15);
    }
  }
}

function isBusy(error: unknown): boolean {
  if (typeof error !== "object" || error === null || !("errcode" in error)) return false;
  return typeof error.errcode === "number" && (error.errcode & 0xff) === SQLITE_BUSY;
}
