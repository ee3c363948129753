import assert from "node:assert/strict";
import { test } from "node:test";
import { TemplateCache } from "./template-cache.ts";

test("the least recently used entry leaves first", () => {
  const cache = new TemplateCache<number>(2);
  cache.set("a", 1);
  cache.set("b", 2);
  assert.equal(cache.get("a"), 1);
  cache.set("c", 3);
  assert.deepEqual([cache.get("a"), cache.get("b"), cache.get("c")], [1, undefined, 3]);
  cache.set("a", 4);
  assert.equal(cache.get("a"), 4);
  assert.equal(cache.size, 2);
});

test("a size of 0 keeps nothing, -1 everything", () => {
  const none = new TemplateCache<number>(0);
  none.set("a", 1);
  assert.equal(none.get("a"), undefined);
  const all = new TemplateCache<number>(-1);
  for (let i = 0; i < 1000; i++) all.set(String(i), i);
  assert.equal(all.size, 1000);
});
