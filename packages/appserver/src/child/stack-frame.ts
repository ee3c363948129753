// A frame of a stack as the debugger tells it, in the words of an Error's stack.
import type { Debugger } from "node:inspector";

/** `files` has the URL of each script id. The debugger counts lines and columns from 0. */
export function formatFrame(frame: Debugger.CallFrame, files: ReadonlyMap<string, string>): string {
  const { scriptId, lineNumber, columnNumber = 0 } = frame.location;
  const where = `${files.get(scriptId) ?? frame.url}:${lineNumber + 1}:${columnNumber + 1}`;
  return frame.functionName === "" ? `at ${where}` : `at ${frame.functionName} (${where})`;
}
