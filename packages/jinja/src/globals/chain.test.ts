import assert from "node:assert/strict";
import { test } from "node:test";
import { ChainedGlobals } from "./chain.ts";

test("own values hide those below, which may still change", () => {
  const base = new Map<string, unknown>([
    ["a", 1],
    ["b", 2],
  ]);
  const chained = new ChainedGlobals(base);
  chained.set("b", 3);
  base.set("c", 4);
  assert.deepEqual(
    [...chained],
    [
      ["a", 1],
      ["b", 3],
      ["c", 4],
    ],
  );
  assert.deepEqual([chained.size, chained.get("a"), chained.has("c"), chained.has("d")], [3, 1, true, false]);
  assert.deepEqual([...chained.keys(), ...chained.values()], ["a", "b", "c", 1, 3, 4]);
  assert.equal(base.get("b"), 2);
  const seen: string[] = [];
  for (const name of chained.keys()) seen.push(name);
  chained.forEach((value, name) => seen.push(`${name}=${String(value)}`));
  assert.deepEqual(seen, ["a", "b", "c", "a=1", "b=3", "c=4"]);
});
