import assert from "node:assert/strict";
import { test } from "node:test";
import { configSchema, type Config } from "@seatstack/shared/config/schema";
import { Generations } from "./generations.ts";
import { WorkerTable, type ChildRecord, type ChildState } from "./worker-table.ts";

const configOf = (workers: number): Config => configSchema.parse({ app: { workers } });

function proven(workers: number): Generations {
  const generations = new Generations(configOf(workers));
  generations.prove(1);
  return generations;
}

test("the first generation has nothing to go back to", () => {
  const generations = new Generations(configOf(2));
  assert.equal(generations.firstBoot, true);
  assert.equal(generations.rollBack(1), undefined);
});

test("a generation that never was ready is rolled back, with its number of workers", () => {
  const generations = proven(2);
  generations.begin(configOf(5));
  assert.equal(generations.target, 5);
  assert.equal(generations.rollBack(2)?.number, 1);
  assert.equal(generations.target, 2);
  assert.equal(generations.rolling, false);
});

test("a generation that was ready once goes on trying", () => {
  const generations = proven(2);
  generations.begin(configOf(2));
  generations.prove(2);
  assert.equal(generations.rollBack(2), undefined);
  assert.equal(generations.current.number, 2);
});

test("the late death of an older generation's worker rolls nothing back", () => {
  const generations = proven(2);
  generations.begin(configOf(2));
  assert.equal(generations.rollBack(1), undefined);
});

test("two broken reloads in a row lead back to the last that worked, and numbers are never reused", () => {
  const generations = proven(2);
  generations.begin(configOf(2));
  generations.begin(configOf(2));
  assert.equal(generations.rollBack(3)?.number, 1);
  assert.equal(generations.begin(configOf(2)).number, 4);
});

test("a number of workers set by hand survives a reload, unless the setting itself changes", () => {
  const generations = proven(2);
  generations.target = 7;
  generations.begin(configOf(2));
  assert.equal(generations.target, 7);
  generations.begin(configOf(3));
  assert.equal(generations.target, 3);
});

test("a reload is complete when enough new workers are ready, also while one of them is being recycled", () => {
  const generations = proven(2);
  const table = new WorkerTable();
  const add = (generation: number, state: ChildState): ChildRecord =>
    Object.assign(table.add({ kind: "web", worker: 1, generation, slots: 1, threads: 0, path: "", startedAt: 0 }), {
      state,
    });
  generations.begin(configOf(2));
  const [old, ready, booting] = [add(1, "ready"), add(2, "ready"), add(2, "starting")];
  assert.equal(generations.isComplete([old, ready, ready]), false);
  assert.equal(generations.isComplete([ready, booting]), false);
  assert.equal(generations.isComplete([ready, ready]), true);
  assert.equal(generations.isComplete([ready, ready, booting]), true);
});

test("numbers that another program has are left out, and never come back", () => {
  const generations = proven(2);
  generations.skipTo(5);
  generations.skipTo(2);
  assert.equal(generations.nextNumber, 5);
  assert.equal(generations.begin(configOf(2)).number, 5);
});
