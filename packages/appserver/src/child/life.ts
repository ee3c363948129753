// What every child does alike: obeys signals, reports each second, ends gracefully, and does not outlive its arbiter.
import { setTimeout as sleep } from "node:timers/promises";
import { EXIT } from "@seatstack/shared/errors";
import type { Logger } from "@seatstack/shared/logger";
import { reopenLogs } from "@seatstack/shared/reopen";
import { receiveUsr1 } from "@seatstack/shared/usr1";
import type { BootMessage } from "../ipc.ts";
import { describeFailure, tell } from "./channel.ts";
import { startHeartbeat, type Heartbeat } from "./heartbeat.ts";
import { Reporter, type Reportable } from "./reporter.ts";
import { RequestQuota } from "./request-quota.ts";
import { childTitle } from "./title.ts";

/** What a kind of child does for a living. */
export interface Livelihood extends Reportable {
  /** Takes nothing new and finishes what it has. Must resolve, however long that takes. */
  drain(): Promise<void>;
  /** After the drain: the last chance to put things away. */
  close(): Promise<void>;
  /** Calls `reached` as soon as it has begun so many requests; else they are looked at with each report. */
  callAt?(requests: number, reached: () => void): void;
  /** On INT and QUIT, which end it at once: hooks that run before, bounded by themselves. */
  readonly interrupted?: (() => Promise<void>) | undefined;
}

/** An orphan finishes what it can in this time. Milliseconds. */
const ORPHAN_GRACE = 1200;
/**
 * So long an orphaned worker goes on serving, while its front, an orphan too, answers the connections that it has: a drain at
 * once would leave those without a worker, with a 503. Milliseconds, within ORPHAN_GRACE.
 */
const ORPHAN_SERVES = 700;
/** Milliseconds. */
const REPORT_INTERVAL = 1000;
/** The last report gets this long to leave: an arbiter that does not read must not keep a child alive. Milliseconds. */
const LAST_REPORT = 500;
/** The arbiter's; a child that a terminal or an operator sends them to must not die of them. */
const IGNORED = ["SIGHUP", "SIGTTIN", "SIGTTOU", "SIGUSR2", "SIGWINCH", "SIGUSR1"] as const;

export class Life {
  readonly #stopping = new AbortController();
  #log: Logger | undefined;
  #livelihood: Livelihood | undefined;
  #heartbeat: Heartbeat | undefined;
  readonly #reporter = new Reporter();
  #quota: RequestQuota | undefined;
  #grace = 0;
  #serves = false;
  #ending = false;
  #quitting = false;

  /** From the first moment of the process. */
  constructor() {
    for (const signal of IGNORED) process.on(signal, () => undefined);
    process.on("SIGTERM", () => void this.end("draining"));
    process.on("SIGINT", () => void this.#quit());
    process.on("SIGQUIT", () => void this.#quit());
  }

  /** Aborted when the process begins its graceful stop. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Starts the watch; from here on uncaught errors go to the log. */
  begin(boot: BootMessage, log: Logger): void {
    process.title = childTitle(boot);
    process.on("SIGUSR1", reopenLogs);
    receiveUsr1();
    this.#log = log;
    this.#grace = boot.config.app.graceful_timeout;
    this.#serves = boot.kind === "web";
    if (this.#serves) this.#quota = new RequestQuota(boot.config.app, Math.random);
    const onOrphaned = (): void => void this.end("orphaned");
    this.#heartbeat = startHeartbeat(boot, onOrphaned);
    process.removeAllListeners("disconnect");
    process.once("disconnect", onOrphaned);
    process.on("uncaughtException", error => {
      log.fatal({ err: error }, "uncaught error: the process cannot go on");
      // libuv writes to an idle channel at once: nothing of a broken program runs on until it has left.
      const { stack: _said, ...failure } = describeFailure(error, EXIT.failure);
      tell(failure);
      process.exit(EXIT.failure);
    });
    setInterval(() => this.#report(), REPORT_INTERVAL).unref();
  }

  /** Ready to work. */
  live(livelihood: Livelihood): void {
    this.#livelihood = livelihood;
    this.#heartbeat?.booted();
    if (this.#ending) return;
    livelihood.restart?.();
    livelihood.callAt?.(this.#quota?.limit ?? Infinity, () => this.#report());
    this.#report();
    tell({ type: "ready" });
  }

  /** Ends the process: what it has gets graceful_timeout, an orphan's only ORPHAN_GRACE. */
  async end(why: "draining" | "orphaned"): Promise<void> {
    if (why === "orphaned") setTimeout(() => process.exit(EXIT.ok), ORPHAN_GRACE);
    if (this.#ending) return;
    this.#ending = true;
    if (why === "orphaned") this.#log?.warn("the arbiter is gone, finishing what is in flight");
    if (why === "orphaned" && this.#serves) await sleep(ORPHAN_SERVES);
    tell({ type: "draining" });
    this.#stopping.abort();
    if (why === "draining" && this.#livelihood) setTimeout(() => this.#cut(), this.#grace);
    try {
      await this.#livelihood?.drain();
      await this.#livelihood?.close();
    } catch (error) {
      this.#log?.error({ err: error }, "closing failed");
    }
    this.#leave();
  }

  /** A second signal does not wait for what the first began. */
  async #quit(): Promise<void> {
    const interrupted = this.#livelihood?.interrupted;
    if (interrupted !== undefined && !this.#quitting) {
      this.#quitting = true;
      await interrupted();
    }
    process.exit(EXIT.ok);
  }

  #cut(): void {
    this.#log?.warn({ inFlight: this.#livelihood?.inFlight }, "graceful_timeout is over, cutting what is in flight");
    this.#leave();
  }

  /** What it served since the last report must not be lost to the arbiter's sums. */
  #leave(): void {
    setTimeout(() => process.exit(EXIT.ok), LAST_REPORT);
    this.#report(() => process.exit(EXIT.ok));
  }

  #report(sent?: () => void): void {
    const stats = this.#reporter.report(this.#livelihood, this.#heartbeat?.takeLag() ?? 0);
    tell(stats, sent);
    if (this.#quota?.isReached(stats.requests) === true) tell({ type: "recycle", reason: "max_requests" });
  }
}
