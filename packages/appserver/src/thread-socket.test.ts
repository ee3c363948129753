import assert from "node:assert/strict";
import { test } from "node:test";
import { isThreadSocket, threadSocketPath } from "./thread-socket.ts";

const WORKER = "/run/w-3-2.sock";

test("a thread's socket is named after its worker, slot and launch", () => {
  assert.equal(threadSocketPath(WORKER, 4, 1), "/run/w-3-2-4-1.sock");
  assert.equal(isThreadSocket(WORKER, 4, threadSocketPath(WORKER, 4, 12)), true);
});

test("nothing else passes for one: the arbiter removes what does", () => {
  for (const path of [
    "/etc/passwd",
    WORKER,
    "/run/w-3-2-4-1.sock.notes",
    "/run/w-3-2-4-.sock",
    "/run/w-3-2-4-0.sock",
    "/run/w-3-2-4-1e3.sock",
    "/run/w-3-2-4-../../x.sock",
    "/run/w-3-1-4-1.sock",
    "/run/w-3-2-5-1.sock",
    "",
  ]) {
    assert.equal(isThreadSocket(WORKER, 4, path), false, path);
  }
});
