// The seam "bytes in, request out": listeners, the connection caps, TLS, and the HTTP engines behind them.
import { createServer as createNetServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, TLSSocket, type SecureContext, type Server as TlsServer } from "node:tls";
import type { DescriptorWatch } from "@seatstack/shared/descriptors";
import { normalizeAddress } from "@seatstack/shared/http/forwarded";
import { ClientConnection } from "@seatstack/shared/http/client-connection";
import type { EngineEvents, EngineTimeouts } from "@seatstack/shared/http/engine";
import { Http1Engine } from "@seatstack/shared/http/http1";
import { Http2Engine } from "./http2.ts";

/** Where to accept, from nothing or on a socket that systemd opened. */
export type Listener =
  /** An empty host is every address of the machine. */
  | { readonly secure: boolean; readonly host: string; readonly port: number }
  | { readonly secure: boolean; readonly fd: number };

/** Counts open connections. */
export interface ConnectionGate {
  /** Called per accepted connection: a ticket for `close`, or a negative number when there are too many. */
  open(peer: string): number;
  close(ticket: number): void;
  onHandshake(ok: boolean): void;
}

export interface TlsMaterial {
  /** By server name; undefined falls back to the default certificate. */
  contextFor(servername: string): SecureContext | undefined;
  readonly key: string;
  readonly cert: string;
  /** 48 bytes, shared by all threads so that a session resumes on any. */
  readonly ticketKeys: Uint8Array;
}

export interface ConnectionsOptions {
  readonly events: EngineEvents;
  readonly gate: ConnectionGate;
  readonly timeouts: EngineTimeouts;
  readonly backlog: number;
  readonly descriptors: DescriptorWatch;
}

/** How often a graceful stop looks for connections that have become idle, ms. */
const IDLE_CHECK = 50;
/** What a handshake under way has to end in once a graceful stop begins, ms. */
const HANDSHAKE_GRACE = 1000;

