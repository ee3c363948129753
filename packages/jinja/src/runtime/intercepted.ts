// Operators that a sandbox computes itself, in place of those that compiled code calls.
import { binaryOperators, unaryOperators } from "../operators/table.ts";
import type { EnvironmentCore } from "./types.ts";

type Compute = (...values: unknown[]) => unknown;

/** What hides the operators of the runtime; nothing in environments that intercept none. */
export function interceptedOperators({ intercepted }: EnvironmentCore): Readonly<Record<string, Compute>> {
  const hidden: Record<string, Compute> = {};
  if (intercepted === undefined) return hidden;
  for (const [sign, [name]] of Object.entries(binaryOperators)) {
    if (intercepted.binary.has(sign)) hidden[name] = (left, right) => intercepted.callBinary(sign, left, right);
  }
  for (const [sign, [name]] of Object.entries(unaryOperators)) {
    if (intercepted.unary.has(sign)) hidden[name] = value => intercepted.callUnary(sign, value);
  }
  return hidden;
}
