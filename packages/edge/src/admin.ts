// The admin listener: /metrics for Prometheus and /healthz, on an address that is never public.
import rateLimit from "@fastify/rate-limit";
import Fastify, { type FastifyInstance } from "fastify";
import { parseHostPort } from "@seatstack/shared/config/address";
import type { Zone } from "@seatstack/shared/zone/types";
import { METRICS_TYPE } from "./metrics.ts";
import { zoneStore } from "./zone-rate-store.ts";

export interface AdminOptions {
  /** `host:port`. */
  readonly listen: string;
  readonly metrics: () => string;
  /** Whether requests can be served; false is 503 for load balancers. */
  readonly healthy: () => boolean;
  readonly zone: Zone;
  /** The zone's clock, ms. */
  readonly now: () => number;
}

export interface Admin {
  readonly port: number;
  close(): Promise<void>;
}

/** A scrape reads every histogram: a script gone wild must not take the main thread with it. */
const RATE = 20;
const BURST = 40;

/** Rejects when the address cannot be had. */
export async function startAdmin(options: AdminOptions): Promise<Admin> {
  const server: FastifyInstance = Fastify({ logger: false, requestTimeout: 10_000, bodyLimit: 1024 });
  const { zone, now } = options;
  await server.register(rateLimit, {
    global: true,
    max: BURST + 1,
    timeWindow: 1000,
    store: zoneStore({ zone, now, bucket: "admin", rate: RATE, burst: BURST }),
  });
  server.get("/metrics", (_request, reply) => reply.type(METRICS_TYPE).send(options.metrics()));
  server.get("/healthz", (_request, reply) => {
    const healthy = options.healthy();
    return reply
      .code(healthy ? 200 : 503)
      .type("text/plain")
      .send(healthy ? "ok\n" : "not serving\n");
  });
  server.setNotFoundHandler((_request, reply) => reply.code(404).type("text/plain").send("not found\n"));
  server.setErrorHandler((error, _request, reply) => {
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    return reply
      .code(status)
      .type("text/plain")
      .send(status === 429 ? "too many requests\n" : "failed\n");
  });
  const { host = "127.0.0.1", port = 0 } = parseHostPort(options.listen) ?? {};
  await server.listen({ host: host === "" ? "0.0.0.0" : host, port });
  const address = server.server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () => server.close(),
  };
}
