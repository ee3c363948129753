// Generated source as a tree, so that what is found can be made smaller without losing its shape.

/** `item`: a statement or text, which may be left out. `part`: may be left out, too. Others: an expression of that type. */
export interface Tree {
  readonly kind: string;
  readonly parts: readonly (string | Tree)[];
}

export function print(tree: Tree | string): string {
  return typeof tree === "string" ? tree : tree.parts.map(print).join("");
}

/** Trees that are one step smaller: the bigger the step, the earlier it comes. */
export function* smaller(tree: Tree): Generator<Tree> {
  if (tree.parts.length === 0) return;
  if (tree.kind === "item") yield { kind: tree.kind, parts: [] };
  for (const inner of descendants(tree)) if (mayStandFor(inner, tree)) yield inner;
  if (tree.kind !== "item" && tree.kind !== "body" && print(tree).length > 2) yield { kind: tree.kind, parts: ["1"] };
  for (const [index, part] of tree.parts.entries()) {
    if (typeof part === "string") yield* withoutText(tree, part, index);
    else for (const less of smaller(part)) yield replace(tree, index, less);
  }
}

/** Text outside of tags can lose halves. */
function* withoutText(tree: Tree, text: string, index: number): Generator<Tree> {
  if (tree.kind !== "item" || tree.parts.length !== 1 || text.length < 2 || /[{#]/.test(text)) return;
  const half = text.length >> 1;
  yield replace(tree, index, text.slice(half));
  yield replace(tree, index, text.slice(0, half));
}

function replace(tree: Tree, index: number, part: string | Tree): Tree {
  return { kind: tree.kind, parts: tree.parts.with(index, part) };
}

function mayStandFor(inner: Tree, outer: Tree): boolean {
  if (outer.kind === "item" || outer.kind === "body") return inner.kind === outer.kind;
  return inner.kind !== "item" && inner.kind !== "body";
}

function* descendants(tree: Tree): Generator<Tree> {
  for (const part of tree.parts) {
    if (typeof part === "string") continue;
    yield part;
    yield* descendants(part);
  }
}
