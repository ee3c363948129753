// Every conformance case written for this project, byte for byte.
import { test } from "node:test";
import { ownCases, whyNotComparable } from "./cases.ts";
import { seatstack } from "./engines/seatstack.ts";
import { assertAgrees } from "./assert-agrees.ts";

for (const one of ownCases()) {
  const reason = whyNotComparable(one);
  test(one.id, { skip: reason ?? false }, () => assertAgrees(one, seatstack.render(one)));
}
