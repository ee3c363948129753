// The operators of the language by their signs: the functions, and the names that compiled code calls them by.
import * as arithmetic from "./arithmetic.ts";

export type BinarySign = "+" | "-" | "*" | "/" | "//" | "%" | "**";
export type UnarySign = "-" | "+";

type Row<F> = readonly [helper: string, compute: F];

export const binaryOperators: Readonly<Record<BinarySign, Row<(a: unknown, b: unknown) => unknown>>> = {
  "+": ["add", arithmetic.add],
  "-": ["subtract", arithmetic.subtract],
  "*": ["multiply", arithmetic.multiply],
  "/": ["divide", arithmetic.divide],
  "//": ["floorDivide", arithmetic.floorDivide],
  "%": ["modulo", arithmetic.modulo],
  "**": ["power", arithmetic.power],
};

export const unaryOperators: Readonly<Record<UnarySign, Row<(value: unknown) => unknown>>> = {
  "-": ["negate", arithmetic.negate],
  "+": ["positive", arithmetic.positive],
};
