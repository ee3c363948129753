// Readings that lost many sections at once.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { judgeReading, type Quarantine } from "./quarantine.ts";

const keys = (count: number, from = 0) => new Set(Array.from({ length: count }, (_, i) => `section ${from + i}`));
const MINUTE = 60_000;

describe("quarantine", () => {
  it("believes a reading that lost little", () => {
    assert.equal(judgeReading(keys(100), keys(91), 0, undefined).accept, true);
    assert.equal(judgeReading(keys(1000), keys(976), 0, undefined).accept, true);
  });

  it("holds back one that lost a tenth, or 25", () => {
    assert.equal(judgeReading(keys(100), keys(90), 0, undefined).accept, false);
    assert.equal(judgeReading(keys(1000), keys(975), 0, undefined).accept, false);
    assert.equal(judgeReading(keys(11_423), keys(8146), 0, undefined).accept, false);
    assert.equal(judgeReading(keys(3), keys(0), 0, undefined).accept, false);
  });

  it("counts what is lost, not what is left: new sections do not make up for it", () => {
    assert.equal(judgeReading(keys(100), keys(100, 50), 0, undefined).accept, false);
  });

  it("believes any first reading, and any that only gained", () => {
    assert.equal(judgeReading(keys(0), keys(50), 0, undefined).accept, true);
    assert.equal(judgeReading(keys(50), keys(500), 0, undefined).accept, true);
  });

  it("gives in to the same sections three times over five minutes", () => {
    const times = [0, 2 * MINUTE, 5 * MINUTE];
    assert.deepEqual(accepted(times.map(at => [at, keys(50)])), [false, false, true]);
  });

  it("does not give in to three quick ones, nor to two slow ones", () => {
    const quick = [0, 1000, 2000, 3000].map(at => [at, keys(50)] as const);
    assert.deepEqual(accepted(quick), [false, false, false, false]);
    assert.deepEqual(
      accepted([
        [0, keys(50)],
        [10 * MINUTE, keys(50)],
      ]),
      [false, false],
    );
  });

  it("starts counting again when other sections are lost", () => {
    assert.deepEqual(
      accepted([
        [0, keys(50)],
        [3 * MINUTE, keys(51)],
        [6 * MINUTE, keys(51)],
        [9 * MINUTE, keys(51)],
      ]),
      [false, false, false, true],
    );
  });

  it("forgets the quarantine when the sections come back", () => {
    const held = judgeReading(keys(100), keys(50), 0, undefined);
    assert.deepEqual(judgeReading(keys(100), keys(100), 1, held.quarantine), { accept: true, quarantine: undefined });
  });

  it("never accepts a loss of 25 or a tenth at first sight", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 400 }), (known, read) => {
        const lost = Math.max(0, known - read);
        const { accept } = judgeReading(keys(known), keys(read), 0, undefined);
        assert.equal(accept, lost === 0 || (lost < 25 && lost * 10 < known));
      }),
    );
  });
});

function accepted(readings: readonly (readonly [number, ReadonlySet<string>])[]): readonly boolean[] {
  let memory: Quarantine | undefined;
  return readings.map(([at, read]) => {
    const verdict = judgeReading(keys(100), read, at, memory);
    memory = verdict.quarantine;
    return verdict.accept;
  });
}
