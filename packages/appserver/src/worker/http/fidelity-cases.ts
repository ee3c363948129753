// What (req, res) handlers do, each in few lines; for the comparison of Node's own server with ours.
import { once } from "node:events";
import { createReadStream } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { finished, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { createGzip } from "node:zlib";

const FILE = import.meta.filename;

export type Say = (line: string) => void;
export type Handler = (request: IncomingMessage, response: ServerResponse, say: Say) => unknown;

export interface Case {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The client leaves when the handler has said something. */
  readonly leaves?: true;
  readonly handler: Handler;
}

/** By what each shows. */
export const CASES: Readonly<Record<string, Case>> = {
  "writeHead with a reason and an object": {
    handler: (_request, response) => response.writeHead(201, "Made", { "X-A": "1", "X-List": ["2", "3"] }).end("x"),
  },
  "writeHead merges what setHeader set before, and the later one wins": {
    handler: (_request, response) => {
      response.setHeader("X-A", "set");
      response.setHeader("X-B", ["1", "2"]);
      response.writeHead(200, { "x-a": "written" });
      response.end();
    },
  },
  "writeHead with a flat list keeps doubles": {
    handler: (_request, response) => {
      response.writeHead(200, ["Set-Cookie", "a=1", "Set-Cookie", "b=2"]);
      response.end();
    },
  },
  "setHeaders, appendHeader, getHeaders, hasHeader, removeHeader": {
    handler: (_request, response, say) => {
      response.setHeaders(new Map([["X-Map", "1"]]));
      response.appendHeader("Set-Cookie", "a=1").appendHeader("Set-Cookie", ["b=2", "c=3"]);
      response.setHeader("X-Gone", "1");
      response.removeHeader("x-gone");
      say(JSON.stringify([response.getHeaders(), response.getHeaderNames(), response.hasHeader("X-MAP")]));
      response.end("x");
    },
  },
  "numbers as header values": {
    handler: (_request, response) => response.setHeader("X-Number", 7).end(),
  },
  "a second writeHead throws": {
    handler: (_request, response, say) => {
      response.writeHead(200);
      say(codeThrown(() => response.writeHead(500)));
      say(codeThrown(() => response.setHeader("x-late", "1")));
      response.end("x");
    },
  },
  "an impossible status or header throws": {
    handler: (_request, response, say) => {
      say(codeThrown(() => response.writeHead(99)));
      say(codeThrown(() => response.setHeader("x a", "1")));
      say(codeThrown(() => response.setHeader("x-a", "1\r\n2")));
      say(codeThrown(() => response.setHeader("x-a", undefined as never)));
      response.end("x");
    },
  },
  "statusCode and statusMessage without writeHead": {
    handler: (_request, response, say) => {
      response.statusCode = 418;
      response.statusMessage = "Teapot";
      say(String(response.headersSent));
      response.end("x");
      say(String(response.headersSent));
    },
  },
  "write callbacks, finish and close, in order": {
    handler: (_request, response, say) => {
      for (const event of ["prefinish", "finish", "close"]) response.on(event, () => say(event));
      response.write("a", () => say("written a"));
      response.write("b", "utf8", () => say("written b"));
      response.end("c", () => say("ended"));
      say(`${response.writableEnded} ${response.finished}`);
    },
  },
  "end with an encoding": {
    handler: (_request, response) => response.end("aGVsbG8=", "base64"),
  },
  "write in latin1 and hex": {
    handler: (_request, response) => {
      response.write("caf\u00e9", "latin1");
      response.end("0a", "hex");
    },
  },
  "writes after the end are errors of the response, not of the process": {
    handler: (_request, response, say) => {
      response.on("error", (error: NodeJS.ErrnoException) => say(error.code ?? ""));
      response.end("x");
      response.write("late");
    },
  },
  "a content-length of the app's": {
    handler: (_request, response) => {
      response.setHeader("Content-Length", "3");
      response.write("ab");
      response.end("c");
    },
  },
  "a chunked answer of the app's own wish": {
    handler: (_request, response) => {
      response.setHeader("Transfer-Encoding", "chunked");
      response.end("whole");
    },
  },
  "trailers are for nobody": {
    handler: (_request, response) => {
      response.setHeader("Trailer", "X-Sum");
      response.write("a");
      response.addTrailers({ "X-Sum": "1" });
      response.end("b");
    },
  },
  "a body written to HEAD is dropped": {
    method: "HEAD",
    handler: (_request, response, say) => {
      response.setHeader("Content-Length", "5");
      say(String(response.write("hello")));
      response.end();
    },
  },
  "204 and 304 have no body": {
    handler: (_request, response) => {
      response.statusCode = 204;
      response.end("dropped");
    },
  },
  "304 keeps its headers": {
    handler: (_request, response) => response.writeHead(304, { ETag: '"1"', "Content-Length": "5" }).end(),
  },
  "cork and uncork": {
    handler: (_request, response) => {
      response.cork();
      response.write("a");
      response.write("b");
      response.uncork();
      response.end("c");
    },
  },
  "pipeline of a file": {
    handler: (_request, response) => pipeline(createReadStream(FILE), response),
  },
  "pipeline through a compressor": {
    handler: async (_request, response) => {
      response.setHeader("Content-Encoding", "gzip");
      await pipeline(Readable.from(["a".repeat(1000)]), createGzip(), response);
    },
  },
  "pipe of the request, as an echo": {
    method: "POST",
    body: "hello",
    handler: (request, response) => request.pipe(response),
  },
  "drain comes after a write that returned false": {
    handler: async (_request, response, say) => {
      let held = 0;
      for (let i = 0; i < 40; i++) {
        if (response.write(Buffer.alloc(65_536, "x"))) continue;
        held += 1;
        await once(response, "drain");
      }
      say(String(held > 0));
      response.end();
    },
  },
  "flushHeaders, then later the body": {
    handler: async (_request, response, say) => {
      response.setHeader("X-A", "1");
      response.flushHeaders();
      say(String(response.headersSent));
      await delay(10);
      response.end("x");
    },
  },
  "the request's properties": {
    method: "PUT",
    headers: { "X-Double": "1", cookie: "a=1; b=2", Referer: "/r" },
    body: "12345",
    handler: async (request, response, say) => {
      const { method, url, httpVersion, headers, aborted, complete } = request;
      const { connection: _c, host: _h, ...rest } = headers;
      say(JSON.stringify([method, url, httpVersion, rest, aborted, typeof complete]));
      say(JSON.stringify(request.headersDistinct["x-double"]));
      request.setEncoding("utf8");
      const text = (await request.toArray()).join("");
      say(`${text} ${request.complete} ${request.readableEnded} ${JSON.stringify(request.trailers)}`);
      response.end();
    },
  },
  "the request's data, end and close events, with a reader": {
    method: "POST",
    body: "12345",
    handler: (request, response, say) => {
      request.on("data", (chunk: Buffer) => say(`data ${chunk.toString()}`));
      request.on("end", () => {
        say("end");
        response.end("x");
      });
      request.on("close", () => say("close"));
      request.on("aborted", () => say("aborted"));
    },
  },
  "a body that nobody reads does not hold the response": {
    method: "POST",
    body: "12345",
    handler: (_request, response) => response.end("unread"),
  },
  "res.req, req.res of the framework's making, socket and connection": {
    handler: (request, response, say) => {
      say(String(response.req === request));
      say(String(request.socket === request.connection && response.socket === request.socket));
      say(typeof request.socket.remoteAddress + String(request.socket.destroyed) + String(request.socket.writable));
      response.end();
    },
  },
  "setTimeout that is never reached is harmless": {
    handler: (request, response, say) => {
      request.setTimeout(60_000, () => say("request timeout"));
      response.setTimeout(60_000, () => say("response timeout"));
      request.socket.setTimeout(60_000);
      request.socket.setNoDelay(true).setKeepAlive(true);
      response.end("x");
    },
  },
  "res.setTimeout lets the handler answer by itself": {
    handler: (_request, response, say) => {
      response.setTimeout(20, () => {
        say("timeout");
        response.writeHead(503).end("too late");
      });
    },
  },
  "methods replaced on the response, as on-headers and compression do": {
    handler: (_request, response) => {
      const writeHead = response.writeHead.bind(response);
      response.writeHead = (status: number) => {
        response.setHeader("X-Late", "1");
        return writeHead(status);
      };
      response.end("x");
    },
  },
  "write of an empty chunk sends the head only": {
    handler: async (_request, response, say) => {
      say(String(response.write("")));
      await delay(5);
      response.end(new Uint8Array([104, 105]));
    },
  },
  "write of what is no chunk throws": {
    handler: (_request, response, say) => {
      say(codeThrown(() => response.write(7)));
      say(codeThrown(() => response.write(null)));
      response.end("x");
    },
  },
  "a second end is harmless, and its callback gets the error": {
    handler: (_request, response, say) => {
      response.end("x");
      response.end((error?: NodeJS.ErrnoException) => say(error?.code ?? "no error"));
    },
  },
  "stream.finished on request and response": {
    method: "POST",
    body: "12345",
    handler: (request, response, say) => {
      finished(request, error => say(`request ${error?.message ?? "ok"}`));
      finished(response, error => say(`response ${error?.message ?? "ok"}`));
      request.resume();
      request.on("end", () => response.end("x"));
    },
  },
  "pause and resume of the request": {
    method: "POST",
    body: "12345",
    handler: async (request, response, say) => {
      request.on("data", (chunk: Buffer) => say(chunk.toString())).pause();
      await delay(5);
      say(String(request.isPaused()));
      request.resume();
      await once(request, "end");
      response.end();
    },
  },
  "res.destroy() before the head": { handler: (_request, response) => void response.destroy() },
  "res.destroy() after the head": {
    handler: async (_request, response) => {
      response.write("part");
      await delay(10);
      response.destroy();
    },
  },
  // POST, because the router asks again for a GET whose connection broke off, as nginx does.
  "req.destroy() takes the connection with it": {
    method: "POST",
    handler: (request, response, say) => {
      for (const event of ["finish", "close"]) response.on(event, () => say(`response ${event}`));
      request.destroy();
    },
  },
  "req.socket.destroy() likewise": {
    method: "POST",
    handler: (request, response, say) => {
      response.on("close", () => say("response close"));
      request.socket.destroy();
    },
  },
  "a timeout that nobody hears closes the connection": {
    handler: request => void request.socket.setTimeout(20),
  },
  "a pipeline whose source breaks cuts the response": {
    handler: async (_request, response, say) => {
      const source = Readable.from(
        (async function* () {
          yield "part";
          await delay(10);
          throw new Error("broken");
        })(),
      );
      await pipeline(source, response).catch((error: Error) => say(error.message));
    },
  },
  "the client leaves before the head": {
    leaves: true,
    handler: (request, response, say) => {
      for (const event of ["aborted", "close", "error"]) request.on(event, () => say(`request ${event}`));
      for (const event of ["finish", "close", "error"]) response.on(event, () => say(`response ${event}`));
      say("begun");
    },
  },
  "the client leaves while the response is under way": {
    leaves: true,
    handler: (request, response, say) => {
      for (const event of ["finish", "close", "error"]) response.on(event, () => say(`response ${event}`));
      response.on("close", () => say(`${response.writableFinished} ${response.destroyed} ${request.destroyed}`));
      response.write("part");
      say("begun");
    },
  },
  "the client leaves a pipeline": {
    leaves: true,
    handler: async (_request, response, say) => {
      const endless = Readable.from(
        (async function* () {
          for (;;) {
            yield "x";
            await delay(5);
          }
        })(),
      );
      say("begun");
      await pipeline(endless, response).catch((error: NodeJS.ErrnoException) => say(error.code ?? ""));
      say(String(endless.destroyed));
    },
  },
  "a response that waits: strict content-length mismatch is not ours to invent": {
    handler: (_request, response) => {
      response.strictContentLength = true;
      response.setHeader("Content-Length", "1");
      response.end("x");
    },
  },
};

function codeThrown(call: () => unknown): string {
  try {
    call();
    return "not thrown";
  } catch (error) {
    // Which of two refusals it is, an app does not ask.
    return error instanceof Error ? "thrown" : "odd";
  }
}
