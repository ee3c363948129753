// The rules of an alert, as properties over every history of readings.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import type { SeatStatus } from "../db/schema.ts";
import { seatsOf } from "../testing/harness.ts";
import { type Availability, classify, isUsable, judge, openSeats, type Wants } from "./rules.ts";

const WANTS: Wants = { onOpen: true, onWaitlist: false, includeReserved: false, minSeats: 1 };
const seat = (open: number | null, change = {}) => ({ ...seatsOf(open), ...change });

describe("classify", () => {
  const cases: readonly [string, ReturnType<typeof seat>, SeatStatus][] = [
    ["a free seat is open", seat(1), "open"],
    ["none is closed", seat(0), "closed"],
    ["a negative count means full", seat(-3), "closed"],
    ["no counts at all say nothing", seat(null, { capacity: null }), "unknown"],
    ["seats follow from capacity and enrollment", seat(null, { enrolled: 29 }), "open"],
    ["overfull by capacity and enrollment is closed", seat(null, { enrolled: 31 }), "closed"],
    ["capacity alone says nothing", seat(null), "unknown"],
    ["full with room on its waitlist", seat(0, { waitCapacity: 5, waitCount: 4 }), "waitlist"],
    ["full with a full waitlist", seat(0, { waitCapacity: 5, waitCount: 5 }), "closed"],
    ["free seats go to those who wait", seat(2, { waitCapacity: 5, waitCount: 1 }), "waitlist"],
    ["… even when nobody else may wait", seat(2, { waitCapacity: 1, waitCount: 1 }), "closed"],
    ["an empty waitlist takes nothing", seat(2, { waitCapacity: 5, waitCount: 0 }), "open"],
    ["all free seats are reserved", seat(2, { reservedOpen: 2 }), "reserved"],
    ["some free seats are reserved", seat(2, { reservedOpen: 1 }), "open"],
    ["unpublished reserved seats (-1) are none", seat(2, { reservedOpen: -1 }), "open"],
    ["free, but only with permission", seat(2, { permissionNeeded: true }), "permission"],
  ];
  for (const [name, seats, status] of cases) {
    it(name, () => assert.equal(classify(seats, false, false), status));
  }

  it("counts seats beyond the waitlist only where the source says so", () => {
    const seats = seat(3, { waitCapacity: 5, waitCount: 2 });
    assert.equal(classify(seats, false, true), "open");
    assert.equal(classify(seats, false, false), "waitlist");
    assert.equal(classify(seat(2, { waitCapacity: 5, waitCount: 2 }), false, true), "waitlist");
  });

  it("calls a cancelled section cancelled, whatever its seats", () => {
    assert.equal(classify(seat(9), true, true), "cancelled");
  });

  it("never calls a section open without a free unreserved seat", () => {
    const count = fc.option(fc.integer({ min: -5, max: 40 }), { nil: null });
    const seats = fc.record({
      capacity: count,
      enrolled: count,
      open: count,
      reservedOpen: count,
      waitCapacity: count,
      waitCount: count,
      permissionNeeded: fc.boolean(),
    });
    fc.assert(
      fc.property(seats, fc.boolean(), fc.boolean(), (seats, cancelled, beyond) => {
        if (classify(seats, cancelled, beyond) !== "open") return;
        assert.ok(!cancelled && !seats.permissionNeeded);
        assert.ok((openSeats(seats) ?? 0) - Math.max(0, seats.reservedOpen ?? 0) > 0);
      }),
    );
  });
});

const now = (status: SeatStatus, open: number | null = 2, reservedOpen: number | null = 0) => ({
  status,
  open,
  reservedOpen,
});

