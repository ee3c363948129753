// Bounds on nesting: the compiler and the JavaScript engine read trees recursively.
import type { Node, Position } from "./ast.ts";
import { childrenOf } from "./walk.ts";

/** Brackets and statements within each other, as they are read: CPython's own limit on brackets. */
export const MAX_NESTING = 200;

/** A tree's depth. Chains such as `a + a + …` or `x|f|f…` lean to one side without nesting in the source. */
export const MAX_DEPTH = 500;

/**
 * Templates whose tags have no more tokens than this are never deeper than `MAX_DEPTH`: a statement puts its body at
 * most two levels deeper, and a token adds at most one.
 */
export const SHORT_TAG = MAX_DEPTH - 2 * MAX_NESTING;

/** Fails at the first node below the limit. */
export function checkDepth(root: Node, fail: (message: string, at: Position) => never): void {
  let level: readonly Node[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    const [first] = level;
    if (depth > MAX_DEPTH && first !== undefined) {
      fail(`the template nests too deeply: more than ${MAX_DEPTH} operations within each other`, first);
    }
    level = level.flatMap(childrenOf);
  }
}
