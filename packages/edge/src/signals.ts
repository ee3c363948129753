// What each signal means to the edge; docs/signals.md has the whole page.
import type { Logger } from "@seatstack/shared/logger";
import { receiveUsr1 } from "@seatstack/shared/usr1";

/** What signals do. Nothing here may throw or wait. */
export interface Signalled {
  reload(): void;
  reopen(): void;
  stop(mode: "graceful" | "quick"): Promise<void>;
}

/** Returns a function that lets signals do what they do by default again. */
export function onSignals(tier: Signalled, log: Logger): () => void {
  let stopping = false;
  const stop = (mode: "graceful" | "quick") => () => {
    // A second signal during a graceful stop means: now.
    void tier.stop(stopping ? "quick" : mode);
    stopping = true;
  };
  const handlers: [NodeJS.Signals, () => void][] = [
    ["SIGTERM", stop("graceful")],
    ["SIGINT", stop("quick")],
    ["SIGQUIT", stop("quick")],
    ["SIGHUP", () => tier.reload()],
    ["SIGUSR1", () => tier.reopen()],
    ["SIGUSR2", () => log.warn("USR2 means nothing to the edge: its sockets are systemd's, so restart it")],
    ["SIGPIPE", () => undefined],
  ];
  for (const [signal, handler] of handlers) process.on(signal, handler);
  receiveUsr1();
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
