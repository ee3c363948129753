// What the HTTP/1 and HTTP/2 engines share: their limits, and whom they tell.
import type { IncomingMessage } from "node:http";
import type { ClientConnection } from "./client-connection.ts";
import type { Exchange } from "./exchange.ts";

/** nginx: large_client_header_buffers 4 8k. A larger head is 431. */
export const MAX_HEADER_BYTES = 32 * 1024;

/** Milliseconds. */
export interface EngineTimeouts {
  readonly clientHeader: number;
  readonly send: number;
  readonly keepalive: number;
  readonly handshake: number;
}

export interface EngineEvents {
  onExchange(exchange: Exchange): void;
  /** Whether a request that may switch protocols (upgradeProtocol) leaves HTTP for it. All others are plain requests. */
  isTunnel(request: IncomingMessage): boolean;
  /**
   * A request that cannot be an Exchange: logs it and returns the whole HTTP/1.1 answer, after which the connection is
   * closed.
   */
  onMalformed(connection: ClientConnection, status: number, method?: string, target?: string): string;
}
