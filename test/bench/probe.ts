// One request over a raw connection: the body to compare, and how many bytes a response takes on the wire.
import { connect as connectPlain } from "node:net";
import { connect as connectTls } from "node:tls";

export interface Probe {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** Head and body together. */
  readonly bytes: number;
}

const TIMEOUT_MILLISECONDS = 5_000;

/** GETs `path` from 127.0.0.1 as wrk does (HTTP/1.1, keep-alive, Host only). The response must carry Content-Length. */
export async function probe(port: number, path: string, tls: boolean): Promise<Probe> {
  const target = { host: "127.0.0.1", port };
  const socket = tls ? connectTls({ ...target, rejectUnauthorized: false }) : connectPlain(target);
  socket.setTimeout(TIMEOUT_MILLISECONDS, () => socket.destroy(new Error(`no answer from port ${port}`)));
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      const whole = parseResponse(Buffer.concat(chunks));
      if (whole !== undefined) return whole;
    }
  } finally {
    socket.destroy();
  }
  throw new Error(`port ${port} closed the connection before its response to ${path} was whole`);
}

/** The response in `bytes`, or undefined when it is not whole yet. Throws for one without Content-Length. */
export function parseResponse(bytes: Buffer): Probe | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [statusLine = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const length = Number(headers.get("content-length"));
  if (!Number.isInteger(length)) throw new Error(`response without Content-Length: ${statusLine}`);
  const total = end + 4 + length;
  if (bytes.length < total) return undefined;
  return { status: Number(statusLine.split(" ")[1]), headers, body: bytes.subarray(end + 4, total), bytes: total };
}
