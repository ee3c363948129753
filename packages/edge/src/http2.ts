// HTTP/2 by node:http2, as an engine that is handed TLS sockets with ALPN h2.
import {
  performServerHandshake,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type ServerSessionOptions,
} from "node:http2";
import type { TLSSocket } from "node:tls";
import type { ClientConnection } from "@seatstack/shared/http/client-connection";
import { MAX_HEADER_BYTES, type EngineEvents, type EngineTimeouts } from "@seatstack/shared/http/engine";
import { Http2Exchange } from "./http2-exchange.ts";

/** nginx: http2_max_concurrent_streams 128. */
const MAX_STREAMS = 128;

const OPTIONS: ServerSessionOptions = {
  maxHeaderListPairs: 200,
  maxSessionMemory: 10,
  maxSessionInvalidFrames: 100,
  maxSessionRejectedStreams: 100,
  maxOutstandingPings: 10,
  maxSettings: 32,
  // CVE-2023-44487: a client that resets what it asks for is cut off.
  streamResetBurst: 200,
  streamResetRate: 33,
  settings: { maxConcurrentStreams: MAX_STREAMS, maxHeaderListSize: MAX_HEADER_BYTES, enablePush: false },
};

export class Http2Engine {
  readonly #events: EngineEvents;
  readonly #sessions = new Set<ServerHttp2Session>();
  #timeouts: EngineTimeouts;

  constructor(events: EngineEvents, timeouts: EngineTimeouts) {
    this.#events = events;
    this.#timeouts = timeouts;
  }

  accept(socket: TLSSocket, connection: ClientConnection): void {
    const session = performServerHandshake(socket, OPTIONS);
    this.#sessions.add(session);
    session.setTimeout(this.#timeouts.keepalive, () => {
      if (connection.open.size === 0) session.close();
    });
    session.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, _flags: number, raw: string[]) => {
      // Resets, ours and the client's, are told by 'close'.
      stream.on("error", () => undefined);
      const exchange = Http2Exchange.from(connection, stream, headers, raw, this.#timeouts.send);
      this.#events.onExchange(exchange);
    });
    session.on("error", () => session.destroy());
    // The sockets are half-open ones for HTTP/1's sake. As nginx: h2 has no use for half a connection.
    socket.once("end", () => session.destroy());
    session.on("close", () => this.#sessions.delete(session));
  }

  setTimeouts(timeouts: EngineTimeouts): void {
    this.#timeouts = timeouts;
  }

  /** GOAWAY: streams under way finish, new ones go elsewhere. */
  drain(): void {
    for (const session of this.#sessions) session.close();
  }
}
