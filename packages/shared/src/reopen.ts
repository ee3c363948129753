// USR1: every log file of this process, its threads' included, is opened again by name, so that logrotate can rename it.
import { BroadcastChannel, isMainThread } from "node:worker_threads";

/** Reaches the other threads of this process and nobody else. */
const CHANNEL = "seatstack:reopen";

const reopeners = new Set<() => void>();
let listening: BroadcastChannel | undefined;

/** Calls `reopen` at each USR1 until the returned function is called. What it throws is lost: the old file stays. */
export function onReopen(reopen: () => void): () => void {
  reopeners.add(reopen);
  // Only the main thread gets signals.
  if (!isMainThread) listening ??= listen();
  return () => reopeners.delete(reopen);
}

/** Opens the log files of the whole process again. */
export function reopenLogs(): void {
  reopenOwn();
  const channel = new BroadcastChannel(CHANNEL);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
  channel.postMessage(null);
  channel.close();
}

function listen(): BroadcastChannel {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", reopenOwn);
  channel.unref();
  return channel;
}

function reopenOwn(): void {
  for (const reopen of reopeners) {
    try {
      reopen();
    } catch {
      // A folder that is not there, or a full table of descriptors: what is open goes on.
    }
  }
}
