// The client side of mounts: undici with the defaults that a proxy needs, and a client's abort passed on.
import { Agent, type Dispatcher } from "undici";

/** Milliseconds. */
export interface MountTimeouts {
  readonly connect: number;
  /** To the response's head, and between two reads of its body. */
  readonly read: number;
}

/** Rides on a request's headers from the pipeline to here, past @fastify/reply-from, which copies symbols. */
export const ABORT = Symbol("abort");

/** nginx: proxy_http_version 1.1 with keepalive. */
const KEEPALIVE = 4000;
const CONNECTIONS = 256;

/** The requester that @fastify/reply-from is given instead of an agent of its own, which would not verify TLS. */
export class MountClient {
  readonly #agent: Agent;

  constructor(timeouts: MountTimeouts) {
    this.#agent = new Agent({
      connections: CONNECTIONS,
      pipelining: 1,
      keepAliveTimeout: KEEPALIVE,
      connect: { timeout: timeouts.connect, rejectUnauthorized: true },
      headersTimeout: timeouts.read,
      bodyTimeout: timeouts.read,
      maxResponseSize: -1,
    });
  }

  request(
    options: Dispatcher.RequestOptions,
    callback: (error: Error | null, response: Dispatcher.ResponseData) => void,
  ): void {
    const { headersTimeout: _head, bodyTimeout: _body, ...rest } = options;
    const { headers } = options as { headers: { [ABORT]?: AbortSignal } };
    this.#agent.request({ ...rest, signal: headers[ABORT] ?? null } as Dispatcher.RequestOptions, callback);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}
