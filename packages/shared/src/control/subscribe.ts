// Follows the arbiter's endpoint table for as long as the caller wants, through every restart of the arbiter.
import { connect, type Socket } from "node:net";
import type { Endpoint } from "../endpoints.ts";
import type { SeatstackError } from "../errors.ts";
import { connectionError, expectReply, readReplies } from "./client.ts";

/** Time and randomness of the reconnects. */
export interface RetryClock {
  /** Calls back after `delay` milliseconds unless cancelled by the returned function. */
  after(delay: number, callback: () => void): () => void;
  /** Uniform in [0, 1). */
  random(): number;
}

const systemClock: RetryClock = {
  after(delay, callback) {
    const timer = setTimeout(callback, delay);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

/** Milliseconds. A restart of the arbiter takes a few hundred; a dead one must not be hammered. */
const FIRST_DELAY = 20;
const LONGEST_DELAY = 1000;
const REQUEST = { op: "endpoints" } as const;

/**
 * Calls `onTable` with every table that the socket at `path` streams. When the stream cannot be had or breaks, calls
 * `onLost` once and reconnects for ever, with exponential backoff and jitter. Neither is called after the returned
 * function.
 */
export function subscribeEndpoints(
  path: string,
  onTable: (endpoints: readonly Endpoint[]) => void,
  onLost: (error: SeatstackError) => void,
  clock: RetryClock = systemClock,
): () => void {
  const subscription = new Subscription(path, onTable, onLost, clock);
  subscription.connect();
  return () => subscription.close();
}

class Subscription {
  readonly #path: string;
  readonly #onTable: (endpoints: readonly Endpoint[]) => void;
  readonly #onLost: (error: SeatstackError) => void;
  readonly #clock: RetryClock;
  #socket: Socket | undefined;
  #cancelRetry: (() => void) | undefined;
  #failures = 0;
  #closed = false;

  constructor(
    path: string,
    onTable: (endpoints: readonly Endpoint[]) => void,
    onLost: (error: SeatstackError) => void,
    clock: RetryClock,
  ) {
    this.#path = path;
    this.#onTable = onTable;
    this.#onLost = onLost;
    this.#clock = clock;
  }

  connect(): void {
    const socket = connect(this.#path);
    this.#socket = socket;
    let failure: unknown;
    socket.once("connect", () => socket.write(`${JSON.stringify(REQUEST)}\n`));
    readReplies(socket, line => {
      if (!socket.destroyed) this.#onLine(socket, line);
    });
    // The server never ends a stream that it means to go on with.
    socket.once("end", () => socket.destroy());
    socket.once("error", error => {
      failure = error;
    });
    socket.once("close", () => this.#onClose(failure));
  }

  close(): void {
    this.#closed = true;
    this.#cancelRetry?.();
    this.#socket?.destroy();
  }

  #onLine(socket: Socket, line: string): void {
    let endpoints: readonly Endpoint[];
    try {
      endpoints = expectReply(REQUEST, line).endpoints;
    } catch (error) {
      socket.destroy(error instanceof Error ? error : undefined);
      return;
    }
    this.#failures = 0;
    this.#onTable(endpoints);
  }

  #onClose(failure: unknown): void {
    if (this.#closed) return;
    this.#failures += 1;
    const ceiling = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(this.#failures - 1, 20));
    // Half of it is jitter, so that many edges do not come back in step.
    const delay = ceiling / 2 + (ceiling / 2) * this.#clock.random();
    this.#cancelRetry = this.#clock.after(delay, () => this.connect());
    if (this.#failures === 1) this.#onLost(connectionError(this.#path, failure ?? new Error("the stream ended")));
  }
}
