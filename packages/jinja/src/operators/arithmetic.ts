// Python's arithmetic operators on any values.
import { type PythonError, typeError } from "../errors.ts";
import { checkGrowth } from "../limits.ts";
import { Undefined } from "../undefined.ts";
import { float, Float, integer, intToFloat, toNumber } from "../values/float.ts";
import { type Int, intOf } from "../values/ints.ts";
import { divideFloats, floorDivideFloats, moduloFloats, powerFloats } from "./floats.ts";
import { floorDivideInts, moduloInts, multiplyInts, powerInts, trueDivideInts, zeroDivision } from "./ints.ts";
import { hasSequenceSum, joinSequences, repeatSequence, sequenceRemainder } from "./sequences.ts";
import { isKeyView, without } from "../values/set-like.ts";
import { Markup } from "../values/markup.ts";
import { escapeText } from "../values/escape.ts";
import { str } from "../values/text.ts";
import { addTimes, subtractTimes, TimeDelta } from "../values/timedelta.ts";
import { typeName } from "../values/typename.ts";

function isNumeric(value: unknown): boolean {
  const type = typeof value;
  return type === "number" || type === "boolean" || type === "bigint" || value instanceof Float;
}

/** An operand of a float's operation. Raises OverflowError for an int beyond the floats. */
function asFloat(value: unknown): number {
  return typeof value === "bigint" ? intToFloat(value) : toNumber(value);
}

function refuse(sign: string, a: unknown, b: unknown): PythonError {
  if (a instanceof Undefined) a.fail();
  if (b instanceof Undefined) b.fail();
  return typeError(`unsupported operand type(s) for ${sign}: '${typeName(a)}' and '${typeName(b)}'`);
}

interface Operation {
  readonly sign: string;
  readonly ints: (a: Int, b: Int) => Int | Float | number;
  readonly floats: (a: number, b: number) => number;
}

/** The slow road of all operators: ints exactly, floats where one is, else the TypeError. */
function numeric(operation: Operation, a: unknown, b: unknown): unknown {
  if (!isNumeric(a) || !isNumeric(b)) throw refuse(operation.sign, a, b);
  const left = intOf(a);
  const right = intOf(b);
  if (left !== undefined && right !== undefined) return operation.ints(left, right);
  return float(operation.floats(asFloat(a), asFloat(b)));
}

function joinTexts(a: string, b: string): string {
  checkGrowth(a.length + b.length);
  return a + b;
}

const ADD: Operation = {
  sign: "+",
  ints: (a, b) => integer(BigInt(a) + BigInt(b)),
  floats: (a, b) => a + b,
};

/** `a + b`. */
export function add(a: unknown, b: unknown): unknown {
  if (typeof a === "number" && typeof b === "number") {
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
      const sum = a + b;
      return Number.isSafeInteger(sum) ? sum : BigInt(a) + BigInt(b);
    }
    return float(a + b);
  }
  if (typeof a === "string" && typeof b === "string") return joinTexts(a, b);
  return hasSequenceSum(a, b) ? joinSequences(a, b) : (addTimes(a, b) ?? numeric(ADD, a, b));
}

const SUBTRACT: Operation = {
  sign: "-",
  ints: (a, b) => integer(BigInt(a) - BigInt(b)),
  floats: (a, b) => a - b,
};

/** `a - b`; the difference of two sets, too. */
export function subtract(a: unknown, b: unknown): unknown {
  if (typeof a === "number" && typeof b === "number") {
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
      const difference = a - b;
      return Number.isSafeInteger(difference) ? difference : BigInt(a) - BigInt(b);
    }
    return float(a - b);
  }
  if (a instanceof Set && b instanceof Set) return a.difference(b);
  if (isKeyView(a) || isKeyView(b)) return without(a, b);
  return subtractTimes(a, b) ?? numeric(SUBTRACT, a, b);
}

const MULTIPLY: Operation = { sign: "*", ints: multiplyInts, floats: (a, b) => a * b };

