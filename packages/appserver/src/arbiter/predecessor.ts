// The new arbiter's side of an upgrade (USR2): the program that started it, until that has gone.
import { isPeerMessage, TableSender, type PeerMessage, type PeerTable } from "./peer.ts";

export interface PredecessorEvents {
  onTable(table: PeerTable): void;
  /** It is gone: this arbiter is the only one now. */
  onGone(): void;
}

/** Between two looks whether the process has ended, once its channel is closed. Milliseconds. */
const POLL = 10;

export class Predecessor {
  readonly pid: number;
  readonly #events: PredecessorEvents;
  readonly #table = new TableSender(message => this.#send(message));
  #gone = false;
  #left = false;

  /** `pid` is our parent, at the other end of our IPC channel. */
  constructor(pid: number, events: PredecessorEvents) {
    this.pid = pid;
    this.#events = events;
    process.on("message", this.#onMessage);
    // The kernel closes the channel however the process ends; gunicorn polls getppid(2) for the same.
    process.once("disconnect", this.#awaitEnd);
    if (!process.connected) setImmediate(this.#awaitEnd);
  }

  /** Whether `onGone` was called. */
  get gone(): boolean {
    return this.#gone;
  }

  /** Whether the process has ended; `onGone` follows at the next look. */
  get ended(): boolean {
    return process.ppid !== this.pid;
  }

  publish(table: PeerTable): void {
    this.#table.publish(table);
  }

  /** We serve, and have the control sockets. */
  announce(): void {
    this.#send({ type: "running" });
  }

  /** This arbiter ends. */
  leave(): void {
    this.#left = true;
    process.off("message", this.#onMessage).off("disconnect", this.#awaitEnd);
    if (process.connected) process.disconnect?.();
  }

  readonly #onMessage = (message: unknown): void => {
    if (isPeerMessage(message) && message.type === "table") this.#events.onTable(message);
  };

  /** A dying process loses its locks some time after its channel, but before its children get another parent. */
  readonly #awaitEnd = (): void => {
    if (this.#gone || this.#left) return;
    if (!this.ended) {
      setTimeout(this.#awaitEnd, POLL);
      return;
    }
    this.#gone = true;
    this.#events.onGone();
  };

  #send(message: PeerMessage): void {
    if (!this.#gone && process.connected) process.send?.(message, () => undefined);
  }
}
