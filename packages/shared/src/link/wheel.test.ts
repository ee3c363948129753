import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { ManualClock } from "./manual-clock.ts";
import { TimerWheel, WheelEntry } from "./wheel.ts";

class Entry extends WheelEntry {
  readonly #fire: (entry: Entry) => void;

  constructor(fire: (entry: Entry) => void) {
    super();
    this.#fire = fire;
  }

  override onDue(): void {
    this.#fire(this);
  }
}

test("entries fire at their time or up to two ticks later, never earlier, never twice", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 50 }), times => {
      const clock = new ManualClock();
      const wheel = new TimerWheel(clock, 10);
      const start = clock.now();
      const fired: number[] = [];
      times.forEach((ms, index) => wheel.add(new Entry(() => (fired[index] = clock.now() - start)), ms, start));
      clock.advance(20_100);
      assert.equal(wheel.count, 0);
      times.forEach((ms, index) => {
        const at = fired[index] ?? -1;
        assert.ok(at >= ms && at <= ms + 20, `due in ${ms} ms, fired after ${at} ms`);
      });
    }),
    { numRuns: 50 },
  );
});

test("a loop that was away for longer than the wheel goes round fires everything that is due", () => {
  const clock = new ManualClock();
  const wheel = new TimerWheel(clock, 10);
  let fired = 0;
  for (let ms = 0; ms < 30_000; ms += 100) wheel.add(new Entry(() => fired++), ms, clock.now());
  const away = new ManualClock(clock.now() + 60_000);
  clock.now = () => away.now();
  clock.advance(10);
  assert.equal(fired, 300);
});

test("a removed entry does not fire, and an empty wheel holds no timer", () => {
  const clock = new ManualClock();
  const wheel = new TimerWheel(clock, 10);
  const entry = new Entry(() => assert.fail("fired"));
  wheel.add(entry, 50, clock.now());
  wheel.remove(entry);
  wheel.remove(entry);
  clock.advance(1000);
  assert.equal(clock.pending, 0);
});

test("a callback may remove another that is due, and add itself again", () => {
  const clock = new ManualClock();
  const wheel = new TimerWheel(clock, 10);
  const removed = new Entry(() => assert.fail("fired"));
  let rounds = 0;
  const again = new Entry(entry => {
    wheel.remove(removed);
    if (++rounds < 3) wheel.add(entry, 100, clock.now());
  });
  wheel.add(again, 50, clock.now());
  wheel.add(removed, 50, clock.now());
  clock.advance(1000);
  assert.equal(rounds, 3);
});