describe("isUsable", () => {
  it("tells open, reserved, waitlist and permission apart", () => {
    assert.equal(isUsable(WANTS, now("open")), true);
    assert.equal(isUsable(WANTS, now("reserved")), false);
    assert.equal(isUsable({ ...WANTS, includeReserved: true }, now("reserved")), true);
    assert.equal(isUsable(WANTS, now("waitlist")), false);
    assert.equal(isUsable({ ...WANTS, onWaitlist: true }, now("waitlist")), true);
    assert.equal(isUsable({ ...WANTS, onWaitlist: true, includeReserved: true }, now("permission")), false);
    assert.equal(isUsable({ ...WANTS, onOpen: false }, now("open")), false);
  });

  it("asks for as many unreserved seats as the watch does", () => {
    assert.equal(isUsable({ ...WANTS, minSeats: 3 }, now("open", 2)), false);
    assert.equal(isUsable({ ...WANTS, minSeats: 2 }, now("open", 3, 2)), false);
    assert.equal(isUsable({ ...WANTS, minSeats: 2 }, now("open", 4, 2)), true);
    assert.equal(isUsable(WANTS, now("open", null)), true);
  });
});

const status = fc.constantFrom<SeatStatus>("open", "reserved", "waitlist", "permission", "closed", "cancelled");
const availability: fc.Arbitrary<Availability> = fc.record({
  status,
  open: fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }),
  reservedOpen: fc.option(fc.integer({ min: 0, max: 2 }), { nil: null }),
});
const wants: fc.Arbitrary<Wants> = fc.record({
  onOpen: fc.boolean(),
  onWaitlist: fc.boolean(),
  includeReserved: fc.boolean(),
  minSeats: fc.integer({ min: 1, max: 3 }),
});

describe("judge", () => {
  it("takes the first reading as the baseline", () => {
    fc.assert(fc.property(wants, availability, (wants, now) => judge(wants, undefined, now) === "none"));
  });

  it("decides nothing on an unknown reading, before or now", () => {
    const unknown: Availability = { status: "unknown", open: null, reservedOpen: null };
    fc.assert(
      fc.property(
        wants,
        availability,
        (wants, known) => judge(wants, unknown, known) === "none" && judge(wants, known, unknown) === "none",
      ),
    );
  });

  it("fires on the edge alone, and re-arms after two readings in a row of no use", () => {
    fc.assert(
      fc.property(wants, availability, availability, (wants, before, now) => {
        const verdict = judge(wants, before, now);
        assert.equal(verdict === "fire", !isUsable(wants, before) && isUsable(wants, now));
        assert.equal(verdict === "rearm", !isUsable(wants, before) && !isUsable(wants, now));
      }),
    );
  });

  it("with the latch: between two alerts there are always two useless readings in a row", () => {
    fc.assert(
      fc.property(wants, fc.array(availability, { maxLength: 60 }), (wants, history) => {
        const fired = play(wants, history);
        for (const [i, at] of fired.entries()) {
          assert.ok(isUsable(wants, history[at] ?? assert.fail()));
          const last = fired[i - 1];
          if (last !== undefined) assert.ok(hasUselessPair(wants, history.slice(last, at)));
        }
      }),
    );
  });

  it("with the latch: never misses an opening after two useless readings", () => {
    fc.assert(
      fc.property(wants, fc.array(availability, { minLength: 3, maxLength: 60 }), (wants, history) => {
        const fired = new Set(play(wants, history));
        for (let i = 2; i < history.length; i += 1) {
          const [a, b, now] = history.slice(i - 2, i + 1).map(reading => isUsable(wants, reading));
          if (a === false && b === false && now === true) assert.ok(fired.has(i));
        }
      }),
    );
  });
});

/** What the database does with the verdicts, for one watch with `auto_rearm`. */
function play(wants: Wants, history: readonly Availability[]): readonly number[] {
  let latch = false;
  const fired: number[] = [];
  for (const [i, now] of history.entries()) {
    const verdict = judge(wants, history[i - 1], now);
    if (verdict === "rearm") latch = false;
    if (verdict === "fire" && !latch) {
      fired.push(i);
      latch = true;
    }
  }
  return fired;
}

function hasUselessPair(wants: Wants, history: readonly Availability[]): boolean {
  return history.some((now, i) => {
    const before = history[i - 1];
    return before !== undefined && !isUsable(wants, before) && !isUsable(wants, now);
  });
}
