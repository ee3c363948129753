// What a tier knows of one client connection, for as long as it is open.
import type { Exchange } from "./exchange.ts";

/** How far a peer is believed and limited. Decided once per connection and settings, not per request. */
export interface PeerPolicy {
  /** Its X-Forwarded-* is believed. */
  readonly trusted: boolean;
  /** No limit applies. */
  readonly exempt: boolean;
  readonly denied: boolean;
}

export class ClientConnection {
  /** The TCP peer, IPv4-mapped addresses as IPv4. */
  readonly peer: string;
  readonly secure: boolean;
  /** Requests without a whole response yet. */
  readonly open = new Set<Exchange>();
  /** Set by the pipeline for the settings of `policyOwner`. */
  policy: PeerPolicy | undefined;
  policyOwner: object | undefined;
  /** A request has come by it. */
  used = false;
  /** The next response is the last one: we are stopping. */
  closing = false;
  /** What came last cannot be understood: nothing more is read. */
  malformed = false;

  constructor(peer: string, secure: boolean) {
    this.peer = peer;
    this.secure = secure;
  }

  /** The client is gone: nobody waits for the open requests any more. */
  lost(): void {
    for (const exchange of this.open) exchange.abort();
    this.open.clear();
  }
}
