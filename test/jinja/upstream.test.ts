// Jinja's own test-suite, as captured beside the checkout: every core case, and those that print Python's values.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAgrees } from "./assert-agrees.ts";
import { agrees, isPythonRepr, upstreamCases, whyNotComparable } from "./cases.ts";
import { seatstack } from "./engines/seatstack.ts";

/** Cases that print Python's values and may differ, each with the reason that the package's README gives. */
const EXCEPTIONS: Readonly<Record<string, string>> = {};
/** Share of the cases with Python's values that may be exceptions. */
const MOST_EXCEPTIONS = 0.01;

const cases = upstreamCases();

if (cases === undefined) {
  test("Jinja's own cases", { skip: "no ../shared/jinja/upstream-cases.json beside this checkout" }, () => {});
} else {
  for (const one of cases) {
    const reason = whyNotComparable(one) ?? EXCEPTIONS[one.id];
    test(one.id, { skip: reason ?? false }, () => assertAgrees(one, seatstack.render(one)));
  }

  test("exceptions are few, of cases that print Python's values, and still needed", () => {
    const printing = cases.filter(isPythonRepr);
    const excepted = printing.filter(one => one.id in EXCEPTIONS);
    assert.equal(excepted.length, Object.keys(EXCEPTIONS).length);
    assert.ok(excepted.length <= printing.length * MOST_EXCEPTIONS);
    assert.deepEqual(
      excepted.filter(one => agrees(one, seatstack.render(one))).map(one => one.id),
      [],
    );
  });
}
