// The methods of int, bool, float and range.
import { PythonError, valueError } from "../errors.ts";
import { checkLength } from "../limits.ts";
import { equals } from "../values/equals.ts";
import { type Float, float, integer, isInt, toNumber } from "../values/float.ts";
import { floatParts } from "../values/float-bits.ts";
import type { Range } from "../values/range.ts";
import { repr, str } from "../values/text.ts";
import { tuple, type Tuple } from "../values/tuple.ts";
import { truth } from "../values/truth.ts";
import { countOf } from "../values/ints.ts";
import { textArgument } from "./arguments.ts";
import { keywordMethod, method, tableOf } from "./method.ts";

type Int = number | bigint | boolean;
type Real = number | Float;

function whole(self: Int): number | bigint {
  return typeof self === "boolean" ? Number(self) : self;
}

/** |self| in binary digits; none for zero. */
function bits(self: Int): string {
  const n = BigInt(self);
  return n === 0n ? "" : (n < 0n ? -n : n).toString(2);
}

/** `int.to_bytes(length=1, byteorder="big", signed=False)`. Raises OverflowError, ValueError. */
function toBytes(self: Int, size: unknown = 1, order: unknown = "big", signed: unknown = false): Uint8Array {
  const length = countOf(size);
  const byteorder = textArgument(order, "to_bytes() argument 'byteorder' must be str");
  if (byteorder !== "big" && byteorder !== "little") throw valueError("byteorder must be either 'little' or 'big'");
  if (length < 0) throw valueError("length argument must be non-negative");
  checkLength(length);
  const n = BigInt(self);
  if (n < 0n && !truth(signed)) throw new PythonError("OverflowError", "can't convert negative int to unsigned");
  const range = BigInt(length * 8);
  const fits = truth(signed) ? BigInt.asIntN(length * 8, n) === n : BigInt.asUintN(length * 8, n) === n;
  if (!fits) throw new PythonError("OverflowError", "int too big to convert");
  let rest = n < 0n ? n + (1n << range) : n;
  const made = new Uint8Array(length);
  for (let at = 0; at < length; at++, rest >>= 8n)
    made[byteorder === "big" ? length - 1 - at : at] = Number(rest & 255n);
  return made;
}

export const intMethods = tableOf({
  as_integer_ratio: method("", (self: Int) => tuple(whole(self), 1)),
  bit_count: method("", (self: Int) => bits(self).replaceAll("0", "").length),
  bit_length: method("", (self: Int) => bits(self).length),
  conjugate: method("", whole),
  to_bytes: keywordMethod("length? byteorder? signed?", toBytes),
});

/** The members of an int; a bool's are ints. */
export function intMember(self: Int, name: string): unknown {
  if (name === "real" || name === "numerator") return whole(self);
  if (name === "imag") return 0;
  return name === "denominator" ? 1 : undefined;
}

function integerRatio(self: Real): Tuple {
  const n = toNumber(self);
  if (Number.isNaN(n)) throw valueError("cannot convert NaN to integer ratio");
  if (!Number.isFinite(n)) throw new PythonError("OverflowError", "cannot convert Infinity to integer ratio");
  if (n === 0) return tuple(0, 1);
  let { mantissa, exponent } = floatParts(n);
  while (mantissa % 2n === 0n) {
    mantissa /= 2n;
    exponent++;
  }
  const signed = n < 0 ? -mantissa : mantissa;
  const numerator = exponent > 0 ? signed << BigInt(exponent) : signed;
  return tuple(integer(numerator), integer(exponent < 0 ? 1n << BigInt(-exponent) : 1n));
}

function hex(self: Real): string {
  const n = toNumber(self);
  if (!Number.isFinite(n)) return str(n);
  const sign = n < 0 || Object.is(n, -0) ? "-" : "";
  if (n === 0) return `${sign}0x0.0p+0`;
  const { mantissa, exponent } = floatParts(n);
  const digits = mantissa.toString(16).padStart(14, "0");
  const power = exponent + 52;
  return `${sign}0x${digits.charAt(0)}.${digits.slice(1)}p${power < 0 ? "-" : "+"}${Math.abs(power)}`;
}

export const floatMethods = tableOf({
  as_integer_ratio: method("", integerRatio),
  conjugate: method("", (self: Real) => self),
  hex: method("", hex),
  is_integer: method("", (self: Real) => Number.isInteger(toNumber(self))),
});

/** `real` and `imag` of a float; JavaScript's undefined for other names. */
export function floatMember(self: Real, name: string): unknown {
  if (name === "real") return self;
  return name === "imag" ? float(0) : undefined;
}

function placeIn(self: Range, value: unknown): number {
  const n = toNumber(value);
  const at = self.indexOf(n);
  return at !== -1 && equals(self.at(at), value) ? at : -1;
}

export const rangeMethods = tableOf({
  count: method("value", (self: Range, value: unknown) => (placeIn(self, value) === -1 ? 0 : 1)),
  index: method("value", (self: Range, value: unknown) => {
    const at = placeIn(self, value);
    if (at !== -1) return at;
    const whole = isInt(value) || typeof value === "boolean";
    throw valueError(whole ? `${repr(value)} is not in range` : "sequence.index(x): x not in sequence");
  }),
});

/** `start`, `stop` and `step`; JavaScript's undefined for other names. */
export function rangeMember(self: Range, name: string): unknown {
  if (name === "start") return self.start();
  if (name === "stop") return self.stop();
  return name === "step" ? self.step() : undefined;
}
