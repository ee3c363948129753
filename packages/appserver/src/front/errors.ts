// The front's own answers: plain text, and nothing in it that is not in the RFC.
import { STATUS_CODES, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Seconds after which a client may try again. */
const RETRY_AFTER = "1";

/** Answers with a status of ours. `close` where the rest of the request is not worth reading. */
export function answerError(response: ServerResponse, status: number, close = false): void {
  const body = `${status} ${STATUS_CODES[status] ?? ""}\n`;
  const headers = ["content-type", "text/plain; charset=utf-8", "content-length", String(body.length)];
  if (status === 503) headers.push("retry-after", RETRY_AFTER);
  if (close) headers.push("connection", "close");
  response.writeHead(status, headers);
  response.end(body);
}

const PARSE_STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers what was not even a request, and closes. */
export function answerParseError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = PARSE_STATUS[error.code ?? ""] ?? 400;
  const body = `${status} ${STATUS_CODES[status] ?? ""}\n`;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}
