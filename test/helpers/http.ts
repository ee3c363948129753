// A tiny HTTP/1.1 client on bare sockets: what leaves is exactly what a test wrote, what comes back is not tidied up.
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { responseReader, type RawResponse } from "./http-reader.ts";

/** Milliseconds of each step: as much as a laden machine may take. */
const LIMIT = 60_000;

export type { RawResponse } from "./http-reader.ts";

export interface RequestOptions {
  readonly method?: string;
  /** Sent as given, after Host; Content-Length is added for a body unless there is one here. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Milliseconds for the whole exchange. Default 60,000. */
  readonly timeout?: number;
  /** Value of Host; default the URL's. */
  readonly host?: string;
}

/** One connection that sends requests one after the other. */
export interface Connection {
  readonly socket: Socket;
  request(target: string, options?: RequestOptions): Promise<RawResponse>;
  /** Writes bytes as they are. */
  send(bytes: string | Buffer): void;
  /** The next response on the wire, to whatever was sent. */
  read(method?: string, timeout?: number): Promise<RawResponse>;
  close(): void;
}

/** Connects to the URL's host and port; any certificate is accepted. `unix:/path` connects to a Unix socket. */
export async function connect(url: string, timeout = LIMIT): Promise<Connection> {
  const { socket, event, host } = open(url);
  await within(once(socket, event), timeout, socket, `connection to ${url}`);
  const reader = responseReader(socket);
  const read = (method = "GET", limit = timeout) => within(reader.next(method), limit, socket, `response from ${url}`);
  const send = (bytes: string | Buffer): void => void socket.write(bytes);
  const request = (target: string, options: RequestOptions = {}): Promise<RawResponse> => {
    send(head(target, options, host));
    if (options.body !== undefined) send(Buffer.from(options.body));
    return read(options.method, options.timeout);
  };
  return { socket, request, send, read, close: () => void socket.destroy() };
}

/** One request on a connection of its own. Rejects on a broken, cut or late response. */
export async function request(url: string, options: RequestOptions = {}): Promise<RawResponse> {
  const connection = await connect(url, options.timeout);
  try {
    const headers = { Connection: "close", ...options.headers };
    return await connection.request(targetOf(url), { ...options, headers });
  } finally {
    connection.close();
  }
}

function open(url: string): { socket: Socket; event: string; host: string } {
  if (url.startsWith("unix:")) return { socket: connectTcp(url.slice(5)), event: "connect", host: "localhost" };
  const { protocol, hostname, port, host } = new URL(url);
  const address = hostname.replace(/^\[|\]$/g, "");
  const secure = protocol === "https:";
  const options = { host: address, port: Number(port || (secure ? 443 : 80)) };
  if (!secure) return { socket: connectTcp(options), event: "connect", host };
  return { socket: connectTls({ ...options, rejectUnauthorized: false }), event: "secureConnect", host };
}

function targetOf(url: string): string {
  if (url.startsWith("unix:")) return "/";
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function head(target: string, options: RequestOptions, host: string): string {
  const lines = [`${options.method ?? "GET"} ${target} HTTP/1.1`, `Host: ${options.host ?? host}`];
  const headers = Object.entries(options.headers ?? {});
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  const sized = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
  if (options.body !== undefined && !sized) lines.push(`Content-Length: ${Buffer.byteLength(options.body)}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

async function within<T>(promise: Promise<T>, timeout: number, socket: Socket, what: string): Promise<T> {
  const timer = setTimeout(() => socket.destroy(new Error(`no ${what} within ${timeout} ms`)), timeout);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
