// Methods that node's parser knows and HTTP does not.

/**
 * Of RTSP (RFC 7826) and Icecast. The parser also takes `GET / RTSP/1.0` for HTTP/1.0 and does not say so: such a request
 * gets a plain answer.
 */
const FOREIGN: ReadonlySet<string> = new Set([
  "SOURCE",
  "DESCRIBE",
  "ANNOUNCE",
  "SETUP",
  "PLAY",
  "PAUSE",
  "TEARDOWN",
  "GET_PARAMETER",
  "SET_PARAMETER",
  "REDIRECT",
  "RECORD",
  "FLUSH",
]);

export function isForeignMethod(method: string): boolean {
  return FOREIGN.has(method);
}
