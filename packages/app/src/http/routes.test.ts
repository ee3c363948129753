import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyOf, headerOf, requestFor } from "../testing/request.ts";
import { text } from "./answers.ts";
import { HttpFault } from "./faults.ts";
import { Routes } from "./routes.ts";

function routes(): Routes {
  const routes = new Routes();
  routes.get("/", () => text(200, "home", "no-store"));
  routes.get("/section/:id", call => text(200, `${call.params["id"]}?${call.query}`, "no-store"));
  routes.get("/later", async () => text(200, "später", "no-store"));
  routes.post("/watch", () => text(200, "watched", "no-store"));
  routes.get("/both", () => text(200, "get", "no-store"));
  routes.post("/both", () => text(200, "post", "no-store"));
  return routes;
}

function faultOf(method: string, target: string): HttpFault {
  try {
    void routes().dispatch(requestFor(target, { method }));
  } catch (error) {
    assert.ok(error instanceof HttpFault);
    return error;
  }
  return assert.fail(`${method} ${target} was answered`);
}

async function get(
  target: string,
  method = "GET",
): Promise<{ status: number; body: string; location: string | undefined }> {
  const answer = await routes().dispatch(requestFor(target, { method }));
  return { status: answer.status, body: bodyOf(answer), location: headerOf(answer, "location") };
}

test("parameters are decoded once, the query is left as it came", async () => {
  assert.equal((await get("/section/a%2Fb%2520c?q=%41&q=2")).body, "a/b%20c?q=%41&q=2");
});

test("HEAD answers as GET without the body but with its length", async () => {
  for (const [target, length] of [
    ["/", "4"],
    ["/later", "7"],
  ] as const) {
    const answer = await routes().dispatch(requestFor(target, { method: "HEAD" }));
    assert.equal(answer.status, 200);
    assert.equal(answer.body, null);
    assert.equal(headerOf(answer, "content-length"), length);
  }
});

test("a known address and another method is 405 with Allow", () => {
  assert.deepEqual(faultOf("POST", "/").headers, ["allow", "GET, HEAD, OPTIONS"]);
  assert.deepEqual(faultOf("GET", "/watch").headers, ["allow", "POST, OPTIONS"]);
  assert.deepEqual(faultOf("DELETE", "/both").headers, ["allow", "GET, HEAD, POST, OPTIONS"]);
  assert.equal(faultOf("BREW", "/both").status, 405);
});

test("OPTIONS tells what an address takes", async () => {
  const answer = await routes().dispatch(requestFor("/watch", { method: "OPTIONS" }));
  assert.equal(answer.status, 204);
  assert.equal(headerOf(answer, "allow"), "POST, OPTIONS");
  assert.equal(faultOf("OPTIONS", "/nowhere").status, 404);
});

test("an unknown address is 404, an unreadable one 400", () => {
  assert.equal(faultOf("GET", "/nowhere").status, 404);
  assert.equal(faultOf("POST", "/nowhere/").status, 404);
  assert.equal(faultOf("GET", "/section/%zz").status, 400);
  assert.equal(faultOf("GET", `/section/${"x".repeat(300)}`).status, 404);
});

test("a slash too many leads to the page, and never to another host", async () => {
  assert.deepEqual(await get("/later/?a=1"), { status: 308, body: "", location: "/later?a=1" });
  assert.equal(faultOf("GET", "//evil.example/").status, 404);
  assert.equal(faultOf("GET", "//section/1/").status, 404);
});
