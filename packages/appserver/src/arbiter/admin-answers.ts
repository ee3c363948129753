// What the admin server answers: three pages, GET or HEAD, nothing else.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppStatus } from "@seatstack/shared/control/protocol";
import type { Logger } from "@seatstack/shared/logger";
import { EXPOSITION_TYPE } from "./exposition.ts";
import { healthOf } from "./health.ts";
import { renderMetrics } from "./metrics.ts";

export interface AnswerContext {
  status(): Promise<AppStatus>;
  /** Whether only this machine reaches the listener. */
  readonly local: boolean;
  readonly log: Logger;
}

interface Page {
  readonly code: number;
  readonly type: string;
  readonly body: string;
}

const PLAIN = "text/plain; charset=utf-8";
const PAGES: ReadonlyMap<string, (status: AppStatus) => Page> = new Map([
  ["/metrics", (status: AppStatus) => ({ code: 200, type: EXPOSITION_TYPE, body: renderMetrics(status) })],
  ["/status", (status: AppStatus) => ({ code: 200, type: "application/json", body: `${JSON.stringify(status)}\n` })],
  ["/healthz", health],
]);
/** Host of a request to a loopback listener: a page in a browser here could else read it by DNS rebinding. */
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** Never throws. */
export function answerAdmin(request: IncomingMessage, response: ServerResponse, context: AnswerContext): void {
  const refusal = refuse(request, context.local);
  if (refusal !== undefined) {
    response.setHeader("connection", "close");
    if (refusal.code === 405) response.setHeader("allow", "GET, HEAD");
    return send(response, refusal);
  }
  const page = PAGES.get(request.url ?? "");
  if (page === undefined) return send(response, text(404, "not found"));
  void context.status().then(
    status => send(response, page(status)),
    (error: unknown) => {
      context.log.error({ err: error }, "the admin server could not read the status");
      send(response, text(500, "failed"));
    },
  );
}

function refuse(request: IncomingMessage, local: boolean): Page | undefined {
  const { host = "", "content-length": length = "0", "transfer-encoding": coding } = request.headers;
  if (request.method !== "GET" && request.method !== "HEAD") return text(405, "only GET and HEAD");
  if (coding !== undefined || Number(length) !== 0) return text(413, "no request body");
  return local && !LOOPBACK_HOST.test(host) ? text(403, "ask for localhost") : undefined;
}

function health(status: AppStatus): Page {
  const { healthy, word } = healthOf(status);
  return text(healthy ? 200 : 503, word);
}

function text(code: number, body: string): Page {
  return { code, type: PLAIN, body: `${body}\n` };
}

function send(response: ServerResponse, { code, type, body }: Page): void {
  response.writeHead(code, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  // To HEAD, Node sends the head alone.
  response.end(body);
}
