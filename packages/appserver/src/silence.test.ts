import assert from "node:assert/strict";
import { test } from "node:test";
import { Silence } from "./silence.ts";

test("silence adds up poll by poll and ends with a sign of life", () => {
  const silence = new Silence(200, 0);
  assert.equal(silence.poll(false, 200), 200);
  assert.equal(silence.poll(false, 400), 400);
  assert.equal(silence.poll(true, 600), 0);
  assert.equal(silence.poll(false, 800), 200);
  assert.equal(silence.value, 200);
});

test("a minute in which the observer itself was stopped is no minute of silence", () => {
  const silence = new Silence(200, 0);
  silence.poll(true, 200);
  assert.equal(silence.poll(false, 60_200), 400);
});
