// What frameworks do to responses beyond the contract of all adapters.
import assert from "node:assert/strict";
import { IncomingMessage, ServerResponse } from "node:http";
import { once } from "node:events";
import { test } from "node:test";
import { createLogger } from "@seatstack/shared/logger";
import type { RequestHead } from "@seatstack/shared/link/protocol";
import { nodeApp } from "../adapters/node.ts";
import { serve } from "../serve.ts";
import { NO_BODY, RecordedReply, REQUEST_HEAD } from "../testing.ts";

const log = createLogger("silent", { tier: "app" });

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

function run(handler: Handler, head: Partial<RequestHead> = {}): RecordedReply {
  const reply = new RecordedReply();
  serve(nodeApp(handler, log), log)({ ...REQUEST_HEAD, ...head }, NO_BODY, reply);
  return reply;
}

test("Express gives responses and requests its own prototype: nothing of HTTP leaks into the body", () => {
  const reply = run((request, response) => {
    Object.setPrototypeOf(request, Object.create(IncomingMessage.prototype) as object);
    Object.setPrototypeOf(response, Object.create(ServerResponse.prototype) as object);
    response.setHeader("X-One", "1");
    response.end("hello");
  });
  assert.equal(reply.status, 200);
  assert.equal(reply.body, "hello");
  assert.deepEqual(reply.headers, ["x-one", "1", "content-length", "5"]);
});

test("headers given to writeHead as pairs, a flat list or an object are alike", () => {
  const forms = [{ "X-A": "1", "X-B": ["2", "3"] }, ["X-A", "1", "X-B", "2", "X-B", "3"]] as const;
  for (const form of forms) {
    const reply = run((_request, response) => response.writeHead(201, form as never).end());
    assert.deepEqual(reply.headers, ["x-a", "1", "x-b", "2", "x-b", "3", "content-length", "0"]);
    assert.equal(reply.status, 201);
  }
});

test("early hints go to the link, other interim responses nowhere, and their callbacks are called", () => {
  let called = 0;
  const reply = run((_request, response) => {
    response.writeContinue(() => (called += 1));
    response.writeEarlyHints({ Link: "no link" }, () => undefined);
    response.writeEarlyHints({ link: "</a.css>; rel=preload" }, () => (called += 1));
    response.writeEarlyHints({ link: ["</b>", "</c>"], "X-Trace": "1" });
    response.writeProcessing();
    response.end("x");
  });
  assert.equal(reply.body, "x");
  assert.equal(called, 2);
  assert.deepEqual(reply.hinted, [
    ["link", "</a.css>; rel=preload"],
    ["link", "</b>", "link", "</c>", "x-trace", "1"],
  ]);
});

test("flushHeaders sends the head before any body", async () => {
  const reply = run((_request, response) => {
    response.setHeader("content-type", "text/event-stream");
    response.flushHeaders();
  });
  assert.ok(reply.headSent);
  assert.equal(reply.ended, false);
  assert.deepEqual(reply.headers, ["content-type", "text/event-stream"]);
});

test("finish comes before close, once each, and req.socket is not destroyed", async () => {
  const events: string[] = [];
  let seen: ServerResponse | undefined;
  run((_request, response) => {
    seen = response;
    for (const event of ["prefinish", "finish", "close"]) response.on(event, () => events.push(event));
    response.end("x");
  });
  assert.ok(seen);
  await once(seen, "close");
  assert.deepEqual(events, ["prefinish", "finish", "close"]);
  assert.equal(seen.writableFinished, true);
  assert.equal(seen.headersSent, true);
});

test("a client that leaves: aborted on the request, close on the response, no finish", async () => {
  const events: string[] = [];
  let seen: ServerResponse | undefined;
  const reply = run((request, response) => {
    seen = response;
    request.on("aborted", () => events.push("aborted"));
    request.on("error", error => events.push((error as NodeJS.ErrnoException).code ?? ""));
    response.on("finish", () => events.push("finish"));
    response.on("close", () => events.push("close"));
  });
  reply.cancel("client gone");
  assert.ok(seen);
  await new Promise(resolve => setImmediate(resolve));
  assert.ok(events.includes("aborted") && events.includes("close") && events.includes("ECONNRESET"), events.join());
  assert.ok(!events.includes("finish"));
  assert.equal(seen.destroyed, true);
  assert.equal(seen.write("late"), false);
});

test("a full window holds the writer back until it drains", async () => {
  let drained = false;
  let accepted: boolean | undefined;
  const reply = new RecordedReply();
  reply.room = false;
  const handler: Handler = (_request, response) => {
    accepted = response.write(Buffer.alloc(100_000));
    response.once("drain", () => (drained = true));
  };
  serve(nodeApp(handler, log), log)(REQUEST_HEAD, NO_BODY, reply);
  await new Promise(resolve => setImmediate(resolve));
  assert.equal(accepted, false);
  assert.equal(drained, false);
  reply.room = true;
  reply.onDrain?.();
  await new Promise(resolve => setImmediate(resolve));
  assert.equal(drained, true);
});

test("res.socket.destroy() is a cut connection, not an answer", () => {
  const reply = run((_request, response) => void response.socket?.destroy());
  assert.equal(reply.headSent, false);
  assert.equal(reply.resetReason, "the app closed the connection");
});

test("res.destroy(error) before the head is a 500, after it a reset, and never an uncaught exception", () => {
  assert.equal(run((_request, response) => void response.destroy(new Error("x"))).status, 500);
  const cut = run((_request, response) => {
    response.flushHeaders();
    response.destroy(new Error("x"));
  });
  assert.ok(cut.resetReason !== undefined);
});

test("a header that Node would refuse is refused at the same place: in the app's call", () => {
  let thrown: unknown;
  const reply = run((_request, response) => {
    try {
      response.writeHead(200, { "x-a": "1\n2" });
    } catch (error) {
      thrown = error;
      response.end("fallback");
    }
  });
  assert.ok(thrown instanceof Error);
  assert.equal(reply.body, "fallback");
});

test("the socket tells the client's address and whether it came by TLS", () => {
  const seen: unknown[] = [];
  const handler: Handler = (request, response) => {
    const { remoteAddress, remoteFamily } = request.socket;
    seen.push(remoteAddress, remoteFamily, "encrypted" in request.socket && request.socket.encrypted);
    response.end();
  };
  run(handler, { remoteAddress: "2001:db8::7", scheme: "https" });
  assert.deepEqual(seen, ["2001:db8::7", "IPv6", true]);
});
