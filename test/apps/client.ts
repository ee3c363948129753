// The client of the example apps' tests: whole responses, responses as they come, and WebSocket, by whatever way leads there.
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { request as http, type ClientRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as https } from "node:https";
import { webSocketClient, type WebSocketClient } from "../helpers/websocket.ts";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  readonly text: () => string;
  readonly json: () => unknown;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export interface Client {
  /** The whole response. */
  ask(target: string, options?: AskOptions): Promise<Answer>;
  /** The response when its head is here. */
  open(target: string, options?: AskOptions): Promise<IncomingMessage>;
  /** Sends the request only. */
  send(target: string, options?: AskOptions): ClientRequest;
  /** Asks to switch protocols: a WebSocket, or the response that refuses it. */
  upgrade(target: string): Promise<WebSocketClient | IncomingMessage>;
}

/** Milliseconds for each step. */
const LIMIT = 30_000;
/** RFC 6455 section 1.3. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** `url`: `unix:/path` of a front, or the https URL of an edge. */
export function clientOf(url: string): Client {
  const send = (target: string, { method = "GET", headers = {}, body }: AskOptions = {}): ClientRequest => {
    const options: RequestOptions = { method, headers, path: target, agent: false, signal: AbortSignal.timeout(LIMIT) };
    const request = url.startsWith("unix:")
      ? http({ ...options, socketPath: url.slice(5), host: "localhost" })
      : https(url, { ...options, rejectUnauthorized: false });
    request.end(body);
    return request;
  };
  const open = async (target: string, options?: AskOptions): Promise<IncomingMessage> => {
    const [response] = (await once(send(target, options), "response")) as [IncomingMessage];
    return response;
  };
  const ask = async (target: string, options?: AskOptions): Promise<Answer> => {
    const response = await open(target, options);
    const body = Buffer.concat((await response.toArray()) as Buffer[]);
    const { statusCode: status = 0, headers } = response;
    return { status, headers, body, text: () => body.toString(), json: () => JSON.parse(body.toString()) as unknown };
  };
  const upgrade = async (target: string): Promise<WebSocketClient | IncomingMessage> => {
    const key = randomBytes(16).toString("base64");
    const headers = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": key,
    };
    const request = send(target, { headers });
    return Promise.race([
      once(request, "response").then(([response]) => response as IncomingMessage),
      once(request, "upgrade").then(([response, socket, head]) => {
        assertAccepted(response as IncomingMessage, key);
        return webSocketClient(socket as never, head as Buffer);
      }),
    ]);
  };
  return { ask, open, send, upgrade };
}

function assertAccepted(response: IncomingMessage, key: string): void {
  const expected = createHash("sha1").update(`${key}${GUID}`).digest("base64");
  const { headers } = response;
  if (headers["sec-websocket-accept"] === expected && /^websocket$/i.test(headers.upgrade ?? "")) return;
  throw new Error(`not the answer to our handshake: ${JSON.stringify(headers)}`);
}
