// Code for calls, filters and tests.
import type { Arguments, Call, Expression, Filter, Keyword, Test } from "../syntax/ast.ts";
import { didYouMean } from "../suggest.ts";
import type { Frame } from "./frame.ts";
import { simpleLoop } from "./lookups.ts";
import { quote } from "./names.ts";
import type { Unit } from "./unit.ts";
import { isCycle } from "./uses.ts";

/** `a, b, ...list`. */
function positional(unit: Unit, node: Arguments, frame: Frame): string[] {
  const args = node.args.map(arg => unit.visit.expression(arg, frame));
  if (node.dynArgs !== null) args.push(`...${unit.use("spread")}(${unit.visit.expression(node.dynArgs, frame)})`);
  return args;
}

function checkRepeated(unit: Unit, node: Call | Filter | Test): void {
  for (const [index, { key }] of node.kwargs.entries()) {
    const first = node.kwargs.findIndex(keyword => keyword.key === key);
    if (first !== index) unit.refuse(`keyword argument repeated: ${key}`, node);
  }
}

function pair(unit: Unit, { key, value }: Keyword, frame: Frame): string {
  return `[${quote(key)}, ${unit.visit.expression(value, frame)}]`;
}

/** The named arguments as a Map, or null; `caller` is the code of a call block's body. */
function named(unit: Unit, node: Arguments, frame: Frame, caller?: string): string {
  const pairs = node.kwargs.map(keyword => pair(unit, keyword, frame));
  if (caller !== undefined) pairs.push(`["caller", ${caller}]`);
  if (node.dynKwargs !== null) {
    return `${unit.use("kwargs")}([${pairs.join(", ")}], ${unit.visit.expression(node.dynKwargs, frame)})`;
  }
  return pairs.length === 0 ? "null" : `new Map([${pairs.join(", ")}])`;
}

/** `f(...)`; `x.f(...)` looks `f` up and calls it on `x`. */
export function call(unit: Unit, node: Call, frame: Frame, caller?: string): string {
  checkRepeated(unit, node);
  const loop = isCycle(node) && node.node.type === "Getattr" ? simpleLoop(unit, node.node.node, frame) : undefined;
  const locals = frame.locals ?? "null";
  if (loop !== undefined) return `${unit.use("cycle")}(${loop.counter}, [${positional(unit, node, frame).join(", ")}])`;
  if (node.node.type === "Getattr") {
    const object = unit.visit.expression(node.node.node, frame);
    const args = positional(unit, node, frame).join(", ");
    const keywords = named(unit, node, frame, caller);
    const name = quote(node.node.attr);
    return `${unit.use("callMethod")}(context, ${object}, ${name}, [${args}], ${keywords}, ${locals}, ${unit.at(node)})`;
  }
  const callee = unit.visit.expression(node.node, frame);
  const args = positional(unit, node, frame).join(", ");
  const keywords = named(unit, node, frame, caller);
  return `${unit.use("call")}(context, ${callee}, [${args}], ${keywords}, ${locals}, ${unit.at(node)})`;
}

/** Refuses a name that the environment does not know, unless a condition may keep it from running. */
function check(unit: Unit, kind: "filter" | "test", node: Filter | Test, frame: Frame): void {
  const known = kind === "filter" ? unit.environment.filters : unit.environment.tests;
  if (known.has(node.name) || frame.soft) return;
  unit.fail(`No ${kind} named '${node.name}'.${didYouMean(node.name, known.keys())}`, node);
}

/** A filter or test on `value`: bound to its keywords once, when the template is linked, unless arguments are dynamic. */
function apply(unit: Unit, kind: "filter" | "test", node: Filter | Test, value: string, frame: Frame): string {
  check(unit, kind, node, frame);
  checkRepeated(unit, node);
  const name = quote(node.name);
  if (node.dynArgs !== null || node.dynKwargs !== null) {
    const helper = unit.use(kind === "filter" ? "callFilter" : "callTest");
    const args = positional(unit, node, frame).join(", ");
    return `${helper}(${name}, ${value}, [${args}], ${named(unit, node, frame)}, context, ${unit.at(node)})`;
  }
  const keywords = node.kwargs.map(({ key }) => quote(key)).join(", ");
  const bound = unit.constant(kind, `${unit.use(kind)}(${name}, ${node.args.length}, [${keywords}])`);
  const values = [...node.args, ...node.kwargs.map(keyword => keyword.value)];
  const args = values.map(arg => `, ${unit.visit.expression(arg, frame)}`).join("");
  return `${bound}(context, ${value}${args}, ${unit.at(node)})`;
}

/** The output of the block that a filter block or a block set filters. */
function captured(unit: Unit, frame: Frame): string {
  if (frame.volatile)
    return `(context.evalContext.autoescape ? ${unit.use("markup")}(${frame.buffer}) : ${frame.buffer})`;
  return frame.autoescape ? `${unit.use("markup")}(${frame.buffer})` : frame.buffer;
}

/** `value|name(…)`. */
export function filter(unit: Unit, node: Filter, frame: Frame): string {
  const value = node.node === null ? captured(unit, frame) : unit.visit.expression(node.node, frame);
  return apply(unit, "filter", node, value, frame);
}

/** `value is name(…)`. */
export function test(unit: Unit, node: Test, frame: Frame): string {
  return apply(unit, "test", node, unit.visit.expression(node.node, frame), frame);
}

/** Whether code that the generator makes for a node always is a JavaScript boolean. */
export function isBoolean(node: Expression): boolean {
  if (node.type === "Compare" || node.type === "Test") return true;
  if (node.type === "UnaryExpr") return node.operator === "not";
  return node.type === "Const" && typeof node.value === "boolean";
}
