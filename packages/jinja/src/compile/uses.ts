// What the body of a frame makes use of: decides which of its variables must exist at all.
import type { For, Node } from "../syntax/ast.ts";
import { children } from "./children.ts";

/**
 * Which of `names` are read before anything assigns them, in the order of the source; blocks are left out, since they
 * have frames of their own. As Jinja does, an assignment anywhere before counts, even one in a frame further in.
 */
export function undeclared(nodes: readonly Node[], names: readonly string[]): Set<string> {
  const open = new Set(names);
  const found = new Set<string>();
  const visit = (node: Node): void => {
    if (node.type === "Block") return;
    if (node.type !== "Name") for (const child of children(node)) visit(child);
    else if (node.ctx === "load" && open.has(node.name)) found.add(node.name);
    else open.delete(node.name);
  };
  for (const node of nodes) visit(node);
  return found;
}

/** What a loop's body wants of `loop` that needs no object: arithmetic on a counter. */
export interface LoopUse {
  /** False: something needs the loop's object. */
  simple: boolean;
  /** The counter is needed. */
  counter: boolean;
  /** The number of all items is needed. */
  size: boolean;
  /** Whether there is one more item is needed. */
  last: boolean;
}

const COUNTED = new Set(["index", "index0", "first"]);
const SIZED = new Set(["length", "revindex", "revindex0"]);

/** Nodes that give the loop's variables to code elsewhere, or run later. */
const ESCAPES = new Set(["Include", "Import", "FromImport", "Block", "Macro", "CallBlock", "ContextReference"]);

function isLoop(node: Node | null): boolean {
  return node?.type === "Name" && node.name === "loop" && node.ctx === "load";
}

function noteAttribute(use: LoopUse, attr: string): boolean {
  if (attr !== "last" && !COUNTED.has(attr) && !SIZED.has(attr)) return false;
  use.counter = true;
  if (attr === "last") use.last = true;
  if (SIZED.has(attr)) use.size = true;
  return true;
}

/** `loop.cycle(a, b)` with nothing but positional arguments. */
export function isCycle(node: Node): boolean {
  return (
    node.type === "Call" &&
    node.node.type === "Getattr" &&
    node.node.attr === "cycle" &&
    isLoop(node.node.node) &&
    node.args.length > 0 &&
    node.kwargs.length === 0 &&
    node.dynArgs === null &&
    node.dynKwargs === null
  );
}

function note(use: LoopUse, node: Node): void {
  if (!use.simple) return;
  if (ESCAPES.has(node.type) || isLoop(node)) {
    use.simple = false;
  } else if (node.type === "Getattr" && isLoop(node.node) && noteAttribute(use, node.attr)) {
    return;
  } else if (node.type === "Call" && isCycle(node)) {
    use.counter = true;
    for (const arg of node.args) note(use, arg);
  } else {
    for (const child of node.type === "For" ? outside(node) : children(node)) note(use, child);
  }
}

/** What of an inner loop may speak of the outer one; in its body, `loop` is its own. */
function outside(node: For): Node[] {
  const inner = undeclared(node.body, ["loop"]).size > 0 ? [] : node.body;
  return [node.iter, ...(node.filter === null ? [] : [node.filter]), ...inner, ...node.else];
}

/** What the body of a loop wants of `loop`. */
export function loopUse(node: For): LoopUse {
  const use: LoopUse = { simple: !node.recursive, counter: false, size: false, last: false };
  for (const statement of node.body) note(use, statement);
  return use;
}

function hasScopedBlock(node: Node): boolean {
  return (node.type === "Block" && node.scoped) || children(node).some(hasScopedBlock);
}

/** Whether Jinja makes a `loop` for it. */
export function isExtended(node: For): boolean {
  if (node.recursive || undeclared(node.body, ["loop"]).size > 0) return true;
  return hasScopedBlock(node);
}
