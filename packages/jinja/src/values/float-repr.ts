// Python's repr of floats.

/** The shortest digits that read back as `n`; an exponent below 1e-4 and from 1e16 on. */
export function floatRepr(n: number): string {
  const size = Math.abs(n);
  if (size >= 1e-4 && size < 1e16) {
    const text = String(n);
    return Number.isInteger(n) ? `${text}.0` : text;
  }
  if (n === 0) return Object.is(n, -0) ? "-0.0" : "0.0";
  if (!Number.isFinite(n)) return nonFinite(n);
  return padExponent(n.toExponential());
}

function nonFinite(n: number): string {
  if (Number.isNaN(n)) return "nan";
  return n > 0 ? "inf" : "-inf";
}

/** Python writes at least two digits: 1e+05. */
export function padExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}
