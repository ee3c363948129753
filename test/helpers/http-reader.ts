// Reads HTTP/1.1 responses off a socket, one after the other.
import type { Socket } from "node:net";

export interface RawResponse {
  readonly status: number;
  /** Flat [name, value, …] as received. */
  readonly rawHeaders: readonly string[];
  /** First value of a header, by any case of its name. */
  header(name: string): string | undefined;
  readonly body: Buffer;
  text(): string;
}

interface Head {
  readonly status: number;
  readonly rawHeaders: string[];
  readonly end: number;
}

/** `next(method)` resolves with the next final response (1xx are passed over); rejects when the stream ends inside it. */
export function responseReader(socket: Socket): { next(method: string): Promise<RawResponse> } {
  let buffer: Buffer = Buffer.alloc(0);
  let ended: Error | undefined;
  let wake: (() => void) | undefined;
  const end = (error: Error): void => {
    ended ??= error;
    wake?.();
  };
  socket.on("data", (chunk: Buffer) => {
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
    wake?.();
  });
  socket.on("error", end);
  socket.on("end", () => end(new Error("the connection ended")));
  socket.on("close", () => end(new Error("the connection closed")));
  const next = async (method: string): Promise<RawResponse> => {
    for (;;) {
      const parsed = parseResponse(buffer, method, ended !== undefined);
      if (parsed !== undefined) {
        buffer = buffer.subarray(parsed.used);
        return parsed.response;
      }
      if (ended !== undefined) throw ended;
      await new Promise<void>(resolve => (wake = resolve));
    }
  };
  return { next };
}

function parseResponse(
  buffer: Buffer,
  method: string,
  ended: boolean,
): { response: RawResponse; used: number } | undefined {
  let from = 0;
  for (;;) {
    const head = parseHead(buffer, from);
    if (head === undefined) return undefined;
    if (head.status >= 100 && head.status < 200 && head.status !== 101) {
      from = head.end;
      continue;
    }
    const body = parseBody(buffer, head, method, ended);
    return body && { response: toResponse(head, body.bytes), used: body.end };
  }
}

function parseHead(buffer: Buffer, from: number): Head | undefined {
  const end = buffer.indexOf("\r\n\r\n", from);
  if (end < 0) return undefined;
  const [first = "", ...lines] = buffer.toString("latin1", from, end).split("\r\n");
  const match = /^HTTP\/1\.[01] (\d{3})/.exec(first);
  if (!match) throw new Error(`not a status line: ${JSON.stringify(first)}`);
  const rawHeaders = lines.flatMap(line => {
    const colon = line.indexOf(":");
    if (colon < 1) throw new Error(`not a header line: ${JSON.stringify(line)}`);
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return { status: Number(match[1]), rawHeaders, end: end + 4 };
}

function parseBody(
  buffer: Buffer,
  head: Head,
  method: string,
  ended: boolean,
): { bytes: Buffer; end: number } | undefined {
  if (method === "HEAD" || head.status === 204 || head.status === 304 || head.status === 101) {
    return { bytes: Buffer.alloc(0), end: head.end };
  }
  if (lookup(head.rawHeaders, "transfer-encoding")?.toLowerCase() === "chunked") return parseChunks(buffer, head.end);
  const length = lookup(head.rawHeaders, "content-length");
  if (length === undefined) return ended ? { bytes: buffer.subarray(head.end), end: buffer.length } : undefined;
  const end = head.end + Number(length);
  return buffer.length < end ? undefined : { bytes: buffer.subarray(head.end, end), end };
}

function parseChunks(buffer: Buffer, from: number): { bytes: Buffer; end: number } | undefined {
  const parts: Buffer[] = [];
  for (let at = from; ;) {
    const lineEnd = buffer.indexOf("\r\n", at);
    if (lineEnd < 0) return undefined;
    const line = buffer.toString("latin1", at, lineEnd);
    const size = Number.parseInt(line, 16);
    if (!Number.isInteger(size)) throw new Error(`not a chunk size: ${JSON.stringify(line)}`);
    if (size === 0) return afterTrailers(buffer, lineEnd + 2, parts);
    const end = lineEnd + 2 + size;
    if (buffer.length < end + 2) return undefined;
    parts.push(buffer.subarray(lineEnd + 2, end));
    at = end + 2;
  }
}

function afterTrailers(buffer: Buffer, from: number, parts: Buffer[]): { bytes: Buffer; end: number } | undefined {
  for (let at = from; ;) {
    const lineEnd = buffer.indexOf("\r\n", at);
    if (lineEnd < 0) return undefined;
    if (lineEnd === at) return { bytes: Buffer.concat(parts), end: at + 2 };
    at = lineEnd + 2;
  }
}

function toResponse(head: Head, body: Buffer): RawResponse {
  return {
    status: head.status,
    rawHeaders: head.rawHeaders,
    header: name => lookup(head.rawHeaders, name),
    body: Buffer.from(body),
    text: () => body.toString("utf8"),
  };
}

function lookup(rawHeaders: readonly string[], name: string): string | undefined {
  const index = rawHeaders.findIndex((value, i) => i % 2 === 0 && value.toLowerCase() === name.toLowerCase());
  return index < 0 ? undefined : rawHeaders[index + 1];
}
