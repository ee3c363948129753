// The operators of the language, longest first.
import type { Operator } from "./tokens.ts";

const LONG: ReadonlySet<string> = new Set<Operator>(["**", "//", "==", "!=", ">=", "<="]);
const SHORT: ReadonlySet<string> = new Set("+-*/%~()[]{}=><.:|,;".split(""));

/** The operator at a place of the source, or null. */
export function operatorAt(source: string, index: number): Operator | null {
  const pair = source.slice(index, index + 2);
  if (LONG.has(pair)) return pair as Operator;
  const single = source.charAt(index);
  return SHORT.has(single) ? (single as Operator) : null;
}
