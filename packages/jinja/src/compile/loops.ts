// Code for `for`. A loop whose body asks `loop` for nothing but counting has no object for it.
import type { For, Target } from "../syntax/ast.ts";
import { analyze, declareTargets } from "./analyze.ts";
import { assign, assignedNames, enter } from "./assignments.ts";
import { allNodes, has } from "./children.ts";
import { type Frame, inner } from "./frame.ts";
import { arrow, chargeOutput } from "./functions.ts";
import type { Scope } from "./scope.ts";
import type { Unit } from "./unit.ts";
import { isExtended, type LoopUse, loopUse } from "./uses.ts";

/** What the parts of one loop's code share. */
interface Loop {
  readonly node: For;
  readonly frame: Frame;
  readonly scope: Scope;
  readonly use: LoopUse;
  /** The variable of the loop's object, or null where there is none. */
  readonly object: string | null;
  readonly counter: string;
  readonly items: string;
  /**
   * Variables that outlive a turn. A macro that is defined in the loop, and kept somewhere, sees what the loop's variables
   * are when it is called; else each turn has its own, which is faster.
   */
  readonly kept: readonly string[];
  /** True until the body ran to its end once; only where there is an `else`. */
  readonly empty: string;
}

function checkTargets(unit: Unit, node: For): void {
  for (const name of allNodes(node)) {
    if (name.type === "Name" && name.ctx === "store" && name.name === "loop") {
      unit.fail("Can't assign to special loop variable in for-loop target", name);
    }
  }
}

function plan(unit: Unit, node: For, frame: Frame): Loop {
  const scope = unit.scope(frame.scope);
  const extended = isExtended(node);
  const use = loopUse(node);
  if (node.filter !== null && (use.size || use.last)) use.simple = false;
  const counter = unit.id("i");
  const items = unit.id("items");
  let object: string | null = null;
  if (extended) {
    const binding = scope.declare("loop");
    if (use.simple) unit.simpleLoops.set(binding, { counter, items });
    else object = binding.id;
  }
  declareTargets(scope, node.target);
  analyze(scope, node.body);
  const ids = [...scope.bindings.values()].map(binding => binding.id).filter(id => id !== object);
  const kept = has(node, "Macro") ? ids : [];
  return { node, frame, scope, use, object, counter, items, kept, empty: unit.id("empty") };
}

/** `{% for … %}…{% else %}…{% endfor %}`. */
export function forLoop(unit: Unit, node: For, frame: Frame): void {
  checkTargets(unit, node);
  const loop = plan(unit, node, frame);
  unit.begin(node, frame);
  const iter = unit.visit.expression(node.iter, frame);
  if (node.recursive) return recursive(unit, loop, iter);
  unit.writer.open("");
  turns(unit, loop, iter, "0", frame);
  otherwise(unit, loop, frame);
  unit.writer.close();
}

/** A loop that its body can call with other items: a function that gives its output. */
function recursive(unit: Unit, loop: Loop, iter: string): void {
  const { node, frame } = loop;
  const name = unit.id("loop");
  const buffer = unit.id("o");
  unit.writer.open("");
  arrow(unit, `const ${name} = (reciter, depth)`, fn => {
    const inside = { ...frame, fn, buffer };
    unit.writer.line(`let ${buffer} = "";`);
    turns(unit, loop, "reciter", "depth", inside, name);
    otherwise(unit, loop, inside);
    if (frame.volatile) unit.writer.line(`return ${unit.use("safeIfAutoescape")}(context, ${buffer});`);
    else unit.writer.line(`return ${frame.autoescape ? `${unit.use("markup")}(${buffer})` : buffer};`);
  });
  unit.begin(node, frame);
  unit.writer.line(`${frame.buffer} += ${name}(${iter}, 0);`);
  unit.writer.close();
}

function turns(unit: Unit, loop: Loop, iter: string, depth: string, frame: Frame, recurse = "null"): void {
  const { node, use, counter, empty, object } = loop;
  const test = node.filter === null ? null : testScope(unit, node, frame);
  if (node.else.length > 0) unit.writer.line(`let ${empty} = true;`);
  if (object === null && use.counter) unit.writer.line(`let ${counter} = -1;`);
  if (test !== null) enter(unit, test);
  if (loop.kept.length > 0) unit.writer.line(`let ${loop.kept.join(", ")};`);
  unit.writer.open(`for (${turnVariable(loop)} of ${source(unit, loop, iter, depth, frame, test, recurse)})`);
  chargeOutput(unit, frame.buffer);
  if (test !== null && object === null) skip(unit, loop, test, frame);
  if (object === null && use.counter) unit.writer.line(`${counter}++;`);
  body(unit, loop, frame);
  unit.writer.close();
  if (loop.kept.length > 0) unit.writer.line(`${loop.kept.join(" = ")} = undefined;`);
}

