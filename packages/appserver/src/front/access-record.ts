// What the access log knows of a request.
import type { Exchange } from "@seatstack/shared/http/exchange";

export interface AccessRecord {
  /** Empty for a client of a Unix socket that no proxy spoke for. */
  readonly address: string;
  /** Empty where there was no request that could be read. */
  readonly method: string;
  /** As the client sent it. */
  readonly target: string;
  /** `1.1` */
  readonly version: string;
  readonly status: number;
  /** Of the body. */
  readonly bytes: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly exchange: Exchange | undefined;
}

/** Of a request that is over. `address`: as in AccessRecord. */
export function recordOf(exchange: Exchange, address: string): AccessRecord {
  const { method, rawTarget, version, status, bytesSent, started } = exchange;
  const duration = performance.now() - started;
  return { address, method, target: rawTarget, version, status, bytes: bytesSent, duration, exchange };
}
