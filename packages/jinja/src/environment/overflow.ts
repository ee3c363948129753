// What V8 raises when a template recurses without end or makes too long a text, said in Python's or the sandbox's words.
import { copyFrames } from "../error-frames.ts";
import { PythonError, SecurityError } from "../errors.ts";

const STACK = "Maximum call stack size exceeded";
const LENGTHS: ReadonlySet<string> = new Set([
  "Invalid string length",
  "Invalid array length",
  "Map maximum size exceeded",
]);

/** Whether the stack was full, as V8 or as the runtime says it. */
function isRecursion(error: unknown): boolean {
  if (error instanceof PythonError) return error.name === "RecursionError";
  return error instanceof RangeError && error.message === STACK;
}

function translated(error: unknown, isSandboxed: boolean): Error | undefined {
  if (isRecursion(error)) {
    if (!isSandboxed && error instanceof PythonError) return undefined;
    return isSandboxed
      ? new SecurityError("The sandbox refuses templates that recurse so deeply.", { cause: error })
      : new PythonError("RecursionError", "maximum recursion depth exceeded");
  }
  if (!isSandboxed || !(error instanceof RangeError) || !LENGTHS.has(error.message)) return undefined;
  return new SecurityError("The sandbox refuses to make so long a text or list.", { cause: error });
}

/** The error to throw in place of one that came out of a render. */
export function explainOverflow(error: unknown, isSandboxed: boolean): unknown {
  const better = translated(error, isSandboxed);
  if (better === undefined) return error;
  copyFrames(error, better);
  return better;
}
