// The new arbiter's side of an upgrade (USR2): the program that started it, until that has gone.
import { isPeerMessage, TableSender, type PeerMessage, type PeerTable } from "./peer.ts";

export interface PredecessorEvents {
  onTable(table: PeerTable): void;
  /** It is gone: this arbiter is the only one now. */
  onGone(): void;
}

export class Predecessor {
  readonly pid: number;
  readonly #events: PredecessorEvents;
  readonly #table = new TableSender(message => this.#send(message));
  #gone = false;

  /** `pid` is our parent, at the other end of our IPC channel. */
  constructor(pid: number, events: PredecessorEvents) {
    this.pid = pid;
    this.#events = events;
    process.on("message", this.#onMessage);
    // The kernel closes the channel however the process ends; gunicorn polls getppid(2) for the same.
    process.once("disconnect", this.#onGone);
    if (!process.connected) setImmediate(this.#onGone);
  }

  get gone(): boolean {
    return this.#gone;
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
    process.off("message", this.#onMessage).off("disconnect", this.#onGone);
    if (process.connected) process.disconnect?.();
  }

  readonly #onMessage = (message: unknown): void => {
    if (isPeerMessage(message) && message.type === "table") this.#events.onTable(message);
  };

  readonly #onGone = (): void => {
    if (this.#gone) return;
    this.#gone = true;
    this.#events.onGone();
  };

  #send(message: PeerMessage): void {
    if (!this.#gone && process.connected) process.send?.(message, () => undefined);
  }
}
