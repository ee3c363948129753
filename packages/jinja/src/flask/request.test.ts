import assert from "node:assert/strict";
import { test } from "node:test";
import { FlaskRequest, type RequestFacts } from "./request.ts";

function request(facts: Partial<RequestFacts> = {}): FlaskRequest {
  return new FlaskRequest({ target: "/", host: "seats.example", ...facts });
}

test("the scheme's own port is left out", () => {
  assert.equal(request({ scheme: "https", host: "a:443" }).host, "a");
  assert.equal(request({ host: "a:80" }).url, "http://a/");
  assert.equal(request({ host: "a:443" }).host, "a:443");
});

test("nested blueprints are listed from the inside out", () => {
  const { blueprint, blueprints, endpoint } = request({ endpoint: "admin.users.list" });
  assert.deepEqual([blueprint, blueprints, endpoint], ["admin.users", ["admin.users", "admin"], "admin.users.list"]);
  assert.deepEqual([request({ endpoint: "index" }).blueprint, request().blueprints], [null, []]);
});

test("full_path always has its question mark, url only with a query", () => {
  assert.deepEqual(
    [request({ target: "/x" }).full_path, request({ target: "/x" }).url],
    ["/x?", "http://seats.example/x"],
  );
});

test("a path that is no UTF-8 is shown, not thrown", () => {
  assert.equal(request({ target: "/%ff%zz" }).path, "/\ufffd%zz");
  assert.equal(request({ target: "/%ff" }).url, "http://seats.example/\ufffd");
});

test("addresses of proxies are believed for access_route only", () => {
  const facts = { headers: { "x-forwarded-for": "1.2.3.4, 5.6.7.8" }, remoteAddress: "9.9.9.9" };
  assert.deepEqual(request(facts).access_route, ["1.2.3.4", "5.6.7.8"]);
  assert.equal(request(facts).remote_addr, "9.9.9.9");
  assert.deepEqual(request({ remoteAddress: "9.9.9.9" }).access_route, ["9.9.9.9"]);
});

test("a length that is no number is none", () => {
  assert.equal(request({ headers: { "Content-Length": "12" } }).content_length, 12);
  assert.equal(request({ headers: { "Content-Length": "1x" } }).content_length, null);
  assert.equal(request().content_length, null);
});

function typed(type: string): FlaskRequest {
  return request({ headers: [["content-type", type]] });
}

test("JSON is told by the type", () => {
  assert.equal(typed("application/json; charset=utf-8").is_json, true);
  assert.equal(typed("application/problem+json").is_json, true);
  assert.equal(typed("text/json").is_json, false);
  assert.equal(typed("Text/HTML; x=1").mimetype, "text/html");
});

test("nothing that the request keeps for itself has a name", () => {
  assert.deepEqual(Object.keys(request()), []);
  assert.deepEqual(Object.getOwnPropertyNames(request()), []);
});
