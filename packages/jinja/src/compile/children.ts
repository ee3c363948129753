// The trees as the compiler walks them: again and again, so that what is below a node is found out once.
import type { Node } from "../syntax/ast.ts";
import { childrenOf } from "../syntax/walk.ts";

const LEAVES: ReadonlySet<string> = new Set(["Name", "Const", "TemplateData", "NSRef", "Break", "Continue"]);
const NOTHING: readonly Node[] = [];
const known = new WeakMap<Node, readonly Node[]>();

/** The nodes directly below a node, in the order of its fields. */
export function children(node: Node): readonly Node[] {
  if (LEAVES.has(node.type)) return NOTHING;
  let found = known.get(node);
  if (found === undefined) {
    found = childrenOf(node);
    known.set(node, found);
  }
  return found;
}

function collect(node: Node, into: Node[]): void {
  into.push(node);
  for (const child of children(node)) collect(child, into);
}

/** A node and all below it, parents first. */
export function allNodes(root: Node): Node[] {
  const nodes: Node[] = [];
  collect(root, nodes);
  return nodes;
}

/** Whether a node of one of these types is there. */
export function has(root: Node, ...types: readonly Node["type"][]): boolean {
  return types.includes(root.type) || children(root).some(child => has(child, ...types));
}
