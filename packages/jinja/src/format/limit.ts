// How long a text that one operation makes may become: padding, joining, repeating.
import { PythonError } from "../errors.ts";

/** Above this many UTF-16 units no text is made, whatever the limits: a little below what V8 can hold. */
export const MAX_TEXT = 2 ** 28;

let current = MAX_TEXT;

/** The limit in force. */
export function textLimit(): number {
  return current;
}

/** Runs `work` under another limit (a sandbox's `maxOutput`). Rendering is synchronous, so this nests. */
export function withTextLimit<T>(limit: number, work: () => T): T {
  const before = current;
  current = Math.min(limit, MAX_TEXT);
  try {
    return work();
  } finally {
    current = before;
  }
}

/** Refuses to make a text or list of `length` units. Raises OverflowError. */
export function checkLength(length: number): void {
  if (length > current) throw tooLong();
}

function tooLong(): PythonError {
  return new PythonError("OverflowError", `the result is longer than ${current} characters`);
}
