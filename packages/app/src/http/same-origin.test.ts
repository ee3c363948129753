import assert from "node:assert/strict";
import { test } from "node:test";
import { type RequestOptions, requestFor } from "../testing/request.ts";
import { HttpFault } from "./faults.ts";
import { assertSameOrigin } from "./same-origin.ts";

function isAllowed(headers: Record<string, string>, options: RequestOptions = {}): boolean {
  try {
    assertSameOrigin(requestFor("/watch", { method: "POST", headers, ...options }));
    return true;
  } catch (error) {
    assert.ok(error instanceof HttpFault && error.status === 403);
    return false;
  }
}

test("Sec-Fetch-Site decides where it is sent, whatever Origin says", () => {
  assert.equal(isAllowed({ "sec-fetch-site": "same-origin" }), true);
  assert.equal(isAllowed({ "sec-fetch-site": "none" }), true);
  assert.equal(isAllowed({ "sec-fetch-site": "cross-site", origin: "https://seats.example" }), false);
  assert.equal(isAllowed({ "sec-fetch-site": "same-site", origin: "https://seats.example" }), false);
  assert.equal(isAllowed({ "sec-fetch-site": "Same-Origin" }), false);
});

test("without it Origin must name the asked host", () => {
  assert.equal(isAllowed({ origin: "https://seats.example" }), true);
  assert.equal(isAllowed({ origin: "https://seats.example:8443" }, { host: "seats.example:8443" }), true);
  assert.equal(isAllowed({ origin: "https://SEATS.example" }, { host: "Seats.Example:443" }), true);
  assert.equal(isAllowed({ origin: "http://[::1]:8080" }, { host: "[::1]:8080", scheme: "http" }), true);
  for (const origin of [
    "https://evil.example",
    "https://seats.example.evil.example",
    "https://seats.example:8443",
    "https://seats.example@evil.example",
    "null",
    "",
    "https://seats.example/path",
  ]) {
    assert.equal(isAllowed({ origin }), false, origin);
  }
});

test("a client that is no browser sends neither and may post", () => {
  assert.equal(isAllowed({}), true);
});
