// How Python formats floats.
import { floatRepr } from "../values/float-repr.ts";
import { exponential, fixed } from "./decimal.ts";

/** Choices of Python's float formatting. */
export interface FloatStyle {
  /** "r" is repr. */
  readonly type: "e" | "f" | "g" | "r";
  readonly precision: number;
  /** `#`: the point always, and trailing zeros of "g" kept. */
  readonly alternate?: boolean;
  /** A format without type: ".0" where there is no fraction. */
  readonly addPoint?: boolean;
}

/** The text of |n|; "inf" and "nan" for those. */
export function floatText(n: number, style: FloatStyle): string {
  const size = Math.abs(n);
  if (!Number.isFinite(size)) return Number.isNaN(size) ? "nan" : "inf";
  const text = finiteText(size, style);
  return style.alternate === true ? withPoint(text) : text;
}

function finiteText(n: number, style: FloatStyle): string {
  switch (style.type) {
    case "e":
      return exponential(n, style.precision);
    case "f":
      return fixed(n, style.precision);
    case "g":
      return general(n, style);
    case "r":
      return style.addPoint === true ? floatRepr(n) : floatRepr(n).replace(/\.0$/, "");
    default:
      return style.type satisfies never;
  }
}

/** As many digits as fit: fixed for middling exponents, else with an exponent. */
function general(n: number, { precision, alternate = false, addPoint = false }: FloatStyle): string {
  const digits = Math.max(precision, 1);
  const scientific = exponential(n, digits - 1);
  const exponent = Number(scientific.slice(scientific.indexOf("e") + 1));
  const plain = exponent >= -4 && exponent < digits - (addPoint ? 1 : 0);
  if (plain) {
    const text = fixed(n, digits - 1 - exponent);
    if (alternate) return text;
    const trimmed = trimZeros(text);
    return addPoint && !trimmed.includes(".") ? `${trimmed}.0` : trimmed;
  }
  if (alternate) return scientific;
  const at = scientific.indexOf("e");
  return trimZeros(scientific.slice(0, at)) + scientific.slice(at);
}

function trimZeros(text: string): string {
  if (!text.includes(".")) return text;
  let end = text.length;
  while (text.charCodeAt(end - 1) === 48) end--;
  if (text.charAt(end - 1) === ".") end--;
  return text.slice(0, end);
}

function withPoint(text: string): string {
  if (text.includes(".")) return text;
  const at = text.indexOf("e");
  return at === -1 ? `${text}.` : `${text.slice(0, at)}.${text.slice(at)}`;
}
