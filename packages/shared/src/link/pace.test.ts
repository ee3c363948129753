import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "./pace.ts";

const turn = () => new Promise(resolve => setImmediate(resolve));

/** Runs `items` whose every one takes `cost` ms of a clock by hand; returns how many each turn began. */
async function turns(items: number, cost: number): Promise<number[]> {
  let now = 0;
  let begun = 0;
  const counts: number[] = [];
  const pace = new Pace<number>(
    () => {
      begun++;
      // As an async handler does: most of its time is in a microtask.
      queueMicrotask(() => (now += cost));
    },
    () => now,
  );
  for (let item = 0; item < items; item++) pace.push(item);
  pace.go();
  for (let total = 0; total < items;) {
    counts.push(begun);
    total += begun;
    begun = 0;
    await turn();
  }
  return counts.filter(count => count > 0);
}

test("a burst of light requests takes few turns", async () => {
  assert.deepEqual(await turns(1000, 0.001), [16, 32, 64, 128, 256, 504]);
});

test("a burst of heavy requests is spread until a turn is short enough, and all are begun", async () => {
  const counts = await turns(100, 1);
  assert.deepEqual(counts.slice(0, 4), [16, 8, 4, 4]);
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    100,
  );
});

test("one that takes longer than a turn comes alone", async () => {
  assert.deepEqual((await turns(40, 100)).slice(0, 7), [16, 8, 4, 2, 1, 1, 1]);
});

test("the first turn begins at once", () => {
  const seen: string[] = [];
  const pace = new Pace<string>(
    item => seen.push(item),
    () => 0,
  );
  pace.push("a");
  assert.deepEqual(seen, []);
  pace.go();
  assert.deepEqual(seen, ["a"]);
});
