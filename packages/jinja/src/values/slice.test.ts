import assert from "node:assert/strict";
import { test } from "node:test";
import { Undefined } from "../undefined.ts";
import { float } from "./float.ts";
import { Markup } from "./markup.ts";
import { Range } from "./range.ts";
import { slice } from "./slice.ts";
import { repr } from "./text.ts";
import { tuple } from "./tuple.ts";

/** What slice.indices() of Python does, one index at a time: slow and plain. */
function reference(length: number, start: number | null, stop: number | null, step: number): number[] {
  const picked: number[] = [];
  const from = start === null ? null : start < 0 ? start + length : start;
  const to = stop === null ? null : stop < 0 ? stop + length : stop;
  const places = Array.from({ length }, (_, place) => place);
  const order = step > 0 ? places : places.toReversed();
  const inside = order.filter(place =>
    step > 0
      ? (from === null || place >= from) && (to === null || place < to)
      : (from === null || place <= from) && (to === null || place > to),
  );
  inside.forEach((place, turn) => turn % Math.abs(step) === 0 && picked.push(place));
  return picked;
}

test("all bounds and steps around a list of five", () => {
  const list = [0, 1, 2, 3, 4];
  const bounds = [null, -7, -5, -3, -1, 0, 1, 3, 5, 7];
  for (const start of bounds) {
    for (const stop of bounds) {
      for (const step of [-3, -2, -1, 1, 2, 3]) {
        assert.deepEqual(slice(list, start, stop, step), reference(5, start, stop, step), `${start}:${stop}:${step}`);
      }
    }
  }
});

test("what is sliced keeps its type", () => {
  assert.equal(repr(slice("a😀bc", 1, 3, null)), "'😀b'");
  assert.equal(repr(slice("a😀bc", null, null, -1)), "'cb😀a'");
  assert.equal(repr(slice("abc", -2, null, null)), "'bc'");
  assert.equal(repr(slice("abc", 2, 1, null)), "''");
  assert.equal(repr(slice(new Markup("<b>"), 0, 2, null)), "Markup('<b')");
  assert.equal(repr(slice(tuple(1, 2, 3), 1, null, null)), "(2, 3)");
  assert.equal(repr(slice(tuple(1, 2, 3), null, null, 2)), "(1, 3)");
  assert.equal(repr(slice(new Range(0, 10), 2, -1, 3)), "range(2, 9, 3)");
  assert.equal(repr(slice(new Range(0, 10, 2), null, null, -1)), "range(8, -2, -2)");
  assert.equal(repr(slice(Uint8Array.of(65, 66, 67), 1, null, null)), "b'BC'");
});

test("bounds may be bools and ints of any size", () => {
  assert.equal(repr(slice("abc", true, null, null)), "'bc'");
  assert.equal(repr(slice("abc", 10n ** 30n, null, null)), "''");
  assert.equal(repr(slice("abc", -(10n ** 30n), 10n ** 30n, null)), "'abc'");
  assert.equal(repr(slice([1, 2, 3], null, null, 10n ** 30n)), "[1]");
});

test("raises what Python raises", () => {
  assert.throws(() => slice("abc", null, null, 0), { name: "ValueError", message: "slice step cannot be zero" });
  const message = "slice indices must be integers or None or have an __index__ method";
  assert.throws(() => slice("abc", "a", null, null), { name: "TypeError", message });
  assert.throws(() => slice([], null, float(1), null), { name: "TypeError", message });
  assert.throws(() => slice({}, 1, 2, null), { message: "unhashable type: 'slice'" });
  assert.throws(() => slice(5, 1, 2, null), { message: "'int' object is not subscriptable" });
  assert.throws(() => slice(null, 1, 2, null), { message: "'NoneType' object is not subscriptable" });
  assert.throws(() => slice(new Set(), 1, 2, null), { message: "'set' object is not subscriptable" });
  assert.throws(() => slice(new Undefined({ name: "x" }), 1, 2, null), { message: "'x' is undefined" });
});
