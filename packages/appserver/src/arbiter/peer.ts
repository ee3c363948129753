// What two arbiters tell each other while both are up, over the channel that the old one opened to the new one.
import type { Endpoint } from "@seatstack/shared/endpoints";

export type PeerMessage =
  /** Endpoints of the sender's own workers, for the other's routers; and whether the app's tasks run with it. */
  | { readonly type: "table"; readonly endpoints: readonly Endpoint[]; readonly tasks: boolean }
  /** From the new one: it serves, and has the control sockets. */
  | { readonly type: "running" };

/** What an arbiter knows of the other one. */
export interface PeerTable {
  readonly endpoints: readonly Endpoint[];
  readonly tasks: boolean;
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

  publish({ endpoints, tasks }: PeerTable): void {
    const message: PeerMessage = { type: "table", endpoints, tasks };
    const text = JSON.stringify(message);
    if (text === this.#last) return;
    this.#last = text;
    this.#send(message);
  }
}
