// Exact decimal digits of floats: rounding half to even on the binary value, as Python does.
import { floatParts } from "../values/float-bits.ts";
import { padExponent } from "../values/float-repr.ts";

/** A non-negative number's digits: 0.d₁d₂d₃… × 10^point. No digits for zero. */
interface Digits {
  readonly text: string;
  readonly point: number;
}

/** `n` ≥ 0 and finite with `precision` digits after the point ("%.2f"). */
export function fixed(n: number, precision: number): string {
  if (precision > 100 || n >= 1e21) return fixedExactly(n, precision);
  const text = n.toFixed(precision);
  if (!isTie(n, precision)) return text;
  // toFixed took the larger neighbor; where its last digit is odd, the even one is one less.
  const last = text.charCodeAt(text.length - 1) - 48;
  return last % 2 === 0 ? text : text.slice(0, -1) + String(last - 1);
}

/** `n` ≥ 0 and finite as "d.ddde+XX" with `precision` digits after the point and at least two in the exponent. */
export function exponential(n: number, precision: number): string {
  if (precision < 100) {
    // A tie ends in a 5 one digit further.
    if (n === 0 || !n.toExponential(precision + 1).includes("5e")) return padExponent(n.toExponential(precision));
  }
  const { text, point } = roundDigits(exactDigits(n), precision + 1);
  const digits = text.padEnd(precision + 1, "0");
  const fraction = precision === 0 ? "" : `.${digits.slice(1)}`;
  return digits.charAt(0) + fraction + exponentText(text === "" ? 0 : point - 1);
}

function exponentText(exponent: number): string {
  return `e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** Whether `n` lies just between two neighbors: n × 2^(precision + 1) is odd then, and exactly then. */
function isTie(n: number, precision: number): boolean {
  const scaled = n * 2 ** (precision + 1);
  return Number.isInteger(scaled) && scaled % 2 !== 0;
}

function fixedExactly(n: number, precision: number): string {
  const exact = exactDigits(n);
  const { text, point } = roundDigits(exact, exact.point + precision);
  const whole = point <= 0 ? "0" : text.slice(0, point).padEnd(point, "0");
  const fraction = point <= 0 ? "0".repeat(Math.min(-point, precision)) + text : text.slice(point);
  return precision === 0 ? whole : `${whole}.${fraction.padEnd(precision, "0")}`;
}

/** All digits of the binary value; up to 767 of them. */
function exactDigits(n: number): Digits {
  if (n === 0) return { text: "", point: 0 };
  const { mantissa, exponent } = floatParts(n);
  const value = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent);
  const text = value.toString();
  return { text: text.replace(/0+$/, ""), point: text.length + Math.min(exponent, 0) };
}

/** Rounds half to even after `count` digits, which may be none or negative. */
function roundDigits({ text, point }: Digits, count: number): Digits {
  if (count >= text.length) return { text, point };
  if (count < 0) return { text: "", point: 0 };
  const kept = text.slice(0, count);
  const next = text.charAt(count);
  const odd = count > 0 && Number(kept.at(-1)) % 2 === 1;
  const up = next > "5" || (next === "5" && (text.length > count + 1 || odd));
  if (!up) return { text: kept, point };
  const raised = (BigInt(kept || "0") + 1n).toString();
  return { text: raised, point: point + raised.length - count };
}
