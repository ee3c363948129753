// What is common to the sockets that node-style code gets: they know the real client, and none of them is a connection.
import { Duplex, type DuplexOptions } from "node:stream";
import type { Server } from "node:http";
import type { RequestHead } from "@seatstack/shared/link/protocol";

/** A Duplex with what code written for net.Socket and tls.TLSSocket asks of one. */
export abstract class ClientSocket extends Duplex {
  readonly remoteAddress: string;
  readonly remoteFamily: "IPv4" | "IPv6";
  /** The edge keeps the client's port to itself. */
  readonly remotePort = 0;
  /** True as on a TLS socket where the client came by https; frameworks take the protocol from it. */
  readonly encrypted: boolean;
  /** The app's own server where it has one. */
  server: Server | undefined;
  /** As on net.Socket: milliseconds without activity until 'timeout'; 0 for never. */
  timeout = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(head: RequestHead, options: DuplexOptions) {
    super(options);
    this.remoteAddress = head.remoteAddress;
    this.remoteFamily = head.remoteAddress.includes(":") ? "IPv6" : "IPv4";
    this.encrypted = head.scheme === "https";
  }

  /** The idle time is over; called before 'timeout' is emitted. */
  protected abstract onIdle(): void;

  /** Something was read or written. */
  protected active(): void {
    this.#idle?.refresh();
  }

  setTimeout(milliseconds: number, callback?: () => void): this {
    clearTimeout(this.#idle);
    this.#idle = undefined;
    this.timeout = milliseconds;
    if (milliseconds > 0) {
      if (callback) this.once("timeout", callback);
      this.#idle = setTimeout(() => this.#expire(), milliseconds).unref();
    } else if (callback) this.off("timeout", callback);
    return this;
  }

  #expire(): void {
    this.emit("timeout");
    this.onIdle();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#idle);
    done(error);
  }

  /** As on net.Socket: what was written leaves first. */
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once("finish", () => this.destroy());
  }

  address(): object {
    return {};
  }

  get connecting(): boolean {
    return false;
  }
  get localAddress(): string {
    return "127.0.0.1";
  }
  get localPort(): number {
    return 0;
  }

  // Keep-alive, Nagle and references belong to the edge's real connection.
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
