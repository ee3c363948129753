// The connection that a (req, res) handler believes in: knows the real client, and hands the bytes of the body on.
import { Duplex } from "node:stream";
import type { RequestHead } from "@seatstack/shared/link/protocol";

/** What a stub socket reports. */
export interface SocketOwner {
  /** Body bytes as the app wrote them. `done` when more may come. */
  onWrite(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void;
  /** The app destroyed the connection, because of `error` if it says so, or we did. */
  onDestroy(error: Error | null): void;
}

const OPTIONS = { decodeStrings: false, allowHalfOpen: true, emitClose: true, autoDestroy: false } as const;

export class StubSocket extends Duplex {
  readonly remoteAddress: string;
  readonly remoteFamily: "IPv4" | "IPv6";
  readonly remotePort = 0;
  /** True as on a TLS socket where the client came by https; frameworks take the protocol from it. */
  readonly encrypted: boolean;
  owner: SocketOwner | undefined;

  constructor(head: RequestHead) {
    super(OPTIONS);
    this.remoteAddress = head.remoteAddress;
    this.remoteFamily = head.remoteAddress.includes(":") ? "IPv6" : "IPv4";
    this.encrypted = head.scheme === "https";
    // Node's server listens, too: the error of a destroyed connection is no uncaught exception.
    this.on("error", ignore);
  }

  override _read(): void {
    // Nothing ever comes this way: the request's body is pushed into the IncomingMessage itself.
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void {
    if (this.owner) this.owner.onWrite(chunk, encoding, done);
    else done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.owner?.onDestroy(error);
    done(error);
  }

  address(): object {
    return {};
  }

  // Timeouts, keep-alive and Nagle belong to the edge's real connection.
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

function ignore(): void {
  // The owner has heard of it in onDestroy.
}
