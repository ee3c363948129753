import assert from "node:assert/strict";
import { test } from "node:test";
import { EventQueue, type ArbiterEvent } from "./events.ts";

const turn = () => new Promise(resolve => setImmediate(resolve));

test("events are handled in order and never nested, with one decision per batch", async () => {
  const done: string[] = [];
  const queue: EventQueue = new EventQueue(
    event => {
      done.push(event.type);
      if (event.type === "tick") queue.push({ type: "wake" });
    },
    () => done.push("decide"),
    assert.ifError,
  );
  queue.push({ type: "tick" });
  queue.push({ type: "orphaned" });
  await turn();
  await turn();
  assert.deepEqual(done, ["tick", "orphaned", "decide", "wake", "decide"]);
});

test("a mistake in one event, or in a decision, is told and costs no other event", async () => {
  const [handled, faults]: [ArbiterEvent["type"][], unknown[]] = [[], []];
  const queue = new EventQueue(
    ({ type }) => {
      if (type === "tick") throw new Error("in an event");
      handled.push(type);
    },
    () => {
      throw new Error("in a decision");
    },
    error => faults.push(String(error)),
  );
  for (const type of ["wake", "tick", "orphaned"] as const) queue.push({ type });
  await turn();
  assert.deepEqual(handled, ["wake", "orphaned"]);
  assert.deepEqual(faults, ["Error: in an event", "Error: in a decision"]);
  queue.push({ type: "wake" });
  await turn();
  assert.equal(handled.length, 3);
});