/** `a * b`; texts, lists and tuples are repeated. */
export function multiply(a: unknown, b: unknown): unknown {
  if (typeof a === "number" && typeof b === "number") {
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
      const product = a * b;
      return Number.isSafeInteger(product) ? product + 0 : multiplyInts(a, b);
    }
    return float(a * b);
  }
  if (a instanceof Undefined || (b instanceof Undefined && !(a instanceof Markup))) throw refuse("*", a, b);
  return isNumeric(a) && isNumeric(b) ? numeric(MULTIPLY, a, b) : repeatSequence(a, b);
}

const DIVIDE: Operation = {
  sign: "/",
  ints: (a, b) => float(trueDivideInts(a, b)),
  floats: divideFloats,
};

/** `a / b`, always a float. */
export function divide(a: unknown, b: unknown): unknown {
  if (typeof a === "number" && typeof b === "number") {
    // 0 / -1 is -0.0; an int itself has no sign of zero.
    if (b !== 0) return float((a + 0) / b);
    throw zeroDivision(Number.isSafeInteger(a) ? "division by zero" : "float division by zero");
  }
  return numeric(DIVIDE, a, b);
}

const FLOOR_DIVIDE: Operation = { sign: "//", ints: floorDivideInts, floats: floorDivideFloats };

/** `a // b`. */
export function floorDivide(a: unknown, b: unknown): unknown {
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && b !== 0) {
    const rest = (a as number) % (b as number);
    const quotient = ((a as number) - rest) / (b as number);
    return (rest !== 0 && rest < 0 !== (b as number) < 0 ? quotient - 1 : quotient) + 0;
  }
  return numeric(FLOOR_DIVIDE, a, b);
}

const MODULO: Operation = { sign: "%", ints: moduloInts, floats: moduloFloats };

/** `a % b`; texts are formatted. */
export function modulo(a: unknown, b: unknown): unknown {
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && b !== 0) {
    const rest = (a as number) % (b as number);
    return (rest !== 0 && rest < 0 !== (b as number) < 0 ? rest + (b as number) : rest) + 0;
  }
  const text = sequenceRemainder(a, b);
  return text === undefined ? numeric(MODULO, a, b) : text;
}

const POWER: Operation = {
  sign: "** or pow()",
  ints: (a, b) => (b < 0 ? float(powerFloats(asFloat(a), asFloat(b))) : powerInts(a, b)),
  floats: powerFloats,
};

/** `a ** b`. */
export function power(a: unknown, b: unknown): unknown {
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && (b as number) >= 0) {
    const result = (a as number) ** (b as number);
    if (Number.isSafeInteger(result)) return result + 0;
  }
  return numeric(POWER, a, b);
}

function unary(sign: "-" | "+", value: unknown): Int | Float | TimeDelta {
  if (value instanceof Undefined) value.fail();
  if (value instanceof TimeDelta) return new TimeDelta(sign === "-" ? -value.valueOf() : value.valueOf());
  if (!isNumeric(value)) throw typeError(`bad operand type for unary ${sign}: '${typeName(value)}'`);
  const int = intOf(value);
  if (int === undefined) return float(sign === "-" ? -toNumber(value) : toNumber(value));
  return sign === "-" ? integer(-BigInt(int)) : int;
}

/** `-a`. */
export function negate(a: unknown): unknown {
  return Number.isSafeInteger(a) ? 0 - (a as number) : unary("-", a);
}

/** `+a`. */
export function positive(a: unknown): unknown {
  return unary("+", a);
}

/** `a ~ b ~ c`: as texts; under autoescape a Markup among them makes all of them one, the others escaped. */
export function concat(values: readonly unknown[], autoescape: boolean): string | Markup {
  const safe = autoescape && values.some(value => value instanceof Markup);
  let text = "";
  for (const value of values) {
    const part = typeof value === "string" ? value : str(value);
    text = joinTexts(text, safe && !(value instanceof Markup) ? escapeText(part) : part);
  }
  return safe ? new Markup(text) : text;
}
