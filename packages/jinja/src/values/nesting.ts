// How deep values may hold each other.
import { PythonError } from "../errors.ts";

/** Containers within each other before Python gives up, too (its recursion limit, less what its own calls take). */
export const MAX_NESTING = 900;

/** `doing`: "in comparison". */
export function recursionError(doing: string): PythonError {
  return new PythonError("RecursionError", `maximum recursion depth exceeded${doing === "" ? "" : ` ${doing}`}`);
}
