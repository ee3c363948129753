// What one render may use: a register that operations ask before they make long texts, lists and numbers.
// Rendering is synchronous, so one register for the process is enough; without a sandbox only V8's own bounds hold.
import { PythonError, SecurityError } from "./errors.ts";
import type { Limits } from "./runtime/types.ts";

/** Longest text that is made anywhere: a little below what V8 can hold. UTF-16 units. */
const MAX_TEXT = 2 ** 28;

/** Bits of the largest integer anywhere: below where V8 gives up. */
const MAX_BITS = 2 ** 29;

/** Bits of an integer in a sandbox: above, arithmetic takes visibly long. */
const SANDBOX_BITS = 2 ** 16;

/** How much all texts and lists of one render together may take, in units of `maxOutput`. */
const TOTAL = 16;

/** What a sandboxed render has used so far. */
interface Usage {
  readonly limits: Limits;
  turns: number;
  built: number;
}

let current: Usage | null = null;

/** Runs `work` within limits; limits around it come back afterwards. With null those around it hold on. */
export function withLimits<T>(limits: Limits | null, work: () => T): T {
  if (limits === null) return work();
  const before = current;
  current = { limits, turns: 0, built: 0 };
  try {
    return work();
  } finally {
    current = before;
  }
}

/** Whether limits are in force. */
export function isLimited(): boolean {
  return current !== null;
}

/** Counts turns of a loop, or items that a filter walks. Raises SecurityError when there were too many. */
export function countTurns(turns = 1): void {
  if (current === null) return;
  current.turns += turns;
  if (current.turns > current.limits.maxIterations) throw new SecurityError(tooMany(current.limits.maxIterations));
}

/** Each item of `values`, counted as a turn. */
export function* counted<T>(values: Iterable<T>): Generator<T> {
  for (const value of values) {
    countTurns();
    yield value;
  }
}

function tooMany(limit: number): string {
  return `The sandbox allows ${limit} turns of loops in one render.`;
}

/**
 * Asks whether a text or list of `length` units (or items) may be made, before it is made.
 * Raises SecurityError in a sandbox, else OverflowError where it would not fit into memory.
 */
export function checkLength(length: number): void {
  if (current === null) {
    if (length > MAX_TEXT) throw new PythonError("OverflowError", `the result is longer than ${MAX_TEXT} characters`);
    return;
  }
  const { maxOutput } = current.limits;
  current.built += length;
  // NaN must not pass.
  if (!(length <= maxOutput && current.built <= maxOutput * TOTAL)) throw tooLong(maxOutput);
}

/** Lengths from which on `checkGrowth` asks: doubling in a loop gets there soon, and what is short costs nothing. */
const LONG = 4096;

/** As `checkLength`, for what is made so often that short ones are not asked about. */
export function checkGrowth(length: number): void {
  if (length > LONG) checkLength(length);
}

/** Asks whether the output so far may be that long. */
export function checkOutput(length: number): void {
  if (current !== null && length > current.limits.maxOutput) throw tooLong(current.limits.maxOutput);
}

function tooLong(limit: number): SecurityError {
  return new SecurityError(`The sandbox allows texts and lists of ${limit} units.`);
}

/** Asks whether an integer of so many bits may be made, and charges for it. Raises as `checkLength` does. */
export function checkBits(bits: number): void {
  if (current !== null && !(bits <= SANDBOX_BITS)) {
    throw new SecurityError(`The sandbox allows integers of ${SANDBOX_BITS} bits.`);
  }
  // Arithmetic takes long by then.
  if (current !== null && bits >= 1024) countTurns(bits >>> 7);
  if (bits > MAX_BITS) throw new PythonError("OverflowError", "the integer is too large");
}

/** Charges work that grows with a text's length (searching, comparing): a turn for each 256 units. */
export function countText(text: string): void {
  if (current !== null && text.length >= 256) countTurns(text.length >>> 8);
}

/** Charges work that grows with a number of items, each of them quick: a turn for each 32. */
export function countItems(items: number): void {
  if (current !== null && items >= 32) countTurns(items >>> 5);
}

/** `texts.join(separator)`, asked for first. */
export function joined(texts: readonly string[], separator: string): string {
  let length = Math.max(0, texts.length - 1) * separator.length;
  for (const text of texts) length += text.length;
  checkLength(length);
  return texts.join(separator);
}
