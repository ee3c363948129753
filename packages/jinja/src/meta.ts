// What a template needs from outside: variables and other templates (jinja2.meta).
import { analyze, declareTargets } from "./compile/analyze.ts";
import { Scope } from "./compile/scope.ts";
import { isExtended, undeclared } from "./compile/uses.ts";
import type { Block, CallBlock, Expression, For, Macro, Node, Template } from "./syntax/ast.ts";
import { type KnownNames, knownNamesOf } from "./syntax/known-names.ts";
import { childrenOf, findAll } from "./syntax/walk.ts";

/**
 * The variables that a template reads from its context, in no particular order. A name counts where some way through
 * the template reads it before it is set. `globals`: names that are always there; the
 * globals of the environment that parsed the template where they are left out.
 */
export function findUndeclaredVariables(template: Template, globals: KnownNames = knownNamesOf(template)): Set<string> {
  const found = new Set<string>();
  const tracker = new Tracker(name => {
    if (!globals.has(name)) found.add(name);
  });
  tracker.template(template);
  return found;
}

/** Enters the frames of a template as the compiler does and tells of every name that is looked up in the context. */
class Tracker {
  readonly #report: (name: string) => void;
  /** Frames that are still to be entered: deep nesting needs no recursion. */
  readonly #due: (() => void)[] = [];

  constructor(report: (name: string) => void) {
    this.#report = report;
  }

  template(template: Template): void {
    const root = new Scope(null, 0);
    if (undeclared(template.body, ["self"]).size > 0) root.declare("self");
    this.#frame(root, template.body);
    for (const block of findAll(template, "Block")) this.#block(block);
    for (let enter = this.#due.pop(); enter !== undefined; enter = this.#due.pop()) enter();
  }

  /** Blocks see the context and nothing of the frame that they stand in. */
  #block(block: Block): void {
    const scope = new Scope(null, 0);
    for (const name of undeclared(block.body, ["self", "super"])) scope.declare(name);
    this.#frame(scope, block.body);
  }

  /** One frame: its names, then the frames within it. */
  #frame(scope: Scope, nodes: readonly Node[]): void {
    analyze(scope, nodes);
    for (const [name, { origin }] of scope.bindings) if (origin.from === "context") this.#report(name);
    this.#inner(scope, nodes);
  }

  #inner(scope: Scope, nodes: readonly Node[]): void {
    for (const node of nodes) this.#due.push(() => this.#enter(scope, node));
  }

  #enter(outer: Scope, node: Node): void {
    const scope = new Scope(outer, 0);
    switch (node.type) {
      case "For":
        return this.#loop(outer, node);
      case "Macro":
      case "CallBlock":
        return this.#macro(scope, node);
      case "With":
        for (const target of node.targets) declareTargets(scope, target);
        return this.#frame(scope, node.body);
      case "FilterBlock":
        return this.#frame(scope, [node.filter, ...node.body]);
      case "Autoescape":
        return this.#frame(scope, [node.value, ...node.body]);
      case "AssignBlock":
      case "Scope":
        return this.#frame(scope, node.body);
      case "Block":
        return undefined;
      default:
        return this.#inner(outer, childrenOf(node));
    }
  }

  #loop(outer: Scope, node: For): void {
    const body = new Scope(outer, 0);
    declareTargets(body, node.target);
    if (isExtended(node)) body.declare("loop");
    this.#frame(body, node.body);
    this.#frame(new Scope(outer, 0), node.else);
    if (node.filter === null) return;
    const filter = new Scope(outer, 0);
    declareTargets(filter, node.target);
    this.#frame(filter, [node.filter]);
  }

  #macro(scope: Scope, node: Macro | CallBlock): void {
    for (const { name } of node.args) scope.declare(name);
    for (const name of undeclared(node.body, ["caller", "kwargs", "varargs"])) scope.declare(name);
    this.#frame(scope, [...node.defaults, ...node.body]);
  }
}

/**
 * The names of the templates that a template extends, includes and imports, in the order of the source; null for each
 * one whose name is known only when it runs.
 */
export function* findReferencedTemplates(template: Template): Generator<string | null, void, undefined> {
  for (const { template: name } of findAll(template, "Extends", "FromImport", "Import", "Include")) {
    if (name.type === "Tuple" || name.type === "List") {
      // Jinja tells of no constant in a list that is not a string.
      for (const item of name.items) if (item.type !== "Const" || typeof item.value === "string") yield nameIn(item);
    } else {
      yield nameIn(name);
    }
  }
}

function nameIn(node: Expression): string | null {
  return node.type === "Const" && typeof node.value === "string" ? node.value : null;
}
