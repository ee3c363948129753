// The nodes directly below a node, in the order of its fields.
import type { Node } from "../syntax/ast.ts";

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

function* nodesIn(value: unknown): Iterable<Node> {
  if (isNode(value)) yield value;
  else if (Array.isArray(value)) for (const item of value as unknown[]) yield* nodesIn(item);
  else if (typeof value === "object" && value !== null) yield* nodesIn(Object.values(value));
}

export function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap(field => (typeof field === "object" ? [...nodesIn(field)] : []));
}

/** A node and all below it that `enters` lets the walk go into, the outermost first. */
export function* walkNodes(node: Node, enters: (node: Node) => boolean = () => true): Iterable<Node> {
  yield node;
  if (enters(node)) for (const child of childrenOf(node)) yield* walkNodes(child, enters);
}
