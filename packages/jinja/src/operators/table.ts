// The operators of the language by their signs: the functions, and the names that compiled code calls them by.
import * as arithmetic from "./arithmetic.ts";

/** The signs of operators with two values. */
export type BinarySign = "+" | "-" | "*" | "/" | "//" | "%" | "**";
/** The signs of operators with one value. */
export type UnarySign = "-" | "+";

type Row<F> = readonly [helper: string, compute: F];

/** Operators with two values; `and` and `or` are none, since they may leave one out. */
export const binaryOperators: Readonly<Record<BinarySign, Row<(a: unknown, b: unknown) => unknown>>> = {
  "+": ["add", arithmetic.add],
  "-": ["subtract", arithmetic.subtract],
  "*": ["multiply", arithmetic.multiply],
  "/": ["divide", arithmetic.divide],
  "//": ["floorDivide", arithmetic.floorDivide],
  "%": ["modulo", arithmetic.modulo],
  "**": ["power", arithmetic.power],
};

/** Operators with one value. */
export const unaryOperators: Readonly<Record<UnarySign, Row<(value: unknown) => unknown>>> = {
  "-": ["negate", arithmetic.negate],
  "+": ["positive", arithmetic.positive],
};
