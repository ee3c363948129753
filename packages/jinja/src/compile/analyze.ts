// Fills a frame's scope with the names that the nodes of the frame read and assign.
import type { For, If, Node, Statement } from "../syntax/ast.ts";
import { children } from "./children.ts";
import type { Scope } from "./scope.ts";

/** Everything that is evaluated in this very frame; what has a frame of its own is left out. */
export function analyze(scope: Scope, nodes: readonly Node[]): void {
  for (const node of nodes) visit(scope, node);
}

/** The targets of a loop: its parameters. */
export function declareTargets(scope: Scope, target: Node): void {
  if (target.type === "Name") scope.declare(target.name);
  else for (const child of children(target)) declareTargets(scope, child);
}

function visitIf(scope: Scope, node: If): void {
  visit(scope, node.test);
  const branches = [node.body, node.elif, node.else].map((body: readonly Statement[]) => {
    const branch = scope.fork();
    analyze(branch, body);
    return branch;
  });
  scope.join(branches);
}

/** The part of a loop that belongs to the frame around it. */
function visitFor(scope: Scope, node: For): void {
  visit(scope, node.iter);
}

function visit(scope: Scope, node: Node): void {
  switch (node.type) {
    case "Name":
      if (node.ctx === "param") scope.declare(node.name);
      else if (node.ctx === "store") scope.store(node.name);
      else scope.load(node.name);
      return;
    case "NSRef":
      return scope.load(node.name);
    case "If":
      return visitIf(scope, node);
    case "For":
      return visitFor(scope, node);
    case "Macro":
      return scope.store(node.name);
    case "Import":
      visit(scope, node.template);
      return scope.store(node.target);
    case "FromImport":
      visit(scope, node.template);
      for (const { name, alias } of node.names) scope.store(alias ?? name);
      return;
    case "Assign":
      visit(scope, node.node);
      return visit(scope, node.target);
    case "CallBlock":
      return visit(scope, node.call);
    case "FilterBlock":
      return visit(scope, node.filter);
    case "With":
      return analyze(scope, node.values);
    case "AssignBlock":
      return visit(scope, node.target);
    case "Scope":
    case "Autoescape":
    case "Block":
      return;
    default:
      return analyze(scope, children(node));
  }
}
