// Finds the exchange again inside Fastify's hooks, which know only node's request.
import type { Exchange } from "@seatstack/shared/http/exchange";

const EXCHANGE = Symbol("exchange");
interface Carrier {
  [EXCHANGE]?: Exchange;
}

export function carry(request: object, exchange: Exchange): void {
  (request as Carrier)[EXCHANGE] = exchange;
}

/** Throws when the request did not come through the pipeline, which nothing else can reach. */
export function exchangeOf(request: object): Exchange {
  const exchange = (request as Carrier)[EXCHANGE];
  if (exchange === undefined) throw new Error("a request reached Fastify past the pipeline");
  return exchange;
}
