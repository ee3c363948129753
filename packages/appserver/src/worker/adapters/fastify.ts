// Fastify plugins and instances: routed by Fastify itself, without its server.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import type { Logger } from "@seatstack/shared/logger";
import { isFastifyInstance } from "../detect.ts";
import { requestIdOf } from "../http/incoming.ts";
import type { LoadedApp } from "../loaded-app.ts";
import { nodeApp } from "./node.ts";
import { serverUpgrade } from "./upgrades.ts";

/** The edge's limit on bodies applies; Fastify's own must not be smaller. Bytes. */
const BODY_LIMIT = 2 ** 30;

/** Rejects with what the plugin throws while it is registered. */
export async function fastifyApp(target: object, log: Logger): Promise<LoadedApp> {
  const holder = isFastifyInstance(target)
    ? { instance: target as FastifyInstance }
    : await makeInstance(target as unknown as FastifyPluginAsync, log);
  const { instance } = holder;
  await instance.ready();
  const route = (request: IncomingMessage, response: ServerResponse): void => instance.routing(request, response);
  const app = nodeApp(route, log, { server: instance.server, close: async () => instance.close() });
  // @fastify/websocket listens there.
  return { ...app, upgrade: serverUpgrade(() => instance.server, app, log) };
}

/** In an object, because an instance is thenable: returned as such from an async function it would be waited for. */
async function makeInstance(plugin: FastifyPluginAsync, log: Logger): Promise<{ instance: FastifyInstance }> {
  const { fastify, LogController } = await import("fastify");
  /** The edge logs requests; of Fastify's own lines only the errors are worth keeping. */
  class ErrorsOnly extends LogController {
    override incomingRequest(): void {
      // Said by the access log.
    }
    override requestCompleted(): void {
      // Said by the access log.
    }
    override routeNotFound(): void {
      // Said by the access log.
    }
  }
  const instance = fastify({
    loggerInstance: log,
    logController: new ErrorsOnly({ requestIdLogLabel: "request" }),
    bodyLimit: BODY_LIMIT,
    genReqId: requestIdOf,
  });
  void instance.register(plugin);
  return { instance: instance as unknown as FastifyInstance };
}
