// One client connection of the front, and the requests that wait for their turn on it.
import type { Socket } from "node:net";
import { ClientConnection } from "@seatstack/shared/http/client-connection";
import type { Exchange } from "@seatstack/shared/http/exchange";
import type { ProxySource } from "./proxy-protocol.ts";

/** More pipelined requests than this stay in the kernel, as soon as what was read at once has been taken. */
const MOST_WAITING = 16;
/** What a client of a Unix socket is to an app: it has no address, but it is on this machine. */
const LOCAL = "127.0.0.1";

export class Client extends ClientConnection {
  /** A Unix socket without a PROXY header: there is no address. */
  readonly isUnix: boolean;
  readonly #socket: Socket;
  readonly #waiting: Exchange[] = [];
  #current: Exchange | undefined;

  /**
   * `address` is undefined for a Unix socket. `source` is whom the PROXY protocol says that the peer speaks for: from there on
   * it is the peer.
   */
  constructor(socket: Socket, address: string | undefined, source: ProxySource | undefined) {
    super(source?.address ?? address ?? LOCAL, source?.secure ?? false);
    this.isUnix = source === undefined && address === undefined;
    this.#socket = socket;
  }

  /** The client's address for the access log; empty where there is none. */
  addressFor(exchange: Exchange): string {
    return this.isUnix && exchange.remoteAddress === LOCAL ? "" : exchange.remoteAddress;
  }

  /**
   * Whether `exchange` may begin. Pipelined requests are served one after the other: RFC 9112 section 9.3.2 allows more
   * only where all methods are safe, and one client that sends a thousand must not take every slot.
   */
  begin(exchange: Exchange): boolean {
    if (this.#current === undefined) {
      this.#current = exchange;
      return true;
    }
    this.#waiting.push(exchange);
    if (this.#waiting.length > MOST_WAITING) this.#socket.pause();
    return false;
  }

  /** `exchange` is over. Returns the request whose turn it is. */
  next(exchange: Exchange): Exchange | undefined {
    if (this.#current !== exchange) return undefined;
    this.#current = undefined;
    // The connection is closed behind the response that was last: what waits was not begun, and may be sent again.
    if (this.closing || this.malformed || this.#socket.destroyed) {
      for (const waiting of this.#waiting.splice(0)) waiting.finish();
      return undefined;
    }
    if (this.#waiting.length === MOST_WAITING + 1) this.#socket.resume();
    const next = this.#waiting.shift();
    this.#current = next;
    return next;
  }
}
