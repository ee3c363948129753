// fetch handlers: a WHATWG Request in, a Response (or its promise) out, as Hono and the edge runtimes have it.
import type { IncomingBody, Reply } from "@seatstack/shared/link/types";
import type { RequestHead } from "@seatstack/shared/link/protocol";
import { answerWhole, asBuffer, beginStream, checkStatus, isBodiless, pump } from "../answer.ts";
import { HeaderList } from "../headers.ts";
import type { LoadedApp } from "../loaded-app.ts";

/** Second argument of the handler, in the place where edge runtimes hand their environment. */
export interface FetchContext {
  readonly remoteAddress: string;
  readonly requestId: string;
}

type Chunk = Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array>["read"]>>;
type FetchHandler = (request: Request, context: FetchContext) => Response | Promise<Response>;

/** `target` is a function or an object with a fetch method. */
export function fetchApp(target: object): LoadedApp {
  const handler = handlerOf(target);
  return {
    async handle(head, body, reply) {
      const context = { remoteAddress: head.remoteAddress, requestId: head.id };
      const response = await handler(makeRequest(head, body, reply), context);
      await answer(response, head.method, reply);
    },
    close: async () => undefined,
  };
}

function handlerOf(target: object): FetchHandler {
  if (typeof target === "function") return target as FetchHandler;
  const owner = target as { fetch: FetchHandler };
  return (request, context) => owner.fetch(request, context);
}

function makeRequest(head: RequestHead, body: IncomingBody, reply: Reply): Request {
  const url = `${head.scheme}://${head.host}${head.target}`;
  const init: RequestInit = { method: head.method, headers: makeHeaders(head.headers), signal: reply.signal };
  if (head.method === "GET" || head.method === "HEAD") return new Request(url, init);
  const { ready } = body;
  if (ready === undefined) return new Request(url, { ...init, body: ReadableStream.from(body), duplex: "half" });
  // The bytes are ours alone and never written again.
  return new Request(url, ready.length === 0 ? init : { ...init, body: ready as Buffer<ArrayBuffer> });
}

function makeHeaders(flat: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i < flat.length; i += 2) pairs.push([flat[i] ?? "", flat[i + 1] ?? ""]);
  return pairs;
}

async function answer(response: Response, method: string, reply: Reply): Promise<void> {
  checkStatus(response.status);
  const headers = new HeaderList();
  // One entry per set-cookie; all others combined, as the standard has it.
  for (const [name, value] of response.headers) headers.add(name, value);
  if (response.body === null || isBodiless(method, response.status)) {
    answerWhole(method, response.status, headers, null, reply);
    await response.body?.cancel();
    return;
  }
  await stream(response.body, response.status, headers, reply);
}

/** A body that is here as one chunk, the usual case, leaves as a whole with its length. */
async function stream(
  body: ReadableStream<Uint8Array>,
  status: number,
  headers: HeaderList,
  reply: Reply,
): Promise<void> {
  const reader = body.getReader();
  // A client that leaves must also end a source that has nothing to say right now.
  reply.onCancel = reason => void reader.cancel(reason).catch(() => undefined);
  const first = await reader.read();
  if (first.done) return answerWhole("GET", status, headers, null, reply);
  const second = reader.read();
  const soon = await Promise.race([second, nextTurn()]);
  if (soon?.done === true) return answerWhole("GET", status, headers, asBuffer(first.value), reply);
  await pump(chunksOf(reader, first.value, second), beginStream(status, headers, reply), reply);
}

/** One turn of the event loop: the most that the first chunk of a stream waits for a second. */
function nextTurn(): Promise<undefined> {
  return new Promise(resolve => setImmediate(resolve, undefined));
}

async function* chunksOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  first: Uint8Array,
  second: Promise<Chunk>,
): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for (let next = await second; !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
