// A Fastify that never listens: the pipeline hands it requests that it has accepted already.
import { createServer } from "node:http";
import Fastify, { type FastifyInstance } from "fastify";
import { carry } from "./carrier.ts";
import type { Exchange } from "@seatstack/shared/http/exchange";

export function detachedFastify(): FastifyInstance {
  return Fastify({
    logger: false,
    // Limits and timeouts are the pipeline's; these must not come first.
    bodyLimit: Number.MAX_SAFE_INTEGER,
    requestTimeout: 0,
    connectionTimeout: 0,
    routerOptions: { maxParamLength: 16_384 },
    exposeHeadRoutes: false,
    serverFactory: handler => createServer(handler),
  });
}

/** Serves the exchange there, and calls back once when its response has been sent or given up. */
export function serveBy(app: FastifyInstance, exchange: Exchange, onClose: () => void): void {
  const { request, response } = exchange.toNode();
  carry(request, exchange);
  response.once("close", () => {
    exchange.status = response.headersSent ? response.statusCode : 499;
    exchange.finish();
    onClose();
  });
  // Fastify's types know only HTTP/1 here; it reads nothing that HTTP/2's compatibility layer lacks.
  app.routing(request as Parameters<typeof app.routing>[0], response as Parameters<typeof app.routing>[1]);
}
