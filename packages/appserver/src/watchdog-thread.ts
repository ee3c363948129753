// The watchdog thread of every child: ends it when its arbiter is gone or its event loop hangs. It shares nothing with the
// main thread but one number, so that nothing the app does can stop it.
import { parentPort } from "node:worker_threads";
import { condemn } from "@seatstack/shared/link/work-notes";
import { reportStuckLoop } from "./child/stuck-loop.ts";
import { TickReader } from "./child/ticker.ts";
import { longestSilence, Silence } from "./silence.ts";

export interface WatchdogData {
  /** The main thread's sign of life. */
  readonly ticker: SharedArrayBuffer;
  /** Pid that must stay our parent. */
  readonly arbiter: number;
  /** How long the tick may be silent, milliseconds. */
  readonly app: { readonly timeout: number; readonly boot_timeout: number };
  /** Link socket of a web worker, whose routers must know that a stuck loop was its end; else empty. */
  readonly socket: string;
  /** Where the stack of a stuck loop goes: a file, or `-`. */
  readonly errorlog: string;
}

/** "orphaned": the arbiter is gone; the main thread finishes what it has. */
export type WatchdogMessage = "orphaned";

/** Milliseconds between two looks. */
const INTERVAL = 200;
/** What an orphan has before it is killed, from the moment it is noticed. Milliseconds. */
const ORPHAN_LIMIT = 1600;

export function runWatchdog(data: unknown): void {
  const { ticker, arbiter, app, socket, errorlog } = data as WatchdogData;
  const tick = new TickReader(ticker);
  const silence = new Silence(INTERVAL, performance.now());
  let orphaned = false;
  const timer = setInterval(() => {
    if (!orphaned && process.ppid !== arbiter) {
      orphaned = true;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
      parentPort?.postMessage("orphaned" satisfies WatchdogMessage);
      setTimeout(killSelf, ORPHAN_LIMIT);
    }
    const limit = longestSilence(app, tick.booted);
    const silent = silence.poll(tick.heard(), performance.now());
    if (silent < limit) return;
    clearInterval(timer);
    if (socket !== "") condemn(socket);
    void reportStuckLoop(Math.round(silent), errorlog).finally(killSelf);
  }, INTERVAL);
}

/** Only SIGKILL ends a process whose main thread is blocked. */
function killSelf(): void {
  process.kill(process.pid, "SIGKILL");
}
