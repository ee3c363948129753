// Says when a server runs out of file descriptors. libuv tells nobody: at EMFILE it accepts a connection with a descriptor
// that it keeps for that, closes it at once, and emits no event (uv__emfile_trick).
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import type { Logger } from "./logger.ts";

/** Milliseconds between two lines. */
const INTERVAL = 10_000;
/** Share of the limit that is left when it is said. */
const RESERVE = 0.02;
const LEAST_RESERVE = 4;

/** The soft limit of this process's open files; Infinity where there is none, or nobody can tell. Node raises it at start. */
export function descriptorLimit(limits = readLimits()): number {
  return Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Infinity);
}

function readLimits(): string {
  try {
    return readFileSync("/proc/self/limits", "latin1");
  } catch {
    return "";
  }
}

/** One per listening process or thread. `now` is monotonic, milliseconds. */
export class DescriptorWatch {
  readonly #log: Pick<Logger, "error">;
  readonly #limit: number;
  readonly #now: () => number;
  readonly #threshold: number;
  #quietUntil = -Infinity;

  constructor(log: Pick<Logger, "error">, limit = descriptorLimit(), now = (): number => performance.now()) {
    this.#log = log;
    this.#limit = limit;
    this.#now = now;
    this.#threshold = limit - Math.max(LEAST_RESERVE, Math.ceil(limit * RESERVE));
  }

  /**
   * For each connection that is accepted. The kernel gives the lowest number that is free (open(2)), so that a high one
   * means that nearly all are taken, by whatever it may be.
   */
  note(socket: Socket): void {
    if (descriptorOf(socket) >= this.#threshold) this.#warn();
  }

  #warn(): void {
    const now = this.#now();
    if (now < this.#quietUntil) return;
    this.#quietUntil = now + INTERVAL;
    this.#log.error(
      { limit: this.#limit },
      "file descriptors run out: further connections are closed unanswered; raise LimitNOFILE= of the systemd unit, or ulimit -n",
    );
  }
}

/** Node shows it nowhere else; -1 where there is none. */
function descriptorOf(socket: Socket): number {
  const { _handle: handle } = socket as unknown as { _handle?: { fd?: number } | null };
  return handle?.fd ?? -1;
}
