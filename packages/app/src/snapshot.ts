// A small in-process memory of what was read (or rendered), thrown away when the database has changed.
import type { Database } from "./db/open.ts";

export interface SnapshotOptions {
  readonly database: Pick<Database, "version">;
  /** Milliseconds between two looks at the database's version. Default 200. */
  readonly checkEveryMs?: number;
  /** Entries kept; the oldest goes first. Default 500. */
  readonly maxEntries?: number;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

interface Entry {
  readonly value: unknown;
}

/**
 * Serves a loaded value until any process has written to the database.
 * Exactness: what `get` answers was true at some instant of the last `checkEveryMs` plus its own loading time; that is
 * well under one second. A value whose loading began before a change was seen is never kept past that change.
 * Loads of one key at the same time are one load; a failed load is not kept.
 */
export class Snapshot {
  readonly #database: Pick<Database, "version">;
  readonly #checkEveryMs: number;
  readonly #maxEntries: number;
  readonly #now: () => number;
  #entries = new Map<string, Entry>();
  #loading = new Map<string, Promise<unknown>>();
  #version = Number.NaN;
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(options: SnapshotOptions) {
    this.#database = options.database;
    this.#checkEveryMs = options.checkEveryMs ?? 200;
    this.#maxEntries = options.maxEntries ?? 500;
    this.#now = options.now ?? (() => performance.now());
  }

  /** The kept value at once, else the promise of a fresh one. One key must always stand for the same `load`. */
  get<T>(key: string, load: () => Promise<T>): T | Promise<T> {
    this.#check();
    const entry = this.#entries.get(key);
    if (entry !== undefined) return entry.value as T;
    const loading = this.#loading.get(key);
    return loading === undefined ? this.#load(key, load) : (loading as Promise<T>);
  }

  /** Forgets everything now; for a writer that wants to read its own write. */
  clear(): void {
    this.#entries = new Map();
    this.#loading = new Map();
  }

  #check(): void {
    const now = this.#now();
    if (now - this.#checkedAt < this.#checkEveryMs) return;
    this.#checkedAt = now;
    const version = this.#database.version();
    if (version === this.#version) return;
    this.#version = version;
    this.clear();
  }

  #load<T>(key: string, load: () => Promise<T>): Promise<T> {
    const entries = this.#entries;
    const loading = this.#loading;
    const promise = load().then(
      value => {
        loading.delete(key);
        this.#keep(entries, key, value);
        return value;
      },
      (error: unknown) => {
        loading.delete(key);
        throw error;
      },
    );
    loading.set(key, promise);
    return promise;
  }

  /** `entries` is the generation that the load began in: a stale one is no longer read by anybody. */
  #keep(entries: Map<string, Entry>, key: string, value: unknown): void {
    if (entries.size >= this.#maxEntries) {
      const oldest = entries.keys().next();
      if (!oldest.done) entries.delete(oldest.value);
    }
    entries.set(key, { value });
  }
}
