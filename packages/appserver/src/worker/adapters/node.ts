// (req, res) handlers: Node's own classes on a stub socket, so that Express and friends find what they expect.
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Logger } from "@seatstack/shared/logger";
import { makeIncoming } from "../http/incoming.ts";
import { makeResponse } from "../http/response.ts";
import { StubSocket } from "../http/stub-socket.ts";
import type { LoadedApp } from "../loaded-app.ts";
import { fail } from "../serve.ts";

type NodeHandler = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface NodeAppOptions {
  /** What the app's close does, for adapters on top of this one. */
  readonly close?: () => Promise<void>;
  /** The app's own server, which some code finds by `req.socket.server`. */
  readonly server?: Server;
}

export function nodeApp(target: object, log: Logger, options: NodeAppOptions = {}): LoadedApp {
  const handler = target as NodeHandler;
  const { server, close = async () => undefined } = options;
  return {
    handle(head, body, reply) {
      const socket = new StubSocket(head);
      socket.server = server;
      const request = makeIncoming(head, body, socket);
      const onFailure = (error: unknown): void => fail(error, head, reply, log);
      const response = makeResponse({ request, socket, reply, onFailure });
      const pending: unknown = handler(request, response);
      return pending instanceof Promise ? pending.then(() => undefined) : undefined;
    },
    close,
  };
}
