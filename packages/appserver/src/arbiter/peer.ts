// What two arbiters tell each other while both are up, over the channel that the old one opened to the new one.
import type { Endpoint } from "@seatstack/shared/endpoints";

export type PeerMessage =
  /** Of the sender. */
  | ({ readonly type: "table" } & PeerTable)
  /** From the new one: it serves, and has the control sockets. */
  | { readonly type: "running" };

/** What an arbiter knows of the other one. */
export interface PeerTable {
  /** Of its own workers, for our routers. */
  readonly endpoints: readonly Endpoint[];
  /** Whether the app's tasks run with it. */
  readonly tasks: boolean;
  /** Number of the generation that its next reload makes: ours must be others. */
  readonly nextGeneration?: number;
}

export const NO_PEER: PeerTable = { endpoints: [], tasks: false };

/** Until the first word of a predecessor: its tasks may run, so ours must not. */
export const UNKNOWN_PEER: PeerTable = { endpoints: [], tasks: true };

export function isPeerMessage(message: unknown): message is PeerMessage {
  if (typeof message !== "object" || message === null || !("type" in message)) return false;
  return message.type === "running" || (message.type === "table" && "endpoints" in message && "tasks" in message);
}

/** Sends a table only when it has changed. */
export class TableSender {
  readonly #send: (message: PeerMessage) => void;
  #last = "";

  constructor(send: (message: PeerMessage) => void) {
    this.#send = send;
  }

  publish(table: PeerTable): void {
    const message: PeerMessage = { type: "table", ...table };
    const text = JSON.stringify(message);
    if (text === this.#last) return;
    this.#last = text;
    this.#send(message);
  }
}
