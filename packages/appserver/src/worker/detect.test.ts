import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { detectInterface } from "./detect.ts";

const type = (exported: object) => detectInterface(exported, "auto")?.type;

function plain(req: unknown, res: unknown): unknown {
  return [req, res];
}

/** A Fastify plugin whose author named its parameters like a handler. */
const plugin = async (_req: unknown, _res: unknown) => undefined;

/** What `express()` looks like. */
const express = Object.assign((_req: unknown, _res: unknown, _next: unknown) => undefined, {
  use: () => undefined,
  handle: () => undefined,
});

test("rule 1: createApplication, exported or on the default", () => {
  assert.equal(type({ createApplication: () => undefined }), "application");
  assert.equal(type({ default: { createApplication: () => undefined } }), "application");
});

test("rule 2: the server that was told to listen, before what is exported, unless our contract or the setting is there", () => {
  const server = createServer();
  const found = (exported: object, wanted: "auto" | "node" | "fetch" = "auto") =>
    detectInterface(exported, wanted, server);
  assert.deepEqual(found({}), { type: "server", target: server });
  assert.equal(found({ default: express })?.type, "server");
  assert.equal(found({ default: express }, "node")?.type, "server");
  assert.equal(found({ default: { fetch: () => undefined } }, "fetch")?.type, "fetch");
  assert.equal(found({ createApplication: () => undefined })?.type, "application");
});

test("rule 3: an exported server, before the handler that it was made of", () => {
  const server = createServer();
  for (const name of ["default", "handler", "app", "server"]) {
    assert.deepEqual(detectInterface({ [name]: server }, "auto"), { type: "server", target: server }, name);
  }
  assert.equal(type({ default: express, server }), "server");
  assert.equal(detectInterface({ default: server }, "node")?.type, "server");
  assert.equal(detectInterface({ default: server }, "fastify"), undefined);
});

test("rule 4: an object with fetch, or an exported fetch", () => {
  assert.equal(type({ default: { fetch: () => undefined, use: () => undefined } }), "fetch");
  assert.equal(type({ handler: { fetch: () => undefined } }), "fetch");
  assert.equal(type({ fetch: () => undefined }), "fetch");
});

test("rule 5: Koa, by what its callback() makes", () => {
  const koa = { callback: () => plain, use: () => undefined };
  assert.deepEqual(detectInterface({ default: koa }, "auto"), { type: "node", target: plain });
  assert.deepEqual(detectInterface({ default: koa }, "node"), { type: "node", target: plain });
});

test("rule 6: Express and Connect, though their function has three parameters", () => {
  assert.equal(type({ default: express }), "node");
  assert.equal(type({ app: express }), "node");
});

test("rule 7: a Fastify instance", () => {
  assert.equal(type({ default: { routing: () => undefined, ready: () => undefined } }), "fastify");
});

test("rule 8: a plugin by its symbol or by its callback", () => {
  const wrapped = Object.assign(() => undefined, { [Symbol.for("skip-override")]: true });
  assert.equal(type({ default: wrapped }), "fastify");
  assert.equal(type({ default: (_instance: unknown, _options: unknown, _done: unknown) => undefined }), "fastify");
});

test("rule 9: async functions, told apart by the name of their first parameter", () => {
  assert.equal(type({ default: async (_fastify: unknown, _options: unknown) => undefined }), "fastify");
  assert.equal(type({ default: async (_app: unknown) => undefined }), "fastify");
  assert.equal(type({ default: async (_req: unknown, _res: unknown) => undefined }), "node");
  assert.equal(type({ default: async (request: unknown) => request }), "fetch");
});

test("rules 10 and 11: plain functions", () => {
  assert.equal(type({ default: (_a: unknown, _b: unknown) => undefined }), "node");
  assert.equal(
    type({
      default: plain,
    }),
    "node",
  );
  assert.equal(type({ default: (request: unknown) => request }), "fetch");
});

test("a default inside a default: CommonJS made from ES modules", () => {
  assert.equal(type({ default: { __esModule: true, default: express } }), "node");
});

test("what fits no rule is not guessed", () => {
  assert.equal(type({}), undefined);
  assert.equal(type({ default: 7, other: () => undefined }), undefined);
  assert.equal(type({ default: () => undefined }), undefined);
});

test("the setting overrides the rules, and must be possible", () => {
  assert.equal(detectInterface({ default: plugin }, "fastify")?.type, "fastify");
  assert.equal(detectInterface({ default: plugin }, "application"), undefined);
  assert.equal(detectInterface({ default: {} }, "node"), undefined);
});
