import assert from "node:assert/strict";
import { test } from "node:test";
import { inheritedSockets } from "./activation.ts";

test("sockets are numbered from 3 and carry their names", () => {
  const env = { LISTEN_PID: "42", LISTEN_FDS: "3", LISTEN_FDNAMES: "http:https" };
  assert.deepEqual(inheritedSockets(env, 42), [
    { fd: 3, name: "http" },
    { fd: 4, name: "https" },
    { fd: 5, name: "unknown" },
  ]);
});

test("sockets of another process are not ours: a child inherits the variables", () => {
  assert.deepEqual(inheritedSockets({ LISTEN_PID: "41", LISTEN_FDS: "2" }, 42), []);
  assert.deepEqual(inheritedSockets({ LISTEN_FDS: "2" }, 42), []);
});

test("a count that is no count gives nothing", () => {
  for (const LISTEN_FDS of ["", "0", "-1", "many", "1.5"]) {
    assert.deepEqual(inheritedSockets({ LISTEN_PID: "42", LISTEN_FDS }, 42), [], LISTEN_FDS);
  }
});
