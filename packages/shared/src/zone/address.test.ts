import assert from "node:assert/strict";
import { test } from "node:test";
import { limitedRange } from "./address.ts";
import { createZone } from "./zone.ts";

const cases: [string, string][] = [
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["::ffff:c000:201", "192.0.2.1"],
  ["0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2::", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::", "0:0:0:0::/64"],
  ["64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"],
  ["unix:", "unix:"],
];
for (const [address, range] of cases) {
  test(`${address} is limited as ${range}`, () => assert.equal(limitedRange(address), range));
}

test("keys of one range are equal, of two are not, and another zone's differ", () => {
  const zone = createZone({ threads: 1 });
  assert.deepEqual(zone.key("2001:db8::1"), zone.key("2001:db8::ffff"));
  assert.notDeepEqual(zone.key("2001:db8::1"), zone.key("2001:db8:0:1::1"));
  assert.notDeepEqual(zone.key("192.0.2.1"), createZone({ threads: 1 }).key("192.0.2.1"));
});
