import assert from "node:assert/strict";
import { test } from "node:test";
import { RATE_ENTRIES } from "./layout.ts";
import type { RateVerdict, Zone, ZoneKey } from "./types.ts";
import { createZone } from "./zone.ts";

const verdict: RateVerdict = { allowed: false, remaining: 0, retryAfterMs: 0, resetMs: 0 };

function take(zone: Zone, key: ZoneKey, now: number, rate = 1, burst = 2): RateVerdict {
  return { ...zone.limiter.take(key, rate, burst, now, verdict) };
}

test("a burst passes at once, then one per interval; refusals cost nothing", () => {
  const zone = createZone({ threads: 1 });
  const key = zone.key("192.0.2.1");
  const seen = [0, 0, 0, 0, 0, 999, 1000, 1000, 2000].map(ms => take(zone, key, 5000 + ms).allowed);
  assert.deepEqual(seen, [true, true, true, false, false, false, true, false, true]);
});

test("the verdict tells what is left, when to come back, and when all is free again", () => {
  const zone = createZone({ threads: 1 });
  const key = zone.key("192.0.2.1");
  assert.deepEqual(take(zone, key, 5000), { allowed: true, remaining: 2, retryAfterMs: 0, resetMs: 1000 });
  take(zone, key, 5000);
  assert.deepEqual(take(zone, key, 5000), { allowed: true, remaining: 0, retryAfterMs: 0, resetMs: 3000 });
  assert.deepEqual(take(zone, key, 5400), { allowed: false, remaining: 0, retryAfterMs: 600, resetMs: 2600 });
  assert.deepEqual(take(zone, key, 60_000), { allowed: true, remaining: 2, retryAfterMs: 0, resetMs: 1000 });
});

test("without a burst a steady client at exactly the rate always passes, also at rates that doubles cannot hold", () => {
  for (const rate of [3, 7, 20, 30, 333]) {
    const zone = createZone({ threads: 1 });
    const key = zone.key("192.0.2.1");
    for (let n = 0; n < 1000; n++)
      assert.equal(take(zone, key, 10 + (n * 1000) / rate, rate, 0).allowed, true, `${rate}/s, ${n}`);
  }
});

test("addresses and buckets do not touch each other", () => {
  const zone = createZone({ threads: 1 });
  for (const key of [zone.key("192.0.2.1"), zone.key("192.0.2.2"), zone.key("192.0.2.1", "login")]) {
    assert.deepEqual(
      [1, 2, 3, 4].map(() => take(zone, key, 5000).allowed),
      [true, true, true, false],
    );
  }
});

test("a flood of strangers never frees an offender, and never gets more than one allowance a full set", () => {
  const zone = createZone({ threads: 1, addresses: 8 });
  const offender = zone.key("192.0.2.1");
  for (let n = 0; n < 3; n++) take(zone, offender, 5000);
  let admitted = 0;
  for (let n = 0; n < 1000; n++) if (take(zone, zone.key(`198.51.100.${n}`), 5000, 1, 2).allowed) admitted++;
  assert.equal(take(zone, offender, 5000).allowed, false);
  // Seven free ways with a first request each, then the overflow's three.
  assert.equal(admitted, RATE_ENTRIES - 2 + 3);
});

test("an expired entry gives up its place, the oldest first", () => {
  const zone = createZone({ threads: 1, addresses: 8 });
  const keys = Array.from({ length: 9 }, (_, n) => zone.key(`192.0.2.${n}`));
  keys.slice(0, 8).forEach((key, n) => take(zone, key, 5000 + n));
  const last = keys[8] as ZoneKey;
  // All but the first are still live: the ninth gets the first's place and an allowance of its own.
  assert.deepEqual(
    [1, 2, 3, 4].map(() => take(zone, last, 6000.5).allowed),
    [true, true, true, false],
  );
});
