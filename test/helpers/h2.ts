// A small HTTP/2 client over TLS; any certificate is accepted.
import { once } from "node:events";
import { connect, type ClientHttp2Session, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http2";

export interface Http2Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Http2Client {
  readonly session: ClientHttp2Session;
  request(path: string, headers?: OutgoingHttpHeaders, body?: string | Buffer): Promise<Http2Response>;
  close(): Promise<void>;
}

/** Connects with ALPN h2 only; rejects when the server does not choose it. */
export async function connectHttp2(url: string): Promise<Http2Client> {
  const session = connect(url, { rejectUnauthorized: false });
  await once(session, "connect");
  const request = async (
    path: string,
    headers: OutgoingHttpHeaders = {},
    body?: string | Buffer,
  ): Promise<Http2Response> => {
    const stream = session.request({ ":path": path, ...headers }, { endStream: body === undefined });
    if (body !== undefined) stream.end(body);
    const [received] = (await once(stream, "response")) as [IncomingHttpHeaders & { ":status"?: number }];
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return { status: received[":status"] ?? 0, headers: received, body: Buffer.concat(chunks) };
  };
  const close = (): Promise<void> => new Promise(resolve => session.close(() => resolve()));
  return { session, request, close };
}
