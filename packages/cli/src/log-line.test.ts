import assert from "node:assert/strict";
import { test } from "node:test";
import { renderLine } from "./log-line.ts";

const plain = (_color: string, text: string): string => text;
const time = new Date(2026, 0, 2, 14, 3, 59, 7).getTime();
const of = (role: string): string =>
  renderLine(JSON.stringify({ level: "warn", time, tier: "app", role, msg: "m" }), plain);

test("a pino line becomes time, tier and worker, level, message, then its other fields", () => {
  const line = JSON.stringify({
    level: "info",
    time,
    tier: "app",
    worker: 2,
    pid: 7,
    msg: "ready",
    slots: 5,
    of: "a b",
  });
  assert.equal(renderLine(line, plain), '14:03:59.007 app/2     info  ready slots=5 of="a b"');
});

test("a process that is no worker is named by its role, a tier's main by the tier", () => {
  assert.equal(of("task"), "14:03:59.007 app/task  warn  m");
  assert.equal(of("arbiter"), "14:03:59.007 app       warn  m");
});

test("an error's stack follows, indented", () => {
  const line = JSON.stringify({
    level: "error",
    time,
    tier: "edge",
    msg: "died",
    err: { stack: "Error: x\n    at y" },
  });
  assert.equal(renderLine(line, plain), "14:03:59.007 edge      error died\n    Error: x\n        at y");
});

test("text, access lines in JSON and broken JSON pass as they are", () => {
  for (const line of ['127.0.0.1 - - "GET / HTTP/1.1" 200', '{"time":1,"status":200}', '{"level":"info","ti', ""]) {
    assert.equal(renderLine(line, plain), line);
  }
});
