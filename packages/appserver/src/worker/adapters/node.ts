// (req, res) handlers: Node's own classes on a stub socket, so that Express and friends find what they expect.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "@seatstack/shared/logger";
import { LinkIncoming } from "../http/incoming.ts";
import { LinkResponse } from "../http/response.ts";
import { StubSocket } from "../http/stub-socket.ts";
import type { LoadedApp } from "../loaded-app.ts";
import { fail } from "../serve.ts";

type NodeHandler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** `close` is for adapters on top of this one. */
export function nodeApp(target: object, log: Logger, close: () => Promise<void> = async () => undefined): LoadedApp {
  const handler = target as NodeHandler;
  return {
    handle(head, body, reply) {
      const socket = new StubSocket(head);
      const request = new LinkIncoming(head, body, socket);
      const response = new LinkResponse(request, socket, reply, error => fail(error, head, reply, log));
      const pending: unknown = handler(request, response);
      return pending instanceof Promise ? pending.then(() => undefined) : undefined;
    },
    close,
  };
}
