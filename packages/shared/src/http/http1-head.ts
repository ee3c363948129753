// Writes a response's head as one string, past ServerResponse.writeHead: that checks and classifies each of 15 headers
// again, which costs 2 to 3 us of 30 per request. Ours are valid before they come here. A small body leaves with it.
import { ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

/**
 * The part of node's response that its own `_storeHeader` fills in. It is internal, but the Node that runs us is pinned,
 * and http1-head.test.ts fails where a new one has changed it.
 */
export class Http1Response extends ServerResponse {
  declare _header: string | null;
  declare _headerSent: boolean;
  /** Whether the connection ends with this response. */
  declare _last: boolean;
  declare _hasBody: boolean;
}

/**
 * The head of a response whose body has a known length. `headers` are whole lines, with content-length where there is a
 * body; Date and Connection are added.
 */
export function renderHead(status: number, headers: string, close: boolean): string {
  const connection = close ? "close" : "keep-alive";
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${headers}Date: ${httpDate()}\r\nConnection: ${connection}\r\n\r\n`;
}

/** Gives the response a head from renderHead; its body and end go node's way. */
export function storeHead(response: Http1Response, status: number, head: string, close: boolean): void {
  response.statusCode = status;
  response._last = close;
  response._header = head;
  response._headerSent = false;
}

/** The socket, if the response may write to it at once: it is the oldest of its connection, and nothing is in the way. */
export function freeSocket(response: Http1Response): Socket | undefined {
  const { socket } = response;
  return socket !== null && socket.writable && socket.writableLength === 0 ? socket : undefined;
}

/**
 * Writes a whole response (latin1) to its free socket, past ServerResponse.end. node's server learns by "finish", as it
 * does from end(), that the next response of the connection may begin; it hears it when the kernel has everything.
 */
export function writeWhole(response: Http1Response, socket: Socket, text: string): void {
  const onWritten = (error?: Error | null) => {
    if (error === null || error === undefined) response.emit("finish");
  };
  if ("encrypted" in socket) {
    // TLS never ends a write within the call.
    socket.write(text, "latin1", onWritten);
    return;
  }
  socket.write(text, "latin1");
  if (socket.writableLength === 0) response.emit("finish");
  else socket.write("", "latin1", onWritten);
}

let dateSecond = 0;
let dateText = "";

/** Now as an HTTP date, made once a second. */
export function httpDate(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = new Date(second * 1000).toUTCString();
  }
  return dateText;
}
