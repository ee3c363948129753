// Heads as text: fields joined by LF, one latin1 byte a character, so that both ends use one native call each.
import { LinkError, protocolError } from "./errors.ts";
import { SWITCHING_PROTOCOLS, type RequestHead, type ResponseHead } from "./protocol.ts";

/** LF joins the fields. Above U+00FF latin1Write keeps only the low byte (U+010A is LF). */
const FIELD_END = "\n";
/** Matched against text in one-byte strings, as nearly all is, this is known to fail without a look. */
const WIDE = /[\u0100-\uffff]/;
/** The fields of a request that are no headers. */
const REQUEST_FIELDS = 6;

/** Text of a REQUEST: its headers first, so that decoding can pop the six others off the end without a copy. */
export function requestText(head: RequestHead): string {
  const { headers, method, target, scheme, host, remoteAddress, id } = head;
  const tail = `${method}\n${target}\n${scheme}\n${host}\n${remoteAddress}\n${id}`;
  const text = headers.length === 0 ? tail : `${headers.join(FIELD_END)}\n${tail}`;
  if (headers.length % 2 === 0 && isClean(text, headers.length + REQUEST_FIELDS)) return text;
  throw badHead([...headers, method, target, scheme, host, remoteAddress, id]);
}

/** Flat [name, value, …] as one text; empty for none. Throws LINK_BAD_HEAD. */
export function headerText(headers: readonly string[]): string {
  if (headers.length === 0) return "";
  const text = headers.join(FIELD_END);
  if (headers.length % 2 === 0 && isClean(text, headers.length)) return text;
  throw badHead(headers);
}

/**
 * Whether it has exactly so many fields, and none with CR, NUL or a character above U+00FF. The searches are memchr: a
 * third of the time of an expression per field.
 */
function isClean(text: string, fields: number): boolean {
  if (text.includes("\r") || text.includes("\0") || WIDE.test(text)) return false;
  let ends = 0;
  for (let at = text.indexOf(FIELD_END); at >= 0; at = text.indexOf(FIELD_END, at + 1)) ends += 1;
  return ends === fields - 1;
}

function badHead(fields: readonly string[]): LinkError {
  // oxlint-disable-next-line no-control-regex
  const field = fields.find(one => /[\0\r\n\u0100-\uffff]/.test(one));
  if (field === undefined) return new LinkError("LINK_BAD_HEAD", "a header name without a value");
  const what = "a head's field holds CR, LF, NUL or a character above U+00FF";
  return new LinkError("LINK_BAD_HEAD", `${what}: ${quote(field)}`);
}

/** Enough of a field to find it in the code that wrote it, never a whole cookie. */
function quote(field: string): string {
  return JSON.stringify(field.length > 40 ? `${field.slice(0, 40)}…` : field);
}

/** Throws LINK_PROTOCOL. */
export function parseRequest(text: string, deadline: number, queued: number): RequestHead {
  const fields = parseFields(text);
  if (fields.length < 6 || fields.length % 2 !== 0) throw protocolError(`REQUEST with ${fields.length} fields`);
  const id = fields.pop() ?? "";
  const remoteAddress = fields.pop() ?? "";
  const host = fields.pop() ?? "";
  const scheme = fields.pop() ?? "";
  const target = fields.pop() ?? "";
  const method = fields.pop() ?? "";
  if (scheme !== "http" && scheme !== "https") throw protocolError("REQUEST with an unknown scheme");
  if (method === "" || target === "") throw protocolError("REQUEST without a method or a target");
  return { method, target, scheme, host, remoteAddress, id, deadline, queued, headers: fields };
}

/** Flat [name, value, …] of HINTS. Throws LINK_PROTOCOL. */
export function parseHints(text: string): string[] {
  const headers = parseFields(text);
  if (headers.length % 2 !== 0) throw protocolError("HINTS with a header name without a value");
  return headers;
}

/** Throws LINK_PROTOCOL. */
export function parseResponse(status: number, text: string): ResponseHead {
  if ((status < 200 && status !== SWITCHING_PROTOCOLS) || status > 999)
    throw protocolError(`RESPONSE with status ${status}`);
  if (text === "") return { status, headers: [] };
  const headers = parseFields(text);
  if (headers.length % 2 !== 0) throw protocolError("RESPONSE with a header name without a value");
  return { status, headers };
}

function parseFields(text: string): string[] {
  if (text.includes("\r") || text.includes("\0")) throw protocolError("a head with CR or NUL in it");
  return text.split("\n");
}
