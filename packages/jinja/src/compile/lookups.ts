// Code for variables, attributes, items and slices.
import type { Expression, Getattr, Getitem, Name, Slice } from "../syntax/ast.ts";
import type { Frame } from "./frame.ts";
import { isPlainName, quote } from "./names.ts";
import type { LoopVariables, Unit } from "./unit.ts";

/** Parameters that are always given. */
const GIVEN = new Set(["self", "super", "loop", "caller", "varargs", "kwargs"]);

function isGiven(frame: Frame, name: string): boolean {
  return GIVEN.has(name) && frame.scope.find(name)?.origin.from === "parameter";
}

/** A variable's value, which may be JavaScript's undefined. */
export function rawName(node: Name, frame: Frame): string {
  return frame.scope.id(node.name);
}

/** A variable's value; an undefined value where it is missing. */
export function loadName(unit: Unit, node: Name, frame: Frame): string {
  const id = rawName(node, frame);
  if (isGiven(frame, node.name)) return id;
  return `(${id} === undefined ? ${unit.use("missing")}(${quote(node.name)}) : ${id})`;
}

/** Arithmetic in place of an attribute of `loop`. */
function loopAttribute(unit: Unit, { counter, items }: LoopVariables, attr: string): string {
  switch (attr) {
    case "index0":
      return counter;
    case "index":
      return `(${counter} + 1)`;
    case "first":
      return `(${counter} === 0)`;
    case "last":
      return `${unit.use("isLast")}(${items}, ${counter})`;
    case "length":
      return `${items}.length`;
    case "revindex":
      return `(${items}.length - ${counter})`;
    default:
      return `(${items}.length - ${counter} - 1)`;
  }
}

/** The variables of the loop that `loop` means here, where it needs no object. */
export function simpleLoop(unit: Unit, node: Expression, frame: Frame): LoopVariables | undefined {
  if (node.type !== "Name" || node.name !== "loop") return undefined;
  const binding = frame.scope.find("loop");
  return binding === undefined ? undefined : unit.simpleLoops.get(binding);
}

/**
 * `x.name`. Objects that have it as data answer at once, where the engine's inline caches help; all else goes by the
 * rules of attributes.
 */
export function attribute(unit: Unit, node: Getattr, frame: Frame): string {
  const loop = simpleLoop(unit, node.node, frame);
  if (loop !== undefined) return loopAttribute(unit, loop, node.attr);
  const name = quote(node.attr);
  if (unit.environment.sandboxed || !isPlainName(node.attr)) {
    return `${unit.use("attribute")}(${unit.visit.expression(node.node, frame)}, ${name}, ${unit.at(node)})`;
  }
  const value = frame.fn.temp();
  if (node.node.type === "Name" && !isGiven(frame, node.node.name)) {
    const id = rawName(node.node, frame);
    const slow = `${unit.use("attributeOf")}(${id}, ${name}, ${quote(node.node.name)}, ${unit.at(node)})`;
    return `(${isData(unit, id, id, node.attr, value)} ? ${value} : ${slow})`;
  }
  const object = frame.fn.temp();
  const first = `(${object} = ${unit.visit.expression(node.node, frame)})`;
  const slow = `${unit.use("attribute")}(${object}, ${name}, ${unit.at(node)})`;
  return `(${isData(unit, first, object, node.attr, value)} ? ${value} : ${slow})`;
}

/** What somebody wrote to Object.prototype is no object's data. */
function isData(unit: Unit, first: string, object: string, attr: string, value: string): string {
  return (
    `typeof ${first} === "object" && ${object} !== null && (${value} = ${object}.${attr}) !== undefined && ` +
    `typeof ${value} !== "function" && ${value} !== ${unit.use("everyObject")}.${attr}`
  );
}

function slice(unit: Unit, object: string, node: Slice, frame: Frame): string {
  const [start, stop, step] = [node.start, node.stop, node.step].map(part =>
    part === null ? "null" : unit.visit.expression(part, frame),
  );
  return `${unit.use("slice")}(${object}, ${start}, ${stop}, ${step}, ${unit.at(node)})`;
}

/** `x[key]`, `x[start:stop:step]`. */
export function item(unit: Unit, node: Getitem, frame: Frame): string {
  const object = unit.visit.expression(node.node, frame);
  if (node.arg.type === "Slice") return slice(unit, object, node.arg, frame);
  return `${unit.use("item")}(${object}, ${unit.visit.expression(node.arg, frame)}, ${unit.at(node)})`;
}
