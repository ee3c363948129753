// Writes a response's head as one string, past ServerResponse.writeHead: that checks and classifies each of 15 headers
// again, which costs 2 to 3 us of 30 per request. Ours are valid before they come here.
import { ServerResponse, STATUS_CODES } from "node:http";

/**
 * The part of node's response that its own `_storeHeader` fills in. It is internal, but the Node that runs us is pinned,
 * and http1-head.test.ts fails where a new one has changed it.
 */
export class EdgeResponse extends ServerResponse {
  declare _header: string | null;
  declare _headerSent: boolean;
  /** Whether the connection ends with this response. */
  declare _last: boolean;
  declare _hasBody: boolean;
}

/**
 * Sets the head of a response whose body has a known length. `headers` are whole lines, with content-length where there
 * is a body; Date and Connection are added.
 */
export function storeHead(response: EdgeResponse, status: number, headers: string, close: boolean): void {
  response.statusCode = status;
  if (status === 204 || status === 304) response._hasBody = false;
  response._last = close;
  const connection = close ? "close" : "keep-alive";
  response._header = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${headers}Date: ${httpDate()}\r\nConnection: ${connection}\r\n\r\n`;
  response._headerSent = false;
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
