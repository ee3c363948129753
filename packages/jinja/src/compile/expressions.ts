// Code for expressions. What an expression's code evaluates to is never JavaScript's undefined.
import type { BinExpr, CondExpr, Const, Expression, UnaryExpr } from "../syntax/ast.ts";
import { binaryOperators, unaryOperators } from "../operators/table.ts";
import { call, filter, isBoolean, test } from "./calls.ts";
import { compare } from "./comparisons.ts";
import { foldScalar } from "./fold.ts";
import { type Frame, soft } from "./frame.ts";
import { attribute, item, loadName } from "./lookups.ts";
import { quote } from "./names.ts";
import { repr } from "../values/text.ts";
import type { Unit } from "./unit.ts";

function binary(unit: Unit, node: BinExpr, frame: Frame): string {
  if (node.operator === "and" || node.operator === "or") return logical(unit, node, node.operator, frame);
  const left = unit.visit.expression(node.left, frame);
  const right = unit.visit.expression(node.right, frame);
  return `${unit.use(binaryOperators[node.operator][0])}(${left}, ${right}, ${unit.at(node)})`;
}

/** `and` and `or` give one of their values. */
function logical(unit: Unit, node: BinExpr, operator: "and" | "or", frame: Frame): string {
  const kept = frame.fn.temp();
  const left = `${unit.use("truth")}(${kept} = ${unit.visit.expression(node.left, frame)})`;
  const right = unit.visit.expression(node.right, frame);
  return operator === "and" ? `(${left} ? ${right} : ${kept})` : `(${left} ? ${kept} : ${right})`;
}

function unary(unit: Unit, node: UnaryExpr, frame: Frame): string {
  if (node.operator === "not") return `!${unit.visit.condition(node.node, frame)}`;
  const helper = unit.use(unaryOperators[node.operator][0]);
  return `${helper}(${unit.visit.expression(node.node, frame)}, ${unit.at(node)})`;
}

/** A number as code: whole floats in their box, integers beyond 2^53 as bigint. */
function number(unit: Unit, value: number | bigint, float: boolean): string {
  if (typeof value === "bigint") return value < 0n ? `(${value}n)` : `${value}n`;
  const spelled = Object.is(value, -0)
    ? "-0"
    : Number.isFinite(value)
      ? String(value)
      : value > 0
        ? "Infinity"
        : "-Infinity";
  const code = spelled.startsWith("-") ? `(${spelled})` : spelled;
  return float && Number.isSafeInteger(value) ? unit.constant("float", `${unit.use("float")}(${code})`) : code;
}

/** Whether the node itself says so. */
function isFloat(node: Const): boolean {
  return Object.hasOwn(node, "float") && node.float === true;
}

function constant(unit: Unit, node: Const): string {
  const { value } = node;
  if (typeof value === "string") return quote(value);
  if (typeof value === "number" || typeof value === "bigint") return number(unit, value, isFloat(node));
  if (value === null || typeof value === "boolean") return String(value);
  throw new TypeError(`a tree's constant is null, a boolean, a number or a text, not ${repr(value)}`);
}

function list(unit: Unit, items: readonly Expression[], frame: Frame): string {
  return items.map(item => unit.visit.expression(item, frame)).join(", ");
}

function conditional(unit: Unit, node: CondExpr, frame: Frame): string {
  const branch = soft(frame);
  const condition = unit.visit.condition(node.test, branch);
  const body = unit.visit.expression(node.body, branch);
  return `(${condition} ? ${body} : ${otherwise(unit, node, branch)})`;
}

function otherwise(unit: Unit, node: CondExpr, branch: Frame): string {
  if (node.else !== null) return unit.visit.expression(node.else, branch);
  const where = unit.where(node);
  const hint = `the inline if-expression on ${where} evaluated to false and no else section was defined.`;
  return `${unit.use("noElse")}(${quote(hint)})`;
}

/** Code of an expression's value. */
export function expression(unit: Unit, node: Expression, frame: Frame): string {
  const folded = foldScalar(unit, node, frame);
  return folded === undefined ? evaluate(unit, node, frame) : constant(unit, folded);
}

function evaluate(unit: Unit, node: Expression, frame: Frame): string {
  switch (node.type) {
    case "Name":
      return loadName(unit, node, frame);
    case "Const":
      return constant(unit, node);
    case "Tuple":
      return `${unit.use("tuple")}(${list(unit, node.items, frame)})`;
    case "List":
      return `[${list(unit, node.items, frame)}]`;
    case "Dict": {
      const pairs = node.items.map(({ key, value }) => `[${list(unit, [key, value], frame)}]`).join(", ");
      return `${unit.use("dict")}([${pairs}], ${unit.at(node)})`;
    }
    case "CondExpr":
      return conditional(unit, node, frame);
    case "Filter":
      return filter(unit, node, frame);
    case "Test":
      return test(unit, node, frame);
    case "Call":
      return call(unit, node, frame);
    case "Getitem":
      return item(unit, node, frame);
    case "Getattr":
      return attribute(unit, node, frame);
    case "Compare":
      return compare(unit, node, frame);
    case "BinExpr":
      return binary(unit, node, frame);
    case "UnaryExpr":
      return unary(unit, node, frame);
    default:
      return special(unit, node, frame);
  }
}

function special(
  unit: Unit,
  node: Extract<Expression, { type: "Concat" | "MarkSafe" | "ContextReference" | "NSRef" }>,
  frame: Frame,
): string {
  switch (node.type) {
    case "Concat": {
      const escaped = frame.autoescape && !frame.volatile;
      return `${unit.use("concat")}([${list(unit, node.nodes, frame)}], ${escaped}, ${unit.at(node)})`;
    }
    case "MarkSafe": {
      const value = unit.visit.expression(node.node, frame);
      const helper = unit.use(node.ifAutoescape ? "safeIfAutoescape" : "safe");
      return `${helper}(context, ${value})`;
    }
    case "ContextReference":
      return "context";
    default:
      return unit.fail("a namespace's attribute can only be assigned", node);
  }
}

/** Code of an expression's truth, with JavaScript's own operators where they say the same. */
export function condition(unit: Unit, node: Expression, frame: Frame): string {
  if (node.type === "BinExpr" && (node.operator === "and" || node.operator === "or")) {
    const left = unit.visit.condition(node.left, frame);
    const right = unit.visit.condition(node.right, frame);
    return `(${left} ${node.operator === "and" ? "&&" : "||"} ${right})`;
  }
  if (node.type === "UnaryExpr" && node.operator === "not") return `!${unit.visit.condition(node.node, frame)}`;
  const code = unit.visit.expression(node, frame);
  return isBoolean(node) ? code : `${unit.use("truth")}(${code}, ${unit.at(node)})`;
}
