// The in-process memory: how long a value may live, and that a stale one is never kept.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Snapshot } from "./snapshot.ts";

function stage(maxEntries = 500) {
  const state = { version: 1, now: 0, loads: 0, looks: 0 };
  const database = {
    version: () => {
      state.looks += 1;
      return state.version;
    },
  };
  const snapshot = new Snapshot({ database, now: () => state.now, checkEveryMs: 200, maxEntries });
  const load = () => {
    state.loads += 1;
    return Promise.resolve(`value ${state.version}`);
  };
  return { state, snapshot, load };
}

describe("snapshot", () => {
  it("answers at once after the first load, and looks at the version once per interval", async () => {
    const { state, snapshot, load } = stage();
    await snapshot.get("a", load);
    for (let i = 0; i < 100; i += 1) assert.equal(snapshot.get("a", load), "value 1");
    assert.deepEqual([state.loads, state.looks], [1, 1]);
  });

  it("is never older than one look", async () => {
    const { state, snapshot, load } = stage();
    await snapshot.get("a", load);
    state.version = 2;
    state.now = 199;
    assert.equal(await snapshot.get("a", load), "value 1");
    state.now = 200;
    assert.equal(await snapshot.get("a", load), "value 2");
  });

  it("loads a key once for all who ask meanwhile", async () => {
    const { state, snapshot, load } = stage();
    const answers = await Promise.all([snapshot.get("a", load), snapshot.get("a", load)]);
    assert.deepEqual(answers, ["value 1", "value 1"]);
    assert.equal(state.loads, 1);
  });

  it("does not keep a value whose load began before a change", async () => {
    const { state, snapshot, load } = stage();
    let finish: (value: string) => void = assert.fail;
    const slow = snapshot.get("a", () => new Promise<string>(resolve => (finish = resolve)));
    state.version = 2;
    state.now = 1000;
    const fresh = snapshot.get("a", load);
    finish("stale");
    assert.equal(await slow, "stale");
    assert.equal(await fresh, "value 2");
    assert.equal(snapshot.get("a", load), "value 2");
  });

  it("does not keep a failure", async () => {
    const { snapshot, load } = stage();
    await assert.rejects(Promise.resolve(snapshot.get("a", () => Promise.reject(new Error("no")))));
    assert.equal(await snapshot.get("a", load), "value 1");
  });

  it("stays within its bound", async () => {
    const { state, snapshot, load } = stage(2);
    for (const key of ["a", "b", "c"]) await snapshot.get(key, load);
    assert.equal(snapshot.get("c", load), "value 1");
    await snapshot.get("a", load);
    assert.equal(state.loads, 4);
  });
});
