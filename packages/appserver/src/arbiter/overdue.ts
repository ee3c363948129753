// Which children have had their time: booting, stopping, or silent for too long. Pure but for its own counters.
import type { Config } from "@seatstack/shared/config/schema";
import { Silence } from "../silence.ts";
import type { ChildRecord } from "./worker-table.ts";

/** A worker cuts what is left at graceful_timeout by itself; only then, and this much later, is it killed. Milliseconds. */
const STOP_MARGIN = 500;
/** The watchdog of a child acts at `timeout`; the arbiter only where even that thread is stopped. Milliseconds. */
const HEARTBEAT_MARGIN = 5000;

/** Longest that one that works is silent: it reports each second. Milliseconds. */
const REPORT_GAP = 1250;

export interface Overdue {
  readonly id: number;
  readonly reason: string;
}

export class OverdueCheck {
  readonly #interval: number;
  readonly #silences = new Map<number, Silence>();
  readonly #heard = new Set<number>();

  /** `interval` between checks in milliseconds. */
  constructor(interval: number) {
    this.#interval = interval;
  }

  /** A sign of life of a child. */
  heard(id: number): void {
    this.#heard.add(id);
  }

  /** Milliseconds since the last sign of life. */
  silence(id: number): number {
    return this.#silences.get(id)?.value ?? 0;
  }

  /**
   * Whether one that has died by SIGKILL had been silent as a stuck one is, whose watchdog does that: our own count may lag
   * behind the watchdog's by two polls, and one that works is silent between two reports.
   */
  wasStuck(id: number, timeout: number): boolean {
    return this.silence(id) >= Math.min(timeout, Math.max(REPORT_GAP, timeout - 2 * this.#interval));
  }

  forget(id: number): void {
    this.#silences.delete(id);
    this.#heard.delete(id);
  }

  /** To be called every interval; names each child once it is overdue (again and again until it is gone). */
  check(records: readonly ChildRecord[], app: Config["app"], now: number): Overdue[] {
    return records.flatMap(record => {
      const reason = this.#reason(record, app, now);
      return reason === undefined ? [] : [{ id: record.id, reason }];
    });
  }

  #reason(record: ChildRecord, app: Config["app"], now: number): string | undefined {
    const silent = this.#silence(record, now);
    if (record.stoppedAt !== undefined) {
      const over = now - record.stoppedAt > app.graceful_timeout + STOP_MARGIN;
      return over ? `it did not stop within graceful_timeout (${seconds(app.graceful_timeout)})` : undefined;
    }
    // Not launched yet: its pre_fork hook has a limit of its own.
    if (record.state === "starting" && record.pid !== 0 && now - record.startedAt > app.boot_timeout) {
      return `it was not ready within boot_timeout (${seconds(app.boot_timeout)})`;
    }
    if (record.state === "ready" && silent > app.timeout + HEARTBEAT_MARGIN) {
      return `it gave no sign of life for ${seconds(silent)} (stopped?)`;
    }
    return undefined;
  }

  #silence(record: ChildRecord, now: number): number {
    const silence = this.#silences.get(record.id) ?? new Silence(this.#interval, now);
    this.#silences.set(record.id, silence);
    return silence.poll(this.#heard.delete(record.id), now);
  }
}

function seconds(milliseconds: number): string {
  return milliseconds < 100 ? `${milliseconds} ms` : `${Math.round(milliseconds / 100) / 10} s`;
}
