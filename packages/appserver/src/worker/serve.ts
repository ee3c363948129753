// A request's way through a worker: head and body from the link → the app's adapter → response head and body to the link.
import type { IncomingBody, Reply, RequestHandler } from "@seatstack/shared/link/types";
import type { RequestHead } from "@seatstack/shared/link/protocol";
import type { Logger } from "@seatstack/shared/logger";
import type { LoadedApp } from "./loaded-app.ts";

const ERROR_HEADERS = ["content-type", "text/plain; charset=utf-8", "content-length", "22"] as const;
const ERROR_BODY = "Internal Server Error\n";

/** The link server's handler: whatever the app does, the reply comes to an end and the client learns nothing of it. */
export function serve(app: LoadedApp, log: Logger): RequestHandler {
  return (head: RequestHead, body: IncomingBody, reply: Reply): void => {
    try {
      const pending = body.upgrade && app.upgrade ? app.upgrade(head, body, reply) : app.handle(head, body, reply);
      if (pending !== undefined) void pending.catch((error: unknown) => fail(error, head, reply, log));
    } catch (error) {
      fail(error, head, reply, log);
    }
  };
}

/** What a failed app means for its request: 500 while nothing was sent, a cut connection after. */
export function fail(error: unknown, head: RequestHead, reply: Reply, log: Logger): void {
  if (reply.ended) return;
  if (reply.cancelled) return reply.reset("cancelled");
  log.error({ err: error, request: head.id, method: head.method }, "the app failed to answer a request");
  if (reply.headSent) reply.reset("the app failed after the response began");
  else reply.respond(500, ERROR_HEADERS, head.method === "HEAD" ? null : ERROR_BODY);
}
