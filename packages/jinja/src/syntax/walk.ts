// Walking over syntax trees without recursion, so that depth is no matter.
import type { Node } from "./ast.ts";

/** The nodes directly below a node, in the order of their fields. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const field of Object.values(node)) collect(field, children);
  return children;
}

/** Nodes stand in fields, in lists, and in plain pairs within lists (a dict's items, a comparison's operands). */
function collect(field: unknown, into: Node[]): void {
  if (typeof field !== "object" || field === null) return;
  if (Array.isArray(field)) for (const element of field) collect(element, into);
  else if ("type" in field) into.push(field as Node);
  else for (const part of Object.values(field)) collect(part, into);
}

/** A node and all below it, parents first, in the order of the source's fields. */
export function* walk(root: Node): Generator<Node, void, undefined> {
  const due: Node[] = [root];
  for (let node = due.pop(); node !== undefined; node = due.pop()) {
    yield node;
    due.push(...childrenOf(node).toReversed());
  }
}

/** All nodes of the given types, in the order of the source. */
export function* findAll<T extends Node["type"]>(
  root: Node,
  ...types: readonly T[]
): Generator<Extract<Node, { readonly type: T }>, void, undefined> {
  const wanted: ReadonlySet<string> = new Set(types);
  for (const node of walk(root)) {
    if (wanted.has(node.type)) yield node as Extract<Node, { readonly type: T }>;
  }
}

/** The first node of a type, or undefined. */
export function find<T extends Node["type"]>(root: Node, type: T): Extract<Node, { readonly type: T }> | undefined {
  return findAll(root, type).next().value ?? undefined;
}
