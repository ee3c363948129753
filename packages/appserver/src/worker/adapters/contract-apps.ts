// For the contract suite: one app, written four times, once per interface.
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { AppRequest, AppResponse, Application } from "../../application.ts";

/** What the app tells the test about aborted requests. */
export interface Observed {
  aborted: number;
  finished: number;
}

export const BIG_CHUNK = Buffer.alloc(64 * 1024, "x");
export const BIG_CHUNKS = 80;

async function* letters(): AsyncGenerator<Buffer> {
  for (const letter of ["a", "b", "c"]) {
    await delay(5);
    yield Buffer.from(letter);
  }
}

async function* big(): AsyncGenerator<Buffer> {
  for (let i = 0; i < BIG_CHUNKS; i++) yield BIG_CHUNK;
}

async function* failing(): AsyncGenerator<Buffer> {
  yield Buffer.from("part");
  await delay(20);
  throw new Error("secret: the stream broke");
}

async function* lying(): AsyncGenerator<Buffer> {
  yield Buffer.from("12345");
}

type Reaction = Omit<AppResponse, "body"> & { readonly body: AppResponse["body"] };
const text = (body: AppResponse["body"], status = 200, headers: readonly string[] = []): Reaction => ({
  status,
  headers: ["content-type", "text/plain", ...headers],
  body,
});

/** Answers that need nothing of the request; every interface gives the same. */
const fixed: Readonly<Record<string, () => Reaction>> = {
  "/text": () => text("hellö"),
  "/bytes": () => text(Buffer.from([0, 255, 1])),
  "/empty": () => text(null),
  "/stream": () => text(letters()),
  "/big": () => text(big()),
  "/cut": () => text(failing()),
  "/short": () => text(lying(), 200, ["content-length", "9"]),
  "/long": () => text(lying(), 200, ["content-length", "3"]),
  "/nothing": () => ({ status: 204, headers: [], body: null }),
  "/same": () => ({ status: 304, headers: ["etag", '"1"'], body: null }),
  "/missing": () => text("no", 404),
  "/cookies": () => text("ok", 200, ["set-cookie", "a=1", "set-cookie", "b=2"]),
  "/hop": () => text("ok", 200, ["connection", "x-private", "x-private", "1", "keep-alive", "timeout=5"]),
  "/split": () => text("ok", 200, ["x-evil", "a\r\nset-cookie: stolen=1"]),
};

export function applicationVersion(observed: Observed): Application {
  return {
    async handle(request: AppRequest): Promise<AppResponse> {
      const { target } = request;
      const answer = fixed[target];
      if (answer) return answer();
      if (target === "/throw") throw new Error("secret: it broke");
      if (target === "/echo") {
        return {
          status: 200,
          headers: ["content-type", request.header("content-type") ?? ""],
          body: await request.body(),
        };
      }
      if (target === "/who") {
        const { method, host, scheme, remoteAddress } = request;
        return text(JSON.stringify({ method, target, host, scheme, remoteAddress, x: request.header("x-test") }));
      }
      await aborted(request.signal, observed);
      return text("late");
    },
  };
}

export function fetchVersion(observed: Observed) {
  return async (request: Request, context: { remoteAddress: string }): Promise<Response> => {
    const url = new URL(request.url);
    const answer = fixed[url.pathname];
    if (answer) return toResponse(answer());
    if (url.pathname === "/throw") throw new Error("secret: it broke");
    if (url.pathname === "/echo") {
      const type = request.headers.get("content-type") ?? "";
      return new Response(await request.arrayBuffer(), { headers: { "content-type": type } });
    }
    if (url.pathname === "/who") {
      const scheme = url.protocol.slice(0, -1);
      const x = request.headers.get("x-test");
      const { remoteAddress } = context;
      const who = { method: request.method, target: url.pathname, host: url.host, scheme, remoteAddress, x };
      return new Response(JSON.stringify(who));
    }
    await aborted(request.signal, observed);
    return new Response("late");
  };
}

function toResponse({ status, headers, body }: Reaction): Response {
  const list = new Headers();
  for (let i = 0; i < headers.length; i += 2) list.append(headers[i] ?? "", headers[i + 1] ?? "");
  const init = { status, headers: list };
  if (body === null || typeof body === "string") return new Response(body, init);
  if (body instanceof Uint8Array) return new Response(body as Uint8Array<ArrayBuffer>, init);
  return new Response(ReadableStream.from(body), init);
}

export function nodeVersion(observed: Observed) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = request.url ?? "";
    const answer = fixed[target];
    if (answer) return send(response, answer());
    if (target === "/throw") throw new Error("secret: it broke");
    if (target === "/echo") {
      response.setHeader("Content-Type", request.headers["content-type"] ?? "");
      request.pipe(response);
      return;
    }
    if (target === "/who") {
      const { method, headers, socket } = request;
      const scheme = "encrypted" in socket && socket.encrypted === true ? "https" : "http";
      const { remoteAddress } = socket;
      response.end(JSON.stringify({ method, target, host: headers.host, scheme, remoteAddress, x: headers["x-test"] }));
      return;
    }
    response.once("close", () => {
      if (!response.writableFinished) observed.aborted += 1;
      else observed.finished += 1;
    });
  };
}

/** As apps do it: head, then chunks that respect `drain`; a broken source destroys the response. */
async function send(response: ServerResponse, { status, headers, body }: Reaction): Promise<void> {
  response.writeHead(status, [...headers]);
  if (body === null || typeof body === "string" || body instanceof Uint8Array) {
    response.end(body ?? undefined);
    return;
  }
  try {
    for await (const chunk of body) {
      if (!response.write(chunk)) await new Promise(resolve => response.once("drain", resolve));
    }
    response.end();
  } catch (error) {
    response.destroy(error as Error);
  }
}

export function fastifyVersion(observed: Observed) {
  return async (instance: FastifyInstance): Promise<void> => {
    instance.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    instance.post("/echo", async (request, reply) => {
      return reply.type(request.headers["content-type"] ?? "").send(request.body);
    });
    instance.get("/throw", async () => {
      throw new Error("secret: it broke");
    });
    instance.setErrorHandler(async (_error, _request, reply) => reply.code(500).type("text/plain").send("failed"));
    instance.get("/who", async request => {
      const { method, url: target, host, protocol: scheme, ip: remoteAddress, headers } = request;
      return JSON.stringify({ method, target, host, scheme, remoteAddress, x: headers["x-test"] });
    });
    instance.get("/wait", async request => {
      await aborted(abortOf(request.raw), observed);
      return "late";
    });
    instance.all("/*", async (request, reply) => {
      const answer = fixed[request.url];
      if (!answer) return reply.callNotFound();
      const { status, headers, body } = answer();
      reply.code(status);
      for (let i = 0; i < headers.length; i += 2) reply.header(headers[i] ?? "", headers[i + 1]);
      if (body === null) return reply.send();
      return reply.send(typeof body === "string" || body instanceof Uint8Array ? body : Readable.from(body));
    });
  };
}

function abortOf(request: IncomingMessage): AbortSignal {
  const controller = new AbortController();
  request.socket.once("close", () => controller.abort());
  return controller.signal;
}

async function aborted(signal: AbortSignal, observed: Observed): Promise<void> {
  if (!signal.aborted) await new Promise<void>(resolve => signal.addEventListener("abort", () => resolve()));
  observed.aborted += 1;
}
