import assert from "node:assert/strict";
import { test } from "node:test";
import { parseBind } from "./bind-address.ts";

test("unix paths, host and port, IPv6 in brackets, a bare port", () => {
  assert.deepEqual(parseBind("unix:/run/app.sock"), { type: "unix", path: "/run/app.sock" });
  assert.deepEqual(parseBind("127.0.0.1:8000"), { type: "tcp", host: "127.0.0.1", port: 8000 });
  assert.deepEqual(parseBind("[::1]:8000"), { type: "tcp", host: "::1", port: 8000 });
  assert.deepEqual(parseBind(":8000"), { type: "tcp", host: "0.0.0.0", port: 8000 });
});

for (const text of ["", "8000", "unix:app.sock", "host:", "::1:8000", "host:99999", "http://host:1", "host:80 "]) {
  test(`"${text}" is refused as a bad setting`, () => {
    assert.throws(() => parseBind(text), { code: "BAD_BIND", exitCode: 2 });
  });
}

test("a path that sun_path cannot hold is refused", () => {
  assert.throws(() => parseBind(`unix:/${"x".repeat(108)}`), { code: "PATH_TOO_LONG", exitCode: 2 });
});