export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #http1: Http1Engine;
  readonly #http2: Http2Engine;
  readonly #listeners: Server[] = [];
  readonly #sockets = new Map<Socket, ClientConnection>();
  readonly #raw = new Set<Socket>();
  #tls: TlsServer | undefined;
  #material: TlsMaterial | undefined;
  #handshakeTimeout: number;
  #closing = false;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#handshakeTimeout = options.timeouts.handshake;
    this.#http1 = new Http1Engine(options.events, options.timeouts);
    this.#http2 = new Http2Engine(options.events, options.timeouts);
  }

  get open(): number {
    return this.#raw.size;
  }

  /** Sets or swaps the certificates: new handshakes use them, open connections go on. Before the first secure `listen`. */
  setTls(material: TlsMaterial): void {
    this.#material = material;
    if (this.#tls === undefined) this.#tls = this.#createTls(material);
    else this.#tls.setSecureContext({ key: material.key, cert: material.cert, minVersion: "TLSv1.2" });
  }

  /** Resolves with the port when it accepts. Rejects with the system's error. */
  async listen(listener: Listener): Promise<number> {
    // allowHalfOpen: a client may shut its writing side and still read the answer; the HTTP engine decides.
    const server = createNetServer({ allowHalfOpen: true, noDelay: true }, socket => {
      this.#accept(socket, listener.secure);
    });
    this.#listeners.push(server);
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    server.once("error", reject);
    const { backlog } = this.#options;
    const where =
      "fd" in listener
        ? { fd: listener.fd }
        : { ...(listener.host === "" ? {} : { host: listener.host }), port: listener.port, reusePort: true, backlog };
    // For a descriptor node takes the backlog from the second argument only; its types know neither.
    const listen = server.listen.bind(server) as (where: object, backlog: number, listening: () => void) => void;
    listen(where, backlog, () => {
      server.off("error", reject);
      server.on("error", () => {
        // Of one accept(2), such as ECONNABORTED or ENOMEM: the listener lives on. EMFILE never comes here: DescriptorWatch.
      });
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
    return promise;
  }

  #accept(socket: Socket, secure: boolean): void {
    this.#options.descriptors.note(socket);
    const peer = normalizeAddress(socket.remoteAddress);
    const ticket = this.#options.gate.open(peer);
    if (ticket < 0 || this.#closing) {
      if (ticket >= 0) this.#options.gate.close(ticket);
      socket.destroy();
      return;
    }
    this.#raw.add(socket);
    socket.once("close", () => {
      this.#raw.delete(socket);
      this.#options.gate.close(ticket);
    });
    if (!secure) return this.#serve(socket, new ClientConnection(peer, false));
    socket.on("error", () => socket.destroy());
    // A FIN before the end of the handshake ends the connection: it cannot be completed any more.
    socket.allowHalfOpen = false;
    this.#tls?.emit("connection", socket);
  }

  #serve(socket: Socket, connection: ClientConnection): void {
    connection.closing = this.#closing;
    this.#sockets.set(socket, connection);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      connection.lost();
    });
    if (isHttp2(socket)) this.#http2.accept(socket, connection);
    else this.#http1.accept(socket, connection);
  }

  /**
   * HTTP/1 connections between two requests; sessions of HTTP/2 close themselves. node's closeIdleConnections would cut a
   * response that is written but not yet taken by the client.
   */
  #closeIdle(): void {
    for (const [socket, connection] of this.#sockets) {
      if (connection.open.size === 0 && socket.writableLength === 0 && !isHttp2(socket)) socket.destroySoon();
    }
    for (const socket of this.#raw) if (socket.bytesRead === 0) socket.destroy();
  }

  /** They have no request to lose, and a client that does not go on would hold the stop. */
  #cutHandshakes(): void {
    const served = new Set([...this.#sockets.keys()].map(nameOf));
    for (const socket of this.#raw) if (!served.has(nameOf(socket))) socket.destroy();
  }

  #onlyTunnels(): boolean {
    for (const { open } of this.#sockets.values()) {
      if (open.size === 0) return false;
      for (const exchange of open) if (exchange.tunnel === undefined) return false;
    }
    return true;
  }

  #closeTunnels(): void {
    for (const { open } of this.#sockets.values()) for (const exchange of open) exchange.tunnel?.close();
  }

  #createTls(material: TlsMaterial): TlsServer {
    const server = createTlsServer({
      allowHalfOpen: true,
      // As nginx: a client that offers nothing but HTTP/1.0 (curl --http1.0) would be refused otherwise.
      ALPNProtocols: ["h2", "http/1.1", "http/1.0"],
      minVersion: "TLSv1.2",
      key: material.key,
      cert: material.cert,
      ticketKeys: Buffer.from(material.ticketKeys),
      handshakeTimeout: this.#handshakeTimeout,
      // Must never throw: it runs inside OpenSSL's callback.
      SNICallback: (name, done) => done(null, this.#material?.contextFor(name)),
    });
    server.on("secureConnection", socket => {
      this.#options.gate.onHandshake(true);
      socket.allowHalfOpen = true;
      socket.on("error", () => socket.destroy());
      this.#serve(socket, new ClientConnection(normalizeAddress(socket.remoteAddress), true));
    });
    server.on("tlsClientError", (_error, socket) => {
      this.#options.gate.onHandshake(false);
      socket.destroy();
    });
    return server;
  }

  setTimeouts(timeouts: EngineTimeouts): void {
    this.#http1.setTimeouts(timeouts);
    this.#http2.setTimeouts(timeouts);
    if (timeouts.handshake === this.#handshakeTimeout) return;
    this.#handshakeTimeout = timeouts.handshake;
    // node reads it when the server is made. This one listens on nothing: handshakes under way stay with the old one.
    if (this.#material !== undefined) this.#tls = this.#createTls(this.#material);
  }

  /**
   * Accepts nothing more; every open request is finished, up to `timeout` ms, then cut. Tunnels end with the last request:
   * they have no end to wait for, and their clients come back by themselves (docs/decisions/011).
   */
  async stop(timeout: number): Promise<void> {
    this.#closing = true;
    for (const server of this.#listeners) server.close();
    for (const connection of this.#sockets.values()) connection.closing = true;
    this.#http2.drain();
    const handshakes = setTimeout(() => this.#cutHandshakes(), HANDSHAKE_GRACE);
    const deadline = performance.now() + timeout;
    for (;;) {
      this.#closeIdle();
      if (this.#onlyTunnels()) this.#closeTunnels();
      if (this.#raw.size === 0 || performance.now() >= deadline) break;
      await new Promise(resolve => setTimeout(resolve, IDLE_CHECK));
    }
    clearTimeout(handshakes);
    for (const socket of this.#raw) socket.destroy();
    for (const socket of this.#sockets.keys()) socket.destroy();
    this.#http1.close();
  }
}

/** The same for a TLSSocket and the socket below it. */
function nameOf({ localPort, remoteAddress, remotePort }: Socket): string {
  return `${localPort} ${remoteAddress} ${remotePort}`;
}

function isHttp2(socket: Socket): socket is TLSSocket {
  return socket instanceof TLSSocket && socket.alpnProtocol === "h2";
}
