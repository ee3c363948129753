// Which names a syntax tree's environment has as globals, for those who ask what a template needs from its context.
import type { Template } from "./ast.ts";

/** Names that are always there. */
export interface KnownNames {
  has(name: string): boolean;
}

const known = new WeakMap<Template, KnownNames>();

/** Returns the same tree. */
export function withKnownNames(tree: Template, names: KnownNames): Template {
  known.set(tree, names);
  return tree;
}

/** Those of the environment that parsed the tree; none for a tree that was made without one. */
export function knownNamesOf(tree: Template): KnownNames {
  return known.get(tree) ?? new Set<string>();
}
