// Code for comparisons, chained ones, too: each value is evaluated once, and no more of them than needed.
import type { Compare, CompareOperator, Expression } from "../syntax/ast.ts";
import { greater, greaterEqual, less, lessEqual } from "../values/compare.ts";
import { contains } from "../values/contains.ts";
import { equals } from "../values/equals.ts";
import type { Frame } from "./frame.ts";
import { quote } from "./names.ts";
import type { Unit } from "./unit.ts";

type Holds = (a: unknown, b: unknown) => boolean;

/** The function of the runtime for each operator, by the name that compiled code calls it by; `negated` turns its answer. */
export const COMPARISONS: Readonly<Record<CompareOperator, readonly [helper: string, negated: boolean, holds: Holds]>> =
  {
    eq: ["equals", false, equals],
    ne: ["equals", true, equals],
    lt: ["less", false, less],
    lteq: ["lessEqual", false, lessEqual],
    gt: ["greater", false, greater],
    gteq: ["greaterEqual", false, greaterEqual],
    in: ["contains", false, contains],
    notin: ["contains", true, contains],
  };

function step(unit: Unit, op: CompareOperator, left: string, right: string, at: string): string {
  const [helper, negated] = COMPARISONS[op];
  return `${negated ? "!" : ""}${unit.use(helper)}(${left}, ${right}, ${at})`;
}

/** `x == "text"`: no call where `x` is text, too. */
function equalsText(unit: Unit, node: Compare, text: string, negated: boolean, frame: Frame): string {
  const value = frame.fn.temp();
  const left = unit.visit.expression(node.expr, frame);
  const literal = quote(text);
  const general = `${negated ? "!" : ""}${unit.use("equals")}(${value}, ${literal}, ${unit.at(node)})`;
  const same = `${value} ${negated ? "!==" : "==="} ${literal}`;
  return `(typeof (${value} = ${left}) === "string" ? ${same} : ${general})`;
}

function textOf(node: Expression): string | undefined {
  return node.type === "Const" && typeof node.value === "string" ? node.value : undefined;
}

/** `a < b <= c`. */
export function compare(unit: Unit, node: Compare, frame: Frame): string {
  const [first] = node.ops;
  if (node.ops.length === 1 && first !== undefined) {
    const text = textOf(first.expr);
    if (text !== undefined && (first.op === "eq" || first.op === "ne")) {
      return equalsText(unit, node, text, first.op === "ne", frame);
    }
    const left = unit.visit.expression(node.expr, frame);
    return step(unit, first.op, left, unit.visit.expression(first.expr, frame), unit.at(node));
  }
  return chain(unit, node, frame);
}

function chain(unit: Unit, node: Compare, frame: Frame): string {
  let left = unit.visit.expression(node.expr, frame);
  const steps = node.ops.map(({ op, expr }, index) => {
    const right = unit.visit.expression(expr, frame);
    if (index === node.ops.length - 1) return step(unit, op, left, right, unit.at(node));
    const kept = frame.fn.temp();
    const code = step(unit, op, left, `${kept} = ${right}`, unit.at(node));
    left = kept;
    return code;
  });
  return `(${steps.join(" && ")})`;
}
