// Group commit: everything is committed once, together where it came together, and failures reach those they concern.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GroupCommit } from "./group-commit.ts";

async function turns(): Promise<void> {
  for (let i = 0; i < 4; i += 1) await new Promise(setImmediate);
}

describe("group commit", () => {
  it("commits at once what comes alone, and together what comes during a commit", async () => {
    const commits: number[][] = [];
    const finish: (() => void)[] = [];
    const group = new GroupCommit<number>(items => {
      commits.push([...items]);
      return new Promise(resolve => finish.push(resolve));
    });
    const first = group.add(1);
    await turns();
    const others = [group.add(2), group.add(3)];
    await turns();
    assert.deepEqual(commits, [[1]]);
    finish[0]?.();
    await first;
    await turns();
    assert.deepEqual(commits, [[1], [2, 3]]);
    finish[1]?.();
    await Promise.all(others);
  });

  it("fails those whose commit failed, and goes on", async () => {
    let fail = true;
    const group = new GroupCommit<number>(() => (fail ? Promise.reject(new Error("full")) : Promise.resolve()));
    await assert.rejects(group.add(1), /full/);
    fail = false;
    await group.add(2);
  });
});
