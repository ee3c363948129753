// The arbiter's signals: handlers only enqueue; the arbiter's loop decides. docs/signals.md.
import { receiveUsr1 } from "@seatstack/shared/usr1";

/** CHLD is not here: Node reaps, and its `exit` events take that place. */
const ARBITER_SIGNALS = [
  "SIGTERM",
  "SIGINT",
  "SIGQUIT",
  "SIGHUP",
  "SIGUSR1",
  "SIGUSR2",
  "SIGTTIN",
  "SIGTTOU",
  "SIGWINCH",
] as const;
export type ArbiterSignal = (typeof ARBITER_SIGNALS)[number];

/** Calls `enqueue` for each signal that arrives; the returned function stops that. */
export function watchSignals(enqueue: (signal: ArbiterSignal) => void): () => void {
  const handlers = ARBITER_SIGNALS.map(signal => [signal, () => enqueue(signal)] as const);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  receiveUsr1();
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
