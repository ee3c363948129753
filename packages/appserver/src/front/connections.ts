// The front's connections: listeners, the PROXY protocol, and the way out.
import { createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import type { DescriptorWatch } from "@seatstack/shared/descriptors";
import { normalizeAddress } from "@seatstack/shared/http/forwarded";
import type { Http1Engine } from "@seatstack/shared/http/http1";
import { Client } from "./client.ts";
import type { ProxySource } from "./proxy-protocol.ts";
import { readProxyHeader } from "./proxy-reader.ts";
import type { FrontSettings } from "./settings.ts";

/** How often a graceful stop looks for connections that have become idle, ms. */
const IDLE_CHECK = 50;
/**
 * A connection that has been silent for this long may be closed by a graceful stop, ms. One that is in use is not: its next
 * request is on the way, is answered, and the answer says `Connection: close`.
 */
const SILENCE = 500;

export class Connections {
  readonly #engine: Http1Engine;
  readonly #descriptors: DescriptorWatch;
  readonly #listeners: Server[] = [];
  readonly #open = new Map<Socket, Client | undefined>();
  #settings: FrontSettings;
  #closing = false;

  constructor(engine: Http1Engine, settings: FrontSettings, descriptors: DescriptorWatch) {
    this.#engine = engine;
    this.#descriptors = descriptors;
    this.#settings = settings;
  }

  /** For the connections that come after it. */
  set settings(settings: FrontSettings) {
    this.#settings = settings;
  }

  /** Listens on a descriptor that the arbiter has bound. Rejects with the error of listen(2). */
  async listen(fd: number, backlog: number): Promise<void> {
    // allowHalfOpen: a client may shut its writing side and still read the answer; the engine decides.
    const server = createServer({ allowHalfOpen: true, noDelay: true }, socket => {
      this.#accept(socket, isUnix ? undefined : (socket.remoteAddress ?? ""));
    });
    // For a descriptor node takes the backlog from the second argument only; its types know neither.
    (server.listen as (where: { fd: number }, backlog: number) => void).call(server, { fd }, backlog);
    await once(server, "listening");
    // Only TCP has an address here: node does not know the path of an inherited Unix socket.
    const address = server.address();
    const isUnix = typeof address === "string" || address === null;
    server.on("error", () => {
      // Of one accept(2), such as ECONNABORTED or ENOMEM: the listener lives on. EMFILE never comes here: DescriptorWatch.
    });
    this.#listeners.push(server);
  }

  /**
   * `peer`: undefined for a Unix socket. A TCP connection that its client has reset already has no address (empty), and may
   * have a request to read all the same: to take it for a Unix socket's would be to trust it.
   */
  #accept(socket: Socket, peer: string | undefined): void {
    this.#descriptors.note(socket);
    if (peer === "") return void socket.destroy();
    const address = peer === undefined ? undefined : normalizeAddress(peer);
    const { proxies, config } = this.#settings;
    const versions = config.app.proxy_protocol;
    this.#open.set(socket, undefined);
    socket.once("close", () => this.#forget(socket));
    if (versions === "off") return this.#serve(socket, address, undefined);
    // The specification forbids to guess whether there is a header: whoever may not send one is not served.
    if (address !== undefined && !proxies.has(address)) socket.destroy();
    else readProxyHeader(socket, versions, source => this.#serve(socket, address, source));
  }

  #serve(socket: Socket, address: string | undefined, source: ProxySource | undefined): void {
    const client = new Client(socket, address, source);
    client.closing = this.#closing || this.#settings.config.app.keepalive === 0;
    this.#open.set(socket, client);
    this.#engine.accept(socket, client);
  }

  #forget(socket: Socket): void {
    const client = this.#open.get(socket);
    this.#open.delete(socket);
    client?.lost();
  }

  /**
   * Accepts nothing more; resolves when every open request is answered and every connection is closed. Tunnels too: their
   * workers stop with us, the app is told so and says goodbye in its own protocol, up to app.graceful_timeout.
   */
  async drain(): Promise<void> {
    this.#closing = true;
    for (const server of this.#listeners) server.close();
    for (const client of this.#open.values()) if (client !== undefined) client.closing = true;
    const watch = new SilenceWatch();
    for (;;) {
      this.#closeIdle(watch);
      if (this.#open.size === 0) return;
      await new Promise(resolve => setTimeout(resolve, IDLE_CHECK));
      // After the poll phase: what has arrived is read.
      await new Promise(resolve => setImmediate(resolve));
    }
  }

  /** Between two requests; node's closeIdleConnections would cut a response that is written but not yet taken. */
  #closeIdle(watch: SilenceWatch): void {
    const now = performance.now();
    for (const [socket, client] of this.#open) {
      const silent = watch.silence(socket, now) >= SILENCE;
      const idle = client === undefined || (client.open.size === 0 && socket.writableLength === 0);
      if (silent && idle) socket.destroySoon();
    }
  }
}

/** How long connections have sent nothing, as far as it was asked. */
class SilenceWatch {
  readonly #seen = new WeakMap<Socket, { bytes: number; since: number }>();

  /** Milliseconds since the first look, or since the one that saw more bytes than the one before. */
  silence(socket: Socket, now: number): number {
    const seen = this.#seen.get(socket);
    if (seen?.bytes === socket.bytesRead) return now - seen.since;
    this.#seen.set(socket, { bytes: socket.bytesRead, since: now });
    return 0;
  }
}
