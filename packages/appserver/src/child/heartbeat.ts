// A child's tick in shared memory, and the watchdog thread that reads it.
import { launchThread } from "@seatstack/shared/launch";
import type { WatchdogData, WatchdogMessage } from "../watchdog-thread.ts";
import { startTicking, tickBooted, TICKER_BYTES, TickReader } from "./ticker.ts";

export interface Heartbeat {
  /** Worst delay of the event loop since the last call, milliseconds. */
  takeLag(): number;
  /** The app is loaded: from here on the loop may be silent for `timeout`, and not for as long as a boot may take. */
  booted(): void;
}

/** What of the boot message matters here. */
export interface Watched {
  readonly arbiter: number;
  readonly socket: string;
  readonly config: {
    readonly app: { readonly timeout: number; readonly boot_timeout: number; readonly errorlog: string };
  };
}

/**
 * Starts ticking. The thread kills this process when the loop is silent for longer than longestSilence(), and calls
 * `onOrphaned` when `arbiter` is not its parent any more.
 */
export function startHeartbeat({ arbiter, socket, config }: Watched, onOrphaned: () => void): Heartbeat {
  const ticker = new SharedArrayBuffer(TICKER_BYTES);
  startTicking(ticker);
  const { timeout, boot_timeout, errorlog } = config.app;
  const data: WatchdogData = { ticker, arbiter, app: { timeout, boot_timeout }, socket, errorlog };
  const watchdog = launchThread("watchdog", data, { resourceLimits: { maxOldGenerationSizeMb: 64 } });
  watchdog.on("message", (message: WatchdogMessage) => {
    if (message === "orphaned") onOrphaned();
  });
  watchdog.unref();
  const reader = new TickReader(ticker);
  return { takeLag: () => reader.takeLag(), booted: () => tickBooted(ticker) };
}
