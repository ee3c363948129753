// The admin listener: /metrics for Prometheus, on an address that is never public.
import Fastify, { type FastifyInstance } from "fastify";
import { parseHostPort } from "@seatstack/shared/config/address";
import { METRICS_TYPE } from "./metrics.ts";

export interface AdminOptions {
  /** `host:port`. */
  readonly listen: string;
  readonly metrics: () => string;
  /** Whether requests can be served; false is 503 for load balancers. */
  readonly healthy: () => boolean;
}

export interface Admin {
  close(): Promise<void>;
}

/** Rejects when the address cannot be had. */
export async function startAdmin(options: AdminOptions): Promise<Admin> {
  const server: FastifyInstance = Fastify({ logger: false, requestTimeout: 10_000, bodyLimit: 1024 });
  server.get("/metrics", (_request, reply) => reply.type(METRICS_TYPE).send(options.metrics()));
  server.get("/healthz", (_request, reply) => {
    const healthy = options.healthy();
    return reply
      .code(healthy ? 200 : 503)
      .type("text/plain")
      .send(healthy ? "ok\n" : "not serving\n");
  });
  server.setNotFoundHandler((_request, reply) => reply.code(404).type("text/plain").send("not found\n"));
  const { host = "127.0.0.1", port = 0 } = parseHostPort(options.listen) ?? {};
  await server.listen({ host: host === "" ? "0.0.0.0" : host, port });
  return { close: () => server.close() };
}
