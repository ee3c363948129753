import assert from "node:assert/strict";
import { test } from "node:test";
import { lookupAttribute, lookupItem } from "../access/attributes.ts";
import { contains } from "../values/contains.ts";
import { str } from "../values/text.ts";
import { AppGlobals } from "./app-globals.ts";
import { late } from "./late.ts";
import { FlaskRequest } from "./request.ts";

function called(object: unknown, name: string, ...args: unknown[]): unknown {
  return (lookupAttribute(object, name, true) as (...args: unknown[]) => unknown)(...args);
}

for (const [kind, make] of [
  ["a plain object", (values: object): object => ({ ...values })],
  ["a Map", (values: object): object => new Map(Object.entries(values))],
] as const) {
  test(`the session is whatever the request's is: ${kind}`, () => {
    let current = make({ user: "ada" });
    const session = late(() => current);
    assert.equal(lookupAttribute(session, "user", true), "ada");
    assert.equal(lookupItem(session, "user", true), "ada");
    assert.equal(called(session, "get", "user"), "ada");
    assert.equal(contains("user", session), true);
    assert.equal(str(session), "{'user': 'ada'}");
    assert.equal(called(session, "pop", "user"), "ada");
    assert.equal(str(current), "{}");
    current = make({ user: "bob" });
    assert.equal(lookupAttribute(session, "user", true), "bob");
    assert.equal(lookupAttribute(session, "constructor", true), undefined);
  });
}

test("a request's getters and methods work through it", () => {
  const request = late(() => new FlaskRequest({ target: "/x?q=1", host: "h", headers: { "X-A": "1" } }));
  assert.equal(lookupAttribute(request, "path", true), "/x");
  assert.equal(called(lookupAttribute(request, "headers", true), "get", "x-a"), "1");
  assert.equal(lookupAttribute(lookupAttribute(request, "args", true), "q", true), "1");
  assert.equal(str(request), "<Request 'http://h/x?q=1' [GET]>");
  assert.equal(lookupAttribute(request, "constructor", true), undefined);
});

test("g keeps what templates put there", () => {
  const own = new AppGlobals("app", { user: "ada" });
  const g = late(() => own);
  assert.equal(called(g, "setdefault", "menu", 1), 1);
  assert.equal(lookupAttribute(own, "menu", true), 1);
  assert.equal(contains("menu", g), true);
  assert.equal(called(g, "pop", "menu"), 1);
  assert.throws(() => called(g, "pop", "menu"), { name: "KeyError", message: "'menu'" });
  assert.deepEqual(Object.keys(own), ["user"]);
});
