// Reads a request's body whole into memory, before any worker is touched.
import type { IncomingMessage } from "node:http";
import type { RequestBody } from "@seatstack/shared/link/body";

/** Largest body; more is 413. Bytes. */
export const MAX_BODY = 1024 * 1024;
/** Longest silence between two reads. Milliseconds. */
const SILENCE = 30_000;

export type BodyOutcome = RequestBody | null | "too large" | "timeout" | "aborted";

/** Whether the announced length alone is too much. */
export function announcesTooMuch(request: IncomingMessage): boolean {
  return Number(request.headers["content-length"] ?? 0) > MAX_BODY;
}

/** null where there is none. Never rejects. */
export function readBody(request: IncomingMessage): Promise<BodyOutcome> {
  if (announcesTooMuch(request)) return Promise.resolve("too large");
  const { headers } = request;
  if (headers["transfer-encoding"] === undefined && Number(headers["content-length"] ?? 0) === 0) {
    request.resume();
    return Promise.resolve(null);
  }
  return collect(request);
}

function collect(request: IncomingMessage): Promise<BodyOutcome> {
  return new Promise(resolve => {
    const chunks: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => resolve("timeout"), SILENCE);
    const finish = (outcome: BodyOutcome): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    request.on("data", (chunk: Buffer) => {
      timer.refresh();
      length += chunk.length;
      if (length > MAX_BODY) {
        request.pause();
        finish("too large");
      } else chunks.push(chunk);
    });
    request.once("end", () => finish(length === 0 ? null : { length, open: () => chunks }));
    request.once("close", () => finish("aborted"));
    request.once("error", () => finish("aborted"));
  });
}
