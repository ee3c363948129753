// Code for `extends` and blocks.
import type { Block, Extends, Node } from "../syntax/ast.ts";
import { analyze } from "./analyze.ts";
import { enter } from "./assignments.ts";
import { has } from "./children.ts";
import type { Frame } from "./frame.ts";
import { traced } from "./functions.ts";
import { localsOf } from "./locals.ts";
import { mangle, quote } from "./names.ts";
import type { Unit } from "./unit.ts";
import { undeclared } from "./uses.ts";

/** Thrown to leave the statements that follow out: they can never run. */
export class StopWriting extends Error {}

/** The JavaScript function of a block. */
export function blockFunctionName(name: string): string {
  return `block_${mangle(name)}`;
}

/** `{% extends %}`: what follows prints nothing, and runs for what it sets. */
export function extend(unit: Unit, node: Extends, frame: Frame): void {
  if (!frame.toplevel) unit.fail("cannot use extend from a non top-level scope", node);
  unit.begin(node, frame);
  if (unit.extendsSoFar > 0) {
    if (unit.knownExtends) {
      unit.writer.line(`${unit.use("extendedTwice")}();`);
      throw new StopWriting();
    }
    unit.writer.line(`if (parent !== null) ${unit.use("extendedTwice")}();`);
  }
  const template = unit.visit.expression(node.template, frame);
  unit.writer.line(`parent = ${unit.use("extend")}(context, ${template});`);
  if (frame.rootlevel) unit.knownExtends = true;
  unit.extendsSoFar++;
  unit.extendsAt = unit.at(node);
}

/** Where a block stands: prints the block of the most derived template. */
export function placeBlock(unit: Unit, node: Block, frame: Frame): void {
  if (frame.toplevel && unit.knownExtends) return;
  const conditional = frame.toplevel && unit.extendsSoFar > 0;
  if (conditional) unit.writer.open("if (parent === null)");
  unit.begin(node, frame);
  const name = quote(node.name);
  if (node.required) unit.writer.line(`${unit.use("checkRequired")}(context, ${name});`);
  const context = node.scoped ? `context.derived(${localsOf(unit, frame)})` : "context";
  unit.writer.line(`${frame.buffer} += context.blocks.get(${name})[0](${context});`);
  if (conditional) unit.writer.close();
}

/** Notes all blocks of a template. Raises TemplateAssertionError for one that is there twice. */
export function collectBlocks(unit: Unit, nodes: Iterable<Node>): void {
  for (const node of nodes) {
    if (node.type !== "Block") continue;
    if (unit.blocks.has(node.name)) unit.fail(`block '${node.name}' defined twice`, node);
    unit.blocks.set(node.name, node);
  }
}

/** The function of a block. Its frame is no child of the root's: it sees the context only. */
export function blockFunction(unit: Unit, node: Block, root: Frame): void {
  const name = blockFunctionName(node.name);
  const scope = unit.scope(null);
  const special = undeclared(node.body, ["self", "super"]);
  unit.writer.at(node.line);
  traced(unit, `${name}(context)`, `block ${node.name}`, fn => {
    if (special.has("self")) unit.writer.line(`let ${scope.declare("self").id} = ${unit.use("self")}(context);`);
    if (special.has("super")) {
      const code = `${unit.use("superBlock")}(context, ${quote(node.name)}, ${name})`;
      unit.writer.line(`let ${scope.declare("super").id} = ${code};`);
    }
    analyze(scope, node.body);
    const locals = needsLocals(node) ? "locals" : null;
    enter(unit, scope);
    if (locals !== null) unit.writer.line("const locals = new Map();");
    const flags = { outputCheck: false, toplevel: false, rootlevel: false, soft: false, inLoop: false };
    unit.visit.statements(node.body, { ...root, ...flags, scope, fn, locals, buffer: "o" });
  });
}

/** Whether the block both assigns and calls: functions that want the context then see what it has set. */
function needsLocals(node: Block): boolean {
  return has(node, "Call") && has(node, "Assign", "AssignBlock");
}
