import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { createLinkServer } from "@seatstack/shared/link/server";
import type { RequestHandler } from "@seatstack/shared/link/types";
import { createLogger } from "@seatstack/shared/logger";
import { selfRequest } from "./self-request.ts";

const log = createLogger("silent", { tier: "app" });

/** Path of a Unix socket in a folder of its own. */
function socketPath(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), "st-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, "w.sock");
}

async function serving(t: TestContext, onRequest: RequestHandler): Promise<string> {
  const path = socketPath(t);
  const server = await createLinkServer({ path, hello: { worker: 1, generation: 1 }, slots: 1, log, onRequest });
  t.after(() => server.close());
  return path;
}

const answering =
  (status: number): RequestHandler =>
  (_head, _body, reply) =>
    reply.respond(status, [], "text");

test("it is a GET of the path, with a host and no client but ourselves", async t => {
  const seen: string[] = [];
  const path = await serving(t, (head, _body, reply) => {
    seen.push(`${head.method} ${head.target} ${head.host} ${head.remoteAddress}`);
    reply.respond(200, [], null);
  });
  await selfRequest(path, "/healthz?deep=1", 60_000, log);
  assert.deepEqual(seen, ["GET /healthz?deep=1 localhost 127.0.0.1"]);
});

test("what is below 500 passes: a redirect to the login, a page that is not there", async t => {
  for (const status of [200, 302, 404, 499]) await selfRequest(await serving(t, answering(status)), "/", 60_000, log);
});

test("500 and above do not", async t => {
  for (const status of [500, 503]) {
    const path = await serving(t, answering(status));
    await assert.rejects(selfRequest(path, "/x", 60_000, log), {
      code: "SELF_REQUEST",
      exitCode: 3,
      message: `its own request GET /x answered ${status}`,
    });
  }
});

test("an answer without an end passes by its head, and its request is cancelled", async t => {
  const cancelled = Promise.withResolvers<string>();
  const path = await serving(t, (_head, _body, reply) => {
    reply.onCancel = reason => {
      cancelled.resolve(reason);
      reply.reset(reason);
    };
    reply.head(200, ["content-type", "text/event-stream"]);
    reply.write(Buffer.from("data: 1\n\n"));
  });
  await selfRequest(path, "/events", 60_000, log);
  await cancelled.promise;
});

test("no answer in time, a reset, a lost link and no listener each have their words", async t => {
  const cut = socketPath(t);
  const rude = createServer(socket => socket.destroy()).listen(cut);
  t.after(() => rude.close());
  await once(rude, "listening");
  const cases: readonly (readonly [string, RegExp])[] = [
    [await serving(t, () => undefined), /no answer within 0\.05 s/],
    [await serving(t, (_head, _body, reply) => reply.reset("oops")), /given up: oops/],
    [cut, /lost its connection|could not be sent/],
    [socketPath(t), /could not be sent \(ENOENT\)/],
  ];
  for (const [path, message] of cases) {
    await assert.rejects(selfRequest(path, "/", path === cases[0]?.[0] ? 50 : 60_000, log), {
      code: "SELF_REQUEST",
      message,
    });
  }
});
