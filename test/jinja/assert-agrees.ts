// One case's verdict, with the templates in the message.
import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { Case } from "./cases.ts";
import type { Outcome } from "./engines/types.ts";

/** Throws an AssertionError unless the outcome is Jinja's, byte for byte; an error counts by its class. */
export function assertAgrees(one: Case, outcome: Outcome): void {
  const { templates, context, options } = one;
  const about = inspect({ templates, context, options }, { depth: null, maxStringLength: 2_000 });
  if (one.expected === null) {
    assert.ok("error" in outcome, `no ${one.expected_error} was raised, but printed: ${inspect(outcome)}\n${about}`);
    assert.equal(outcome.error, one.expected_error, `${outcome.message}\n${about}`);
    return;
  }
  if ("error" in outcome)
    assert.fail(`${outcome.error}: ${outcome.message}\nexpected ${inspect(one.expected)}\n${about}`);
  assert.equal(outcome.output, one.expected, `${inspect(outcome.output)}\nexpected ${inspect(one.expected)}\n${about}`);
}