function turnVariable({ node, scope, items, kept }: Loop): string {
  if (node.target.type !== "Name") return `const ${items}_item`;
  return `${kept.length > 0 ? "" : "let "}${scope.id(node.target.name)}`;
}

/** What is iterated over: the items themselves, or the loop's object that counts them. */
function source(
  unit: Unit,
  loop: Loop,
  iter: string,
  depth: string,
  frame: Frame,
  test: Scope | null,
  recurse: string,
): string {
  const { node, object, use, items } = loop;
  if (object === null) {
    const helper = use.size || use.last ? "sized" : "iterate";
    const code = `${unit.use(helper)}(${iter}, ${unit.at(node.iter)})`;
    if (helper === "iterate") return code;
    unit.writer.line(`const ${items} = ${code};`);
    return items;
  }
  let source = iter;
  if (test !== null) {
    source = `${items}_kept`;
    arrow(unit, `const ${items}_test = ${items}_item`, fn => keeps(unit, loop, test, { ...frame, fn }));
    unit.writer.line(`const ${source} = ${unit.use("filtered")}(${iter}, ${items}_test);`);
  }
  unit.writer.line(`const ${object} = ${unit.use("loop")}(${source}, ${recurse}, ${depth}, ${unit.at(node.iter)});`);
  return object;
}

/** The frame of a loop's filter: it sees the targets and what is outside. */
function testScope(unit: Unit, node: For, frame: Frame): Scope {
  const scope = unit.scope(frame.scope);
  declareTargets(scope, node.target);
  if (node.filter !== null) analyze(scope, [node.filter]);
  return scope;
}

/** `continue` for items that the filter does not keep. */
function skip(unit: Unit, loop: Loop, scope: Scope, frame: Frame): void {
  const { node } = loop;
  if (node.filter === null) return;
  const inside = inner(frame, scope);
  const item = node.target.type === "Name" ? loop.scope.id(node.target.name) : `${loop.items}_item`;
  unit.writer.open("");
  targets(unit, node.target, item, inside, "all");
  unit.begin(node.filter, inside);
  unit.writer.line(`if (!${unit.visit.condition(node.filter, inside)}) continue;`);
  unit.writer.close();
}

/** The same as a function of the item. */
function keeps(unit: Unit, loop: Loop, scope: Scope, frame: Frame): void {
  const { node } = loop;
  if (node.filter === null) return;
  const inside = inner(frame, scope);
  targets(unit, node.target, `${loop.items}_item`, inside, "all");
  unit.begin(node.filter, inside);
  unit.writer.line(`return ${unit.visit.condition(node.filter, inside)};`);
}

/** Gives the loop's targets the item's values. What must be declared: a single name, too, or only those of a tuple. */
function targets(unit: Unit, target: Target, item: string, frame: Frame, declare: "all" | "tuple" | "none"): void {
  if (target.type !== "Name") {
    const ids = assignedNames(target).map(name => frame.scope.id(name));
    if (declare !== "none" && ids.length > 0) unit.writer.line(`let ${ids.join(", ")};`);
    assign(unit, target, item, frame);
  } else if (declare === "all") {
    unit.writer.line(`let ${frame.scope.id(target.name)} = ${item};`);
  }
}

function body(unit: Unit, loop: Loop, frame: Frame): void {
  const { node, scope, items, empty } = loop;
  // Functions may want to know what the loop has set.
  const locals = has(node, "Call") && has(node, "Assign", "AssignBlock") ? unit.id("locals") : null;
  const declared = loop.kept.length > 0;
  const inside: Frame = { ...inner(frame, scope), locals, inLoop: true };
  targets(unit, node.target, `${items}_item`, inside, declared ? "none" : "tuple");
  enter(unit, scope, declared ? "" : "let ");
  if (locals !== null) unit.writer.line(`const ${locals} = new Map();`);
  unit.visit.statements(node.body, inside);
  if (node.else.length > 0) unit.writer.line(`${empty} = false;`);
}

function otherwise(unit: Unit, { node, empty }: Loop, frame: Frame): void {
  if (node.else.length === 0) return;
  const scope = unit.scope(frame.scope);
  analyze(scope, node.else);
  unit.writer.open(`if (${empty})`);
  enter(unit, scope);
  unit.visit.statements(node.else, inner(frame, scope));
  unit.writer.close();
}

/** `{% break %}` and `{% continue %}`. */
export function jump(
  unit: Unit,
  node: { readonly line: number; readonly column: number },
  word: string,
  frame: Frame,
): void {
  if (!frame.inLoop) unit.refuse(word === "break" ? "'break' outside loop" : "'continue' not properly in loop", node);
  unit.writer.at(node.line);
  unit.writer.line(`${word};`);
}
