// max_rss: looks regularly at what each worker holds, and has one that holds too much replaced.
import type { Core } from "./core.ts";
import { memoryOf } from "./status.ts";
import type { ChildRecord } from "./worker-table.ts";

/** Between two looks, milliseconds. */
const INTERVAL = 2000;
/** A worker that is too large as soon as it serves would be replaced for ever: it gets this long. Milliseconds. */
const LEAST_LIFE = 5000;
const MB = 1024 * 1024;

export class MemoryWatch {
  readonly #core: Core;
  readonly #timer: NodeJS.Timeout;

  constructor(core: Core) {
    this.#core = core;
    this.#timer = setInterval(() => void this.#look(), INTERVAL);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const { app, table } = this.#core;
    if (app.max_rss === 0) return;
    await Promise.all(table.ofKind("web").map(record => this.#check(record, app.max_rss)));
  }

  /** PSS is never above the resident size that each worker tells, so only who might be too large is measured. */
  async #check(record: ChildRecord, limit: number): Promise<void> {
    const told = record.stats?.rss ?? 0;
    const young = record.readyAt === undefined || this.#core.now() - record.readyAt < LEAST_LIFE;
    if (record.state !== "ready" || record.recycle !== undefined || young || told <= limit) return;
    const held = (await memoryOf(record.pid)) || told;
    if (held <= limit) return;
    const figures = { memory: megabytes(held), max_rss: megabytes(limit), requests: record.stats?.requests ?? 0 };
    this.#core.push({ type: "then", run: () => this.#core.recycling.ask(record, "max_rss", figures) });
  }
}

function megabytes(bytes: number): string {
  return `${Math.round((bytes / MB) * 10) / 10} MB`;
}
