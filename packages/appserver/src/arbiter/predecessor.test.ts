// When the new program of an upgrade knows that the old one has ended.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Predecessor } from "./predecessor.ts";

const silent = { onTable: () => undefined, onGone: () => undefined };

test("an old program that lives has not ended", t => {
  const predecessor = new Predecessor(process.ppid, silent);
  t.after(() => predecessor.leave());
  assert.deepEqual([predecessor.ended, predecessor.gone], [false, false]);
});

test("its end is seen at once, before the next look tells of it", async () => {
  const told = Promise.withResolvers<void>();
  const predecessor = new Predecessor(process.ppid + 1, { ...silent, onGone: told.resolve });
  assert.deepEqual([predecessor.ended, predecessor.gone], [true, false]);
  if (process.connected) process.emit("disconnect");
  await told.promise;
  assert.ok(predecessor.gone);
});
