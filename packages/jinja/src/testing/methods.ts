// Tests of methods: rows of values, methods and arguments with what CPython gives.
import assert from "node:assert/strict";
import { callMethod } from "../access/call.ts";
import { PythonError } from "../errors.ts";
import type { EnvironmentCore } from "../runtime/types.ts";
import { repr } from "../values/text.ts";

/** A call and its outcome. */
export type Row = readonly [self: unknown, name: string, args: readonly unknown[], expected: string];

/** Methods of built-in types ask no environment for more. */
export const environment = { strictPython: true } as EnvironmentCore;

/** What the method gives, as Python spells it, or the error that it raises. */
export function outcome(self: unknown, name: string, args: readonly unknown[]): string {
  try {
    return repr(callMethod(self, name, args, null, environment));
  } catch (error) {
    if (error instanceof PythonError) return `${error.name}: ${error.message}`;
    throw error;
  }
}

/** Fails at the first row whose outcome is another. */
export function check(rows: readonly Row[]): void {
  for (const [self, name, args, expected] of rows) assert.equal(outcome(self, name, args), expected, name);
}
