// Reading one raw response.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseResponse } from "./probe.ts";

const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n";

test("a whole response gives status, headers, body and its size on the wire", () => {
  const whole = parseResponse(Buffer.from(`${HEAD}hello`));
  assert.equal(whole?.status, 200);
  assert.equal(whole.headers.get("content-type"), "text/plain");
  assert.equal(whole.body.toString(), "hello");
  assert.equal(whole.bytes, HEAD.length + 5);
});

test("a response is not whole before its last byte", () => {
  for (let length = 0; length < HEAD.length + 5; length += 1)
    assert.equal(parseResponse(Buffer.from(`${HEAD}hello`.slice(0, length))), undefined);
});

test("a response of unknown length is refused, because rounds are judged by their bytes", () => {
  assert.throws(
    () => parseResponse(Buffer.from("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")),
    /Content-Length/,
  );
});
