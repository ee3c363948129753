// Constant folding: what is known before a template runs is computed when it is compiled. What fails is left for run
// time, where the error belongs; what could grow large is left, too.
import { PythonError } from "../errors.ts";
import type { BinExpr, Compare, Const, Expression, Filter, Getitem, Test } from "../syntax/ast.ts";
import { signatureOf } from "../values/callable.ts";
import { dictFrom } from "../values/dict.ts";
import { Float, float } from "../values/float.ts";
import { isMarkup, textOf } from "../values/markup.ts";
import { binaryOperators, unaryOperators } from "../operators/table.ts";
import { slice } from "../values/slice.ts";
import { str } from "../values/text.ts";
import { truth } from "../values/truth.ts";
import { tupleFrom } from "../values/tuple.ts";
import { COMPARISONS } from "./comparisons.ts";
import type { Frame } from "./frame.ts";
import type { Known, Unit } from "./unit.ts";

/** Thrown inside this file where a node is no constant; one for all, since a stack would cost more than the rest. */
const NOT_CONSTANT = new Error("not a constant");

/** Longest text that is kept as a constant, and largest operands of what can grow. */
const LONGEST = 1000;
const LARGEST = 1e6;

function isSmall(value: unknown): boolean {
  return typeof value === "boolean" || (typeof value === "number" && Math.abs(value) <= LARGEST);
}

/** A text that is repeated a few times or filled where no field has a width. */
function staysShort(operator: string, a: unknown, b: unknown): boolean {
  const text = textOf(a);
  if (operator === "*") return text === undefined ? textOf(b) !== undefined && staysShort("*", b, a) : isShort(text, b);
  return operator === "%" && text !== undefined && text.length <= LONGEST && !/[\d*]/.test(text);
}

function isShort(text: string, times: unknown): boolean {
  return isSmall(times) && text.length * Math.abs(Number(times)) <= LONGEST;
}

class Folder {
  readonly #unit: Unit;
  readonly #frame: Frame;

  constructor(unit: Unit, frame: Frame) {
    this.#unit = unit;
    this.#frame = frame;
  }

  value(node: Expression): unknown {
    switch (node.type) {
      case "Const":
        return Object.hasOwn(node, "float") && node.float === true ? float(Number(node.value)) : node.value;
      case "Tuple":
        return tupleFrom(this.#values(node.items));
      case "List":
        return this.#values(node.items);
      case "Dict":
        return dictFrom(node.items.map(({ key, value }) => [this.value(key), this.value(value)]));
      case "BinExpr":
        return this.#binary(node);
      case "UnaryExpr":
        return this.#unary(node.operator, this.value(node.node));
      case "Compare":
        return this.#compare(node);
      case "CondExpr":
        if (truth(this.value(node.test))) return this.value(node.body);
        return node.else === null ? this.#give() : this.value(node.else);
      case "Concat":
        // Jinja's optimizer joins constants as plain text, also where Markup is among them.
        return this.#values(node.nodes).map(str).join("");
      case "Filter":
        return node.node === null ? this.#give() : this.#apply(node, this.value(node.node));
      case "Test":
        return this.#apply(node, this.value(node.node));
      case "Getitem":
        return this.#item(node);
      default:
        return this.#give();
    }
  }

  #give(): never {
    throw NOT_CONSTANT;
  }

  #values(nodes: readonly Expression[]): unknown[] {
    return nodes.map(node => this.value(node));
  }

  #unary(operator: "not" | "-" | "+", value: unknown): unknown {
    if (operator === "not") return !truth(value);
    if (this.#unit.environment.intercepted?.unary.has(operator) === true) this.#give();
    return unaryOperators[operator][1](value);
  }

  #binary({ operator, left, right }: BinExpr): unknown {
    const a = this.value(left);
    if (operator === "and") return truth(a) ? this.value(right) : a;
    if (operator === "or") return truth(a) ? a : this.value(right);
    if (this.#unit.environment.intercepted?.binary.has(operator) === true) this.#give();
    const b = this.value(right);
    const grows = operator === "**" || operator === "*" || operator === "%";
    if (grows && !(isSmall(a) && isSmall(b)) && !staysShort(operator, a, b)) this.#give();
    if (operator === "**" && Math.abs(Number(b)) > 64) this.#give();
    return binaryOperators[operator][1](a, b);
  }

  #compare(node: Compare): boolean {
    let left = this.value(node.expr);
    for (const { op, expr } of node.ops) {
      const right = this.value(expr);
      const [, negated, holds] = COMPARISONS[op];
      if (holds(left, right) === negated) return false;
      left = right;
    }
    return true;
  }

  /** Jinja's optimizer takes a slice for a key: `(1)[:]`, which raises at run time, is undefined as a constant. */
  #item({ node, arg }: Getitem): unknown {
    const { environment } = this.#unit;
    const object = this.value(node);
    if (environment.sandboxed) this.#give();
    if (arg.type !== "Slice") return environment.getItem(object, this.value(arg));
    const [start, stop, step] = [arg.start, arg.stop, arg.step].map(part => (part === null ? null : this.value(part)));
    try {
      return slice(object, start, stop, step);
    } catch (error) {
      if (!(error instanceof PythonError) || error.name !== "TypeError") throw error;
      return environment.makeUndefined({ object, name: null });
    }
  }

  /** Filters and tests that depend on nothing but their arguments and on autoescape. */
  #apply(node: Filter | Test, value: unknown): unknown {
    const { environment } = this.#unit;
    const fn = (node.type === "Filter" ? environment.filters : environment.tests).get(node.name);
    const signature = fn === undefined ? undefined : signatureOf(fn);
    const plain = node.dynArgs === null && node.dynKwargs === null && !environment.sandboxed && !this.#frame.volatile;
    if (!plain || signature === undefined || signature.pass === "context" || node.name === "random") this.#give();
    const args = this.#values(node.args);
    const kwargs = new Map(node.kwargs.map(keyword => [keyword.key, this.value(keyword.value)]));
    const named = kwargs.size === 0 ? null : kwargs;
    const place = { autoescape: this.#frame.autoescape, environment };
    if (node.type === "Filter") return environment.callFilter(node.name, value, args, named, place);
    return environment.callTest(node.name, value, args, named, place);
  }
}

function isScalar(value: unknown): boolean {
  if (typeof value === "string") return value.length <= LONGEST;
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value === "boolean" || value === null || value instanceof Float || isMarkup(value);
}

/** The value of an expression that depends on nothing. */
export function fold(unit: Unit, node: Expression, frame: Frame): Known | undefined {
  if (node.type === "Name" || node.type === "Getattr" || node.type === "Call") return undefined;
  try {
    return { value: new Folder(unit, frame).value(node) };
  } catch {
    return undefined;
  }
}

/** The same for values that code can spell. */
function scalar(unit: Unit, node: Expression, frame: Frame): Known | undefined {
  const known = fold(unit, node, frame);
  return known !== undefined && isScalar(known.value) ? known : undefined;
}

/** An expression as a constant, where it is one that code can spell. */
export function foldScalar(unit: Unit, node: Expression, frame: Frame): Const | undefined {
  if (node.type === "Const" || frame.volatile || unit.environment.optimized === false) return undefined;
  const known = unit.folded(node, () => scalar(unit, node, frame));
  if (known === undefined || isMarkup(known.value)) return undefined;
  const { line, column } = node;
  if (known.value instanceof Float) return { type: "Const", line, column, value: known.value.valueOf(), float: true };
  return { type: "Const", line, column, value: known.value as Const["value"] };
}
